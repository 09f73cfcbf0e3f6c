// What the user reads when something is wrong, and Checked<T>, the result of whatever can go wrong.
// Printed by engine/render/diagnostics.hpp.
#pragma once

#include "schemas/address.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fireform {

enum class Severity { error, warning, note };

/// A place in a configuration file. Lines and columns count from one, columns in bytes.
struct SourceRange {
    std::string file;  ///< as the user would type it, relative to the working directory
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t column_end = 0;  ///< first column behind it, on the same line; 0: only the start is known

    bool operator==(const SourceRange&) const = default;
};

/// Text of every file that was read, so that a diagnostic can show the line it talks of.
using Sources = std::map<std::string, std::string, std::less<>>;

struct Diagnostic {
    Severity severity = Severity::error;
    std::string summary = {};             ///< fixed text that can be learned and looked up; no user data
    std::string detail = {};              ///< full sentences: the thing, the limit, what was found
    std::optional<Address> address = {};  ///< the resource it is about
    std::optional<SourceRange> range = {};
    std::string hint = {};  ///< what to do; something that can be typed where there is such a thing

    bool operator==(const Diagnostic&) const = default;
};

class Diagnostics {
 public:
    void add(Diagnostic diagnostic) { all_.push_back(std::move(diagnostic)); }
    void add(Diagnostics others);
    [[nodiscard]] bool has_errors() const;
    [[nodiscard]] bool empty() const { return all_.empty(); }
    [[nodiscard]] std::size_t size() const { return all_.size(); }
    [[nodiscard]] auto begin() const { return all_.begin(); }
    [[nodiscard]] auto end() const { return all_.end(); }
    [[nodiscard]] const Diagnostic& operator[](std::size_t index) const { return all_[index]; }

    /// By file, line, column, then address; without a place last. Equal ones are kept once.
    void sort();

    bool operator==(const Diagnostics&) const = default;

 private:
    std::vector<Diagnostic> all_;
};

/// A result that may carry warnings beside its value, or, after a failed create, the object that was made
/// all the same beside its errors.
template <class T>
struct Checked {
    std::optional<T> value;
    Diagnostics diagnostics;

    Checked() = default;
    Checked(T result) : value(std::move(result)) {}
    Checked(Diagnostic failure) { diagnostics.add(std::move(failure)); }
    Checked(Diagnostics failures) : diagnostics(std::move(failures)) {}

    [[nodiscard]] bool ok() const { return value.has_value() && !diagnostics.has_errors(); }
};

/// One line for logs and tests: "error: SUMMARY: DETAIL (deployment.chat, fleet.fireform.toml:7:24)".
[[nodiscard]] std::string to_text(const Diagnostic& diagnostic);
[[nodiscard]] std::string to_text(const Diagnostics& diagnostics);

/// The candidate nearest to `word` by edit distance, when it is near enough to be meant; "" otherwise.
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace fireform
