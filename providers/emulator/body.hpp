// Reading and writing single fields of an object's JSON. Absent and zero are the same to every reader here.
#pragma once

#include <boost/json/fwd.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace fireform::emulator {

namespace json = boost::json;

[[nodiscard]] bool has(const json::object& body, std::string_view field);
[[nodiscard]] std::string_view text_of(const json::object& body, std::string_view field);
/// int32 fields, and int64 ones in their decimal text.
[[nodiscard]] std::int64_t number_of(const json::object& body, std::string_view field);
[[nodiscard]] double real_of(const json::object& body, std::string_view field);
[[nodiscard]] bool flag_of(const json::object& body, std::string_view field);
/// An empty object when the field is absent.
[[nodiscard]] const json::object& message_of(const json::object& body, std::string_view field);
/// The object of that field, made when it is absent.
[[nodiscard]] json::object& message_in(json::object& body, std::string_view field);

void set_text(json::object& body, std::string_view field, std::string_view value);
void set_number(json::object& body, std::string_view field, std::int64_t value);
void set_int64(json::object& body, std::string_view field, std::int64_t value);  ///< as a decimal string
void set_real(json::object& body, std::string_view field, double value);
void set_flag(json::object& body, std::string_view field, bool value);
void clear(json::object& body, std::string_view field);

/// `status`: {code, message}.
void set_status(json::object& body, std::string_view code, std::string_view message);

/// The last segment of a resource name: "chat" of "accounts/acme/deployments/chat".
[[nodiscard]] std::string_view id_of(std::string_view name);
/// What stands before collection and id: "accounts/acme" of "accounts/acme/deployments/chat".
[[nodiscard]] std::string_view parent_of(std::string_view name);
/// Whether `name` is "accounts/A/<segment>/ID" with non-empty parts.
[[nodiscard]] bool is_name(std::string_view name, std::string_view segment);

}  // namespace fireform::emulator
