// Texts that must never be printed, and other people's texts made fit to print.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fireform {

class Attributes;
struct LiveObject;  // providers/live.hpp
struct ResourceType;

namespace fireworks {

class Secrets {
 public:
    /// Texts shorter than 4 characters are ignored: blanking them would spoil every message.
    void add(std::string text);
    /// Every text inside the sensitive attributes.
    void add(const ResourceType& type, const Attributes& attributes);

    /// `text` with secrets as "(sensitive)", otherwise as it is.
    [[nodiscard]] std::string blank(std::string text) const;
    /// The status of an object, in which the service may quote what it was given.
    void blank_status(LiveObject& live) const;

    /// `text` from outside, fit for a terminal: secrets as "(sensitive)", control characters as spaces, at
    /// most `bytes_max` bytes and never half a character.
    [[nodiscard]] std::string clean(std::string_view text, std::size_t bytes_max = 400) const;

 private:
    std::vector<std::string> texts_;  ///< longest first, so that one inside another does not break it
};

}  // namespace fireworks
}  // namespace fireform
