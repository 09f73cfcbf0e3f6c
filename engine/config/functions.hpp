// The functions of `${...}`: "${lower(var.name)}", "${join('-', var.parts)}". They are given what is known
// before anything is applied, and give a value that is.
#pragma once

#include "engine/config/site.hpp"
#include "schemas/value.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fireform {

using Environment = std::map<std::string, std::string, std::less<>>;

struct FunctionHelp {
    std::string_view name;
    std::string_view usage;        ///< "replace(TEXT, OLD, NEW)"
    std::string_view description;  ///< a sentence
    std::size_t arguments_min = 1;
    std::size_t arguments_max = 1;
};

/// By name.
[[nodiscard]] std::span<const FunctionHelp> function_helps();

class Functions {
 public:
    /// All must outlive this. `folder`: paths are relative to it.
    Functions(const std::filesystem::path& folder, const Environment& environment, Diagnostics& diagnostics)
        : folder_(folder), environment_(environment), diagnostics_(diagnostics) {}

    /// Reports a name that no function has; true: there is one.
    bool exists(const Site& site, std::string_view name);

    struct Arguments {
        std::vector<Value> values;  ///< null: an environment variable that is not set; only coalesce takes it
        bool sensitive = false;     ///< no message shows them
    };
    /// No value: an error was reported. No result is longer than 1 MB.
    [[nodiscard]] std::optional<Value> call(const Site& site, std::string_view name,
                                            const Arguments& arguments);

 private:
    std::optional<Value> file(const Site& site, const std::string& name, const std::string& shown);
    std::optional<Value> read_file(const Site& site, const std::string& name, const std::string& shown);

    const std::filesystem::path& folder_;
    const Environment& environment_;
    Diagnostics& diagnostics_;
    std::map<std::string, std::optional<Value>, std::less<>> files_;  ///< that were read, or could not be
};

}  // namespace fireform
