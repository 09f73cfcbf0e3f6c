#include "providers/http/retry.hpp"

#include <boost/beast/core/string.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <iomanip>
#include <locale>
#include <sstream>

namespace fireform {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds asked_max{60000};
constexpr int code_aborted = 10;  // google.rpc.Code

bool is_aborted(const HttpResponse& response) {
    boost::system::error_code error;
    const auto body = boost::json::parse(response.body, error);
    if (error || !body.is_object()) return false;
    const auto* code = body.get_object().if_contains("code");
    return code != nullptr && code->is_int64() && code->get_int64() == code_aborted;
}

std::optional<double> number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<milliseconds> within_limit(double value_ms) {
    if (!(value_ms > 0) || value_ms > static_cast<double>(asked_max.count())) return std::nullopt;
    return milliseconds(std::max<std::int64_t>(1, static_cast<std::int64_t>(value_ms)));
}

}  // namespace

std::optional<std::chrono::sys_seconds> http_date(std::string_view text) {
    std::istringstream in{std::string(text)};
    in.imbue(std::locale::classic());
    std::tm parts{};
    in >> std::get_time(&parts, "%a, %d %b %Y %H:%M:%S GMT");
    if (in.fail()) return std::nullopt;
    return std::chrono::sys_seconds(std::chrono::seconds(timegm(&parts)));
}

bool should_retry(const HttpResponse& response) {
    const std::string_view told = response.header("x-should-retry");
    if (boost::beast::iequals(told, "true")) return true;
    if (boost::beast::iequals(told, "false")) return false;
    constexpr std::array again{408, 429, 500, 502, 503, 504};
    if (std::find(again.begin(), again.end(), response.status) != again.end()) return true;
    return response.status == 409 && is_aborted(response);
}

std::optional<milliseconds> retry_after(const HttpResponse& response,
                                        std::chrono::system_clock::time_point now) {
    if (const auto value = number(response.header("retry-after-ms"))) return within_limit(*value);
    const std::string_view text = response.header("retry-after");
    if (text.empty()) return std::nullopt;
    if (const auto value = number(text)) return within_limit(*value * 1000);
    const auto date = http_date(text);
    if (!date) return std::nullopt;
    const auto ms = [](auto time) {
        return std::chrono::duration<double, std::milli>(time.time_since_epoch()).count();
    };
    return within_limit(ms(*date) - ms(std::chrono::floor<milliseconds>(now)));
}

milliseconds retry_delay(const RetryPolicy& policy, int attempt, double jitter,
                         std::optional<milliseconds> asked) {
    milliseconds delay = policy.delay_first;
    for (int i = 0; i < attempt && delay < policy.delay_max; ++i)
        delay *= 2;
    delay = std::min(delay, policy.delay_max);
    delay -= milliseconds(static_cast<std::int64_t>(static_cast<double>(delay.count()) * 0.25 * jitter));
    return asked && *asked > delay ? *asked : delay;
}

}  // namespace fireform
