// Texts that come again and again in a fleet, the words of enums and the names of objects: kept once, and
// shared by all values that say the same.
#pragma once

#include "schemas/schema.hpp"
#include "schemas/value.hpp"

#include <string_view>
#include <unordered_map>

namespace fireform {

class TextPool {
 public:
    /// Worth a look for texts of the attribute: others are mostly different in every object.
    [[nodiscard]] static bool keeps(const Attribute& attribute) {
        return attribute.type == ValueType::string &&
               (!attribute.values.empty() || attribute.names != Names::none);
    }

    [[nodiscard]] Value value(std::string_view text) {
        if (const auto found = texts_.find(text); found != texts_.end()) return found->second;
        Value value(text);
        const std::string_view key = value.text();
        return texts_.emplace(key, std::move(value)).first->second;
    }

 private:
    std::unordered_map<std::string_view, Value> texts_;  // the key is the text of the value
};

}  // namespace fireform
