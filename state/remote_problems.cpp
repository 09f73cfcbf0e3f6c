#include "state/remote_problems.hpp"

#include <fmt/format.h>

namespace fireform {
namespace {

constexpr std::size_t quoted_max = 200;  // bytes of what a server says

Diagnostic make(Severity severity, std::string summary, std::string detail, std::string hint) {
    Diagnostic out;
    out.severity = severity;
    out.summary = std::move(summary);
    out.detail = std::move(detail);
    out.hint = std::move(hint);
    return out;
}

/// The first line of it, if it is for people.
std::string quoted(std::string_view said) {
    said = said.substr(0, said.find_first_of("\r\n"));
    if (said.empty() || said.starts_with('<')) return ".";
    std::string out;
    for (const char c : said.substr(0, quoted_max))
        out += static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e ? '?' : c;
    return fmt::format(": {}", out);
}

std::string way_out(int status) {
    if (status == 401 || status == 403) return "check username and password in [fireform.state]";
    if (status >= 300 && status < 400) return "write the address it leads to into [fireform.state]";
    if (status == 404 || status == 405)
        return "check addresses and methods in [fireform.state] against what the server's manual says";
    return "look into the server's log, then run the same command again";
}

}  // namespace

Diagnostic server_unreachable(std::string_view server, std::string_view method, std::string_view failure) {
    return make(Severity::error, "State server cannot be reached",
                fmt::format("{}: {} got no answer: {}.", server, method, failure),
                "see that it runs, then run the same command again");
}

Diagnostic server_refused(std::string_view server, std::string_view method, int status,
                          std::string_view said) {
    return make(Severity::error, "State server refused",
                fmt::format("{} answers {} to {}{}", server, status, method, quoted(said)), way_out(status));
}

Diagnostic interrupted_at(std::string_view server) {
    return make(Severity::error, "State server was not waited for", fmt::format("{}: interrupted.", server),
                "run the same command again");
}

Diagnostic damaged_on_its_way(std::string_view server) {
    return make(Severity::error, "State was damaged on its way",
                fmt::format("What {} sent does not have the MD5 that it says it has.", server),
                "run the same command again; if it stays so, look at the server");
}

Diagnostic lock_lost(std::string_view server, const std::optional<LockHolder>& holder) {
    return make(Severity::error, "State lock is lost",
                holder ? fmt::format("{} is locked by {} now.", server, to_text(*holder))
                       : fmt::format("{} does not take what we write under our lock any more.", server),
                "run the same command again when that run has ended: what was done meanwhile is found");
}

Diagnostic written_by_other(std::string_view server) {
    return make(Severity::error, "State was written by another",
                fmt::format("{} has another state than the one this run goes on from.", server),
                "run the same command again: it goes on from that one, and finds what was done meanwhile");
}

Diagnostic missing_password(std::string_view why) {
    return make(Severity::error, "State password cannot be sent", std::string(why),
                "export the variable that it comes from, and give the server an https address");
}

Diagnostic server_without_lock(std::string_view server) {
    return make(Severity::warning, "State server without a lock",
                fmt::format("Nothing keeps two machines from writing {} at once.", server),
                "write lock_address into [fireform.state], if the server has one");
}

Diagnostic lock_stays(std::string_view server, std::string_view id, std::string_view why) {
    return make(Severity::warning, "State lock stays behind",
                fmt::format("{} did not take it back: {}", server, why),
                fmt::format("fireform state unlock {}", id));
}

}  // namespace fireform
