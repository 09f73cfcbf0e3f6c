// The emulator, every reply of which is held against the API's description.
#pragma once

#include "providers/emulator/emulator.hpp"
#include "tests/contract/description.hpp"

#include <boost/json/value.hpp>

#include <chrono>
#include <map>
#include <set>
#include <string>

namespace fireform::testing {

class CheckedEmulator {
 public:
    CheckedEmulator(const Description& description, EmulatorOptions options)
        : description_(description), emulator_(std::move(options)) {}

    /// `path` is below /v1/accounts. The reply must have that status and match the description.
    json::value ask(const std::string& method, const std::string& path, const std::string& body = "",
                    int status = 200);
    /// A file of a dataset, in one piece.
    void upload(const std::string& dataset, const std::string& content);
    /// To a signed url.
    void put(const std::string& url, const std::string& content);
    void wait(std::chrono::seconds duration) { now_ += duration; }

    std::set<std::string> answered;      ///< operations that were answered 200
    std::map<std::string, int> refused;  ///< and those that were refused, with the status
    std::set<std::string> audited;       ///< methods in the audit log

 private:
    json::value send(HttpRequest request, int status);
    /// Every parameter that the description has is known: the one that comes after it is what is refused.
    void check_parameters(const HttpRequest& request, const Description::Operation& operation);

    const Description& description_;
    Emulator emulator_;
    std::chrono::nanoseconds now_ = std::chrono::seconds(1777636800);
};

}  // namespace fireform::testing
