// List filters: the part of AIP-160 that brief 8.7 names, with its precedence (OR binds tighter than AND).
#pragma once

#include "providers/emulator/errors.hpp"
#include "providers/emulator/fields.hpp"

#include <boost/json/fwd.hpp>

#include <memory>
#include <optional>
#include <string_view>

namespace fireform::emulator {

namespace json = boost::json;

class Filter {
 public:
    Filter();
    ~Filter();
    Filter(Filter&&) noexcept;
    Filter& operator=(Filter&&) noexcept;

    /// "" lets everything pass. Refused: bad syntax, unknown fields and enum names, an operator or literal
    /// that does not fit the field's type, maps of tags.
    [[nodiscard]] static std::optional<Refusal> parse(std::string_view text, const Message& message,
                                                      bool extended, Filter& out);
    [[nodiscard]] bool matches(const json::object& body) const;
    [[nodiscard]] bool empty() const { return root_ == nullptr; }

    struct Node;

 private:
    std::unique_ptr<Node> root_;
};

}  // namespace fireform::emulator
