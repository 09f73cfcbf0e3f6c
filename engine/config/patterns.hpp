// Regular expressions of the schemas, each compiled once, when it is first asked for.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string_view>

namespace fireform {

class Patterns {
 public:
    Patterns();
    ~Patterns();
    Patterns(const Patterns&) = delete;
    Patterns& operator=(const Patterns&) = delete;

    /// The library matches by recursion: longer texts are to be refused before.
    static constexpr std::size_t length_max = 2000;

    /// Whether the whole `text` matches; of at most length_max bytes. `pattern` must live as long as this.
    [[nodiscard]] bool matches(std::string_view pattern, std::string_view text);

 private:
    struct Compiled;
    std::map<std::string_view, std::unique_ptr<Compiled>> compiled_;
};

}  // namespace fireform
