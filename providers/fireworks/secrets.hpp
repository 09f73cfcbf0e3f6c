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
    /// Texts shorter than 4 characters are ignored: blanking them would spoil every message. Of a text of
    /// several lines each of at least 8 bytes is a secret, too: a key in a file is known by any of them.
    void add(std::string_view text);
    /// Every text inside the sensitive attributes.
    void add(const ResourceType& type, const Attributes& attributes);

    /// `text` with secrets as "(sensitive)", otherwise as it is. Also those that stand there escaped, as JSON
    /// (the reply may quote a request), for a url or for a page, or twice. Linear in `text`.
    [[nodiscard]] std::string blank(std::string text) const;
    /// The status of an object, in which the service may quote what it was given.
    void blank_status(LiveObject& live) const;

    /// `text` from outside, fit for a terminal: secrets as "(sensitive)", control characters as spaces, at
    /// most `bytes_max` bytes and never half a character.
    [[nodiscard]] std::string clean(std::string_view text, std::size_t bytes_max = 400) const;

 private:
    void remember(std::string_view text);

    std::vector<std::string> texts_;  ///< as they are, and with what looks like an escape in them undone
};

}  // namespace fireworks
}  // namespace fireform
