// What the fuzz targets share. A target is one .cpp file with LLVMFuzzerTestOneInput (libFuzzer's entry): any
// bytes in, and besides "does not crash" whatever must hold for all of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fireform::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// What must hold for every input; `oracle` says it. Otherwise libFuzzer keeps the input as a finding.
inline void require(bool holds, const char* oracle) {
    if (holds) return;
    std::fprintf(stderr, "oracle: %s\n", oracle);
    std::abort();
}

/// Several texts in one input, between lines "%%". At least one.
inline std::vector<std::string_view> parts(std::string_view text) {
    constexpr std::string_view line = "\n%%\n";
    std::vector<std::string_view> all;
    for (std::size_t end = 0; (end = text.find(line)) != std::string_view::npos;) {
        all.push_back(text.substr(0, end));
        text.remove_prefix(end + line.size());
    }
    all.push_back(text);
    return all;
}

/// Takes the first line off `text`, without its end.
inline std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

}  // namespace fireform::fuzz
