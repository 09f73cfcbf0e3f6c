// One written value against its attribute: filled in, brought to the attribute's type, checked.
#pragma once

#include "engine/config/interpolation.hpp"
#include "engine/config/limits.hpp"
#include "engine/config/site.hpp"
#include "schemas/schema.hpp"

#include <optional>
#include <vector>

namespace fireform {

class AttributeReader {
 public:
    /// Both must outlive this.
    AttributeReader(Interpolator& interpolator, Diagnostics& diagnostics)
        : interpolator_(interpolator), diagnostics_(diagnostics), limits_(diagnostics) {}

    /// No value: an error was reported. Numbers come back as doubles, durations as durations, whatever was
    /// written. References are added to `edges`.
    [[nodiscard]] std::optional<Value> read(const Site& site, const Attribute& attribute,
                                            const TomlNode& node, std::vector<Edge>& edges);

 private:
    /// What is read: an attribute, or an element of its list or map.
    struct Slot {
        const Attribute& attribute;
        bool element = false;
        bool filled = false;  ///< strings are no templates any more: they came out of a variable
        [[nodiscard]] ValueType type() const { return element ? attribute.element : attribute.type; }
    };
    std::optional<Value> read(const Site& site, const Slot& slot, const TomlNode& node,
                              std::vector<Edge>& edges);
    std::optional<Value> fill(const Site& site, const Slot& slot, const TomlNode& node,
                              std::vector<Edge>& edges);
    std::optional<Value> read_filled(const Site& site, const Slot& slot, const TomlNode& node,
                                     std::vector<Edge>& edges);
    std::optional<Value> read_list(const Site& site, const Slot& slot, const TomlNode::Array& items,
                                   std::vector<Edge>& edges);
    std::optional<Value> read_map(const Site& site, const Slot& slot, const TomlNode::Table& members,
                                  std::vector<Edge>& edges);
    std::optional<Value> read_fields(const Site& site, const Slot& slot, const TomlNode& table,
                                     std::vector<Edge>& edges);
    std::nullopt_t wrong_type(const Site& site, const Slot& slot, const TomlNode& node);

    Interpolator& interpolator_;
    Diagnostics& diagnostics_;
    Limits limits_;
};

/// A value without references as if it had been written at `place`.
[[nodiscard]] TomlNode node_of(const Value& value, const TomlPlace& place);

/// The same of a value that may have Unknown in it: texts become templates that stand for them.
[[nodiscard]] TomlNode template_node_of(const Value& value, const TomlPlace& place);

/// A literal of the scalar `type`; none: it is of another kind. Numbers become doubles, integers and texts
/// durations where one is wanted.
[[nodiscard]] std::optional<Value> scalar_value(ValueType type, const TomlNode& node);

}  // namespace fireform
