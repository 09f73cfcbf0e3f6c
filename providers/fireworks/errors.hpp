// Refusals and failures as diagnostics (domain brief 8.4): fixed summaries, each with a way out, no secrets.
#pragma once

#include "providers/fireworks/secrets.hpp"
#include "providers/http/http_client.hpp"
#include "schemas/diagnostic.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fireform::fireworks {

/// google.rpc.Code, the ones that decide something.
enum class Code : int { already_exists = 6, resource_exhausted = 8, failed_precondition = 9, aborted = 10 };

/// The body of a reply that is no success, whoever wrote it.
struct ApiError {
    enum class Form {
        status,  ///< google.rpc.Status, or the inference form
        text,    ///< plain text or nothing
        page     ///< HTML: a proxy, or not the service at all
    };
    Form form = Form::text;
    int http = 0;
    std::optional<int> code;  ///< google.rpc.Code where the body names one
    std::string message;      ///< as it came; of a page its title
    std::string reason;       ///< of google.rpc.ErrorInfo: "DATASET_INVALID"; "" none

    [[nodiscard]] bool is(Code what) const { return code == static_cast<int>(what); }
    /// A quota or a lack of capacity: the same request will be refused in a minute, too.
    [[nodiscard]] bool is_quota() const;
    /// A model that is not deleted because it is loaded, or was a moment ago (brief 2.4).
    [[nodiscard]] bool is_model_in_use() const;
};
[[nodiscard]] ApiError parse_error(const HttpResponse& response);

/// Whether `text` has `word` in it, without case; `word` in lower case.
[[nodiscard]] bool mentions(std::string_view text, std::string_view word);

[[nodiscard]] Diagnostic problem(std::string_view summary, std::string detail, std::string_view hint);

/// `what` was tried: "Creating deployment \"chat\"".
[[nodiscard]] Diagnostic refusal(std::string_view what, const HttpResponse& response, const Secrets& secrets);
[[nodiscard]] Diagnostic unreachable(std::string_view what, const HttpFailure& failure,
                                     const Secrets& secrets);
/// A success that does not say what it should.
[[nodiscard]] Diagnostic unexpected_reply(std::string_view what, const HttpResponse& response,
                                          std::string_view base_url, const Secrets& secrets);

}  // namespace fireform::fireworks
