// The name of a resource block: "deployment.chat", or "deployment.chat["eu"]" for one of several.
// Parsed once at the border (configuration, command line, state); a value everywhere else.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace fireform {

struct Address {
    std::string type;                ///< resource type: "deployment"
    std::string name;                ///< block name: letters, digits, '_' and '-', first a letter or '_'
    std::optional<std::string> key;  ///< the for_each key, when the block makes several

    auto operator<=>(const Address&) const = default;
};

/// "deployment.chat", "deployment.chat["eu"]"; parse_address() reads it back.
[[nodiscard]] std::string to_text(const Address& address);

/// No value: not an address. The type is not looked up.
[[nodiscard]] std::optional<Address> parse_address(std::string_view text);

/// Whether `name` may name a block, a variable or an output.
[[nodiscard]] bool is_block_name(std::string_view name);

}  // namespace fireform
