// When two values of an attribute mean the same: the rules that keep a plan from showing what is no change.
#pragma once

namespace fireform {

class Value;
struct Attribute;

/// Whether `desired` and `live` mean the same (brief 2.1.3, 8.10): absent equals zero, false, "" and empty
/// unless `keep_zero`; numbers after rounding to float32; a deployment shape equals each of its versions;
/// lists keep their order. Unknown equals nothing. Names must be expanded (names.hpp).
[[nodiscard]] bool same(const Attribute& attribute, const Value& desired, const Value& live);

/// Whether the value is what the API takes for absent: null, false, 0, "", empty (and 0 not with
/// `keep_zero`).
[[nodiscard]] bool is_absent(const Attribute& attribute, const Value& value);

}  // namespace fireform
