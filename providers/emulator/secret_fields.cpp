// What a secret holds (brief 2.11).
#include "providers/emulator/secret_fields.hpp"

#include <array>

namespace fireform::emulator {
namespace {

using namespace rule;

constexpr std::array<Field, 3> fields{{
    {.name = "name", .rules = required | immutable},
    {.name = "keyName", .rules = required},
    {.name = "value", .rules = input_only},
}};

}  // namespace

constinit const Message secret_message{"Secret", fields};

}  // namespace fireform::emulator
