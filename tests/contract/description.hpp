// The API's own description, read from the document that FIREFORM_OPENAPI names: which operations there are,
// and what in a request or a reply is not as it says. Tests hold fireform and the emulator against it;
// nothing of it is kept here.
#pragma once

#include <boost/json/value.hpp>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace fireform::testing {

namespace json = boost::json;

class Description {
 public:
    /// Nothing: the variable is not set, and a message says that the test is skipped.
    static std::optional<Description> from_environment();

    struct Operation {
        std::string id;                    ///< "Gateway_GetDeployment"
        std::set<std::string> parameters;  ///< of the query
        const json::value* reply;          ///< schema of the 200
        const json::value* body;           ///< schema of the request's; null: it takes none
    };
    /// `path` begins with /v1/ and has no query. Nothing: the description does not have it.
    [[nodiscard]] std::optional<Operation> find(std::string_view method, std::string_view path) const;
    [[nodiscard]] std::set<std::string> operations() const;

    [[nodiscard]] std::vector<std::string> values_of(std::string_view enumeration) const;
    [[nodiscard]] std::vector<std::string> fields_of(std::string_view schema) const;

    // What is not as the description has it, but for deviations.hpp; "" nothing.
    [[nodiscard]] std::string parameter_mismatch(std::string_view query, std::string_view method,
                                                 const Operation& operation) const;
    [[nodiscard]] std::string body_mismatch(const json::value& body, const Operation& operation) const;
    /// Of the reply to it, which had that status.
    [[nodiscard]] std::string reply_mismatch(const json::value& reply, int status,
                                             const Operation& operation) const;

 private:
    explicit Description(json::value root) : root_(std::move(root)) {}

    /// A request lacks nothing that is required and has nothing that only replies have.
    enum class Direction { request, reply };
    struct Where {
        std::string place;   ///< for the message
        std::string schema;  ///< "" not one that has a name
        Direction direction;
    };
    [[nodiscard]] const json::value& schema(std::string_view id) const;
    [[nodiscard]] std::string mismatch(const json::value& value, const json::value& schema,
                                       const Where& where) const;
    [[nodiscard]] std::string object_mismatch(const json::value& value, const json::object& rules,
                                              const Where& where) const;

    json::value root_;
};

}  // namespace fireform::testing
