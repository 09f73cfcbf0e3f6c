#include "engine/cli/drift_telling.hpp"

#include "engine/cli/webhook.hpp"
#include "engine/render/drift.hpp"
#include "providers/http/beast_client.hpp"

#include <chrono>
#include <memory>
#include <utility>

namespace fireform::cli {

std::int64_t seconds_now() {
    using namespace std::chrono;
    return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

std::string drift_in_form(const DriftReport& report, DriftCommand::Format format, const Context& context) {
    using Format = DriftCommand::Format;
    switch (format) {
        case Format::text:
            return render_drift(report, context.out);
        case Format::json:
            return drift_json(report, timestamp());
        case Format::markdown:
            return drift_markdown(report);
        case Format::junit:
            return drift_junit(report);
        case Format::prometheus:
            return drift_metrics(report, seconds_now());
    }
    return {};
}

Task<Diagnostics> notify_of_drift(std::string url, const DriftReport& report, bool cleared, Clock& clock) {
    const std::unique_ptr<HttpClient> http = make_http_client();
    std::string body = drift_message(report, cleared, timestamp());
    co_return co_await post_webhook(*http, clock, std::move(url), std::move(body));
}

}  // namespace fireform::cli
