#include "providers/emulator/object.hpp"

#include "providers/emulator/body.hpp"

#include <boost/json.hpp>

#include <utility>

namespace fireform::emulator {

Object::Object(const Collection& of, std::string full_name)
    : collection(&of),
      name(std::move(full_name)),
      body_(std::make_unique<json::object>()),
      notes_(std::make_unique<json::object>()) {}

Object::~Object() = default;

std::string_view Object::id() const {
    return id_of(name);
}

}  // namespace fireform::emulator
