// The emulator as a value machine. Parts are requests: a line with method and target, lines with headers up
// to an empty one, and the body; a line "+ SECONDS" lets time pass. Every reply is HTTP that a client can
// read, and what the emulator knows outlives it.
#include "providers/emulator/emulator.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>

namespace fireform {
namespace {

constexpr std::size_t requests_max = 16;

HttpRequest request_of(std::string_view text) {
    HttpRequest request;
    const std::string_view line = fuzz::take_line(text);
    const std::size_t blank = std::min(line.find(' '), line.size());
    request.method = std::string(line.substr(0, blank));
    request.url = "http://emulator" + std::string(line.substr(std::min(blank + 1, line.size())));
    request.headers.emplace_back("authorization", "Bearer key");
    for (std::string_view header = fuzz::take_line(text); !header.empty(); header = fuzz::take_line(text)) {
        const std::size_t colon = std::min(header.find(": "), header.size());
        request.headers.emplace_back(header.substr(0, colon),
                                     header.substr(std::min(colon + 2, header.size())));
    }
    request.body = std::string(text);
    return request;
}

void check(const HttpResponse& response) {
    fuzz::require(response.status >= 200 && response.status < 600, "a reply has a status");
    for (const auto& [name, value] : response.headers)
        fuzz::require(value.find_first_of("\r\n") == std::string::npos, "a header is one line");
    if (response.header("content-type") != "application/json" || response.body.empty()) return;
    boost::json::error_code failed;
    (void)boost::json::parse(response.body, failed);
    fuzz::require(!failed || failed == boost::json::error::too_deep, "a reply of JSON is JSON");
}

}  // namespace
}  // namespace fireform

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform;
    std::chrono::nanoseconds now = std::chrono::seconds(1777636800);  // 2026-05-01T12:00:00Z
    EmulatorOptions options;
    options.api_extended = size % 2 == 1;
    Emulator emulator(options);
    std::size_t count = 0;
    for (const std::string_view part : fuzz::parts(fuzz::text_of(data, size))) {
        if (++count > requests_max) break;
        if (part.starts_with("+ ")) {
            std::uint32_t seconds = 0;
            std::from_chars(part.data() + 2, part.data() + part.size(), seconds);
            now += std::chrono::seconds(std::min<std::uint32_t>(seconds, 100'000'000));
            continue;
        }
        check(emulator.handle(request_of(part), now));
    }
    const std::string saved = emulator.save();
    Emulator other(options);
    fuzz::require(other.load(saved), "what was saved can be loaded");
    fuzz::require(other.save() == saved, "a store is saved the same again");
    return 0;
}
