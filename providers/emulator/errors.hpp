// How the emulator says no: google.rpc.Status with an integer code on the control plane (brief 8.4).
#pragma once

#include "providers/http/http_client.hpp"

#include <string>
#include <string_view>

namespace fireform::emulator {

/// gRPC codes by their numbers.
enum class Code {
    ok = 0,
    cancelled = 1,
    unknown = 2,
    invalid_argument = 3,
    deadline_exceeded = 4,
    not_found = 5,
    already_exists = 6,
    permission_denied = 7,
    resource_exhausted = 8,
    failed_precondition = 9,
    aborted = 10,
    out_of_range = 11,
    unimplemented = 12,
    internal = 13,
    unavailable = 14,
    data_loss = 15,
    unauthenticated = 16,
};

/// Why a request is not carried out.
struct Refusal {
    Code code = Code::invalid_argument;
    std::string message;
    std::string reason = {};  ///< stable, in the details: "DATASET_INVALID" (brief 7.8); "" none
};

[[nodiscard]] Refusal invalid(std::string message);       ///< 400 INVALID_ARGUMENT
[[nodiscard]] Refusal precondition(std::string message);  ///< 400 FAILED_PRECONDITION
[[nodiscard]] Refusal not_found(std::string_view name);   ///< 404, naming what is missing
[[nodiscard]] Refusal denied(std::string message);        ///< 403
[[nodiscard]] Refusal exhausted(std::string message);     ///< 429

[[nodiscard]] int http_status(Code code);
/// "FAILED_PRECONDITION": how `status.code` inside a resource spells it.
[[nodiscard]] std::string_view code_name(Code code);
/// The code that belongs to a bare HTTP status (an injected fault).
[[nodiscard]] Code code_of(int http_status);

[[nodiscard]] HttpResponse json_reply(int status, std::string body);
[[nodiscard]] HttpResponse reply(const Refusal& refusal);
/// A status that no gRPC code maps to (405 of a wedged dataset), or an injected one.
[[nodiscard]] HttpResponse reply(int status, Code code, std::string_view message);

}  // namespace fireform::emulator
