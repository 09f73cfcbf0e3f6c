#include "engine/config/functions.hpp"

#include "engine/config/expression.hpp"
#include "engine/config/format_text.hpp"
#include "engine/config/outside.hpp"
#include "engine/config/toml_guard.hpp"
#include "engine/config/wording.hpp"
#include "schemas/hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace fireform {
namespace {

constexpr std::size_t many = 1000;
constexpr std::size_t text_max = std::size_t{1} << 20;

constexpr std::array<FunctionHelp, 11> helps{{
    {"coalesce", "coalesce(VALUE, ...)",
     "The first that is set and not empty; ${env.X} need not be set here.", 1, many},
    {"env", "env(NAME, DEFAULT)", "An environment variable, as ${env.NAME} is; the default may be left out.",
     1, 2},
    {"file", "file(PATH)", "The text of a file, 1 MB at most; paths are relative to the project folder.", 1,
     1},
    {"format", "format(FORMAT, VALUE, ...)", "A text with %s, %d, %f, %05.1f or %q for each value.", 1, many},
    {"join", "join(SEPARATOR, LIST)", "The elements of a list as one text.", 2, 2},
    {"lower", "lower(TEXT)", "The letters A to Z small.", 1, 1},
    {"max", "max(NUMBER, ...)", "The largest of numbers.", 1, many},
    {"min", "min(NUMBER, ...)", "The smallest of numbers.", 1, many},
    {"replace", "replace(TEXT, OLD, NEW)", "The text with every OLD replaced.", 3, 3},
    {"sha256", "sha256(TEXT)", "The SHA-256 of a text, 64 hexadecimal digits.", 1, 1},
    {"upper", "upper(TEXT)", "The letters a to z large.", 1, 1},
}};

const FunctionHelp* find_function(std::string_view name) {
    const auto found = std::ranges::find(helps, name, &FunctionHelp::name);
    return found == helps.end() ? nullptr : &*found;
}

/// What a function is given and may complain about.
struct Given {
    const std::vector<Value>& arguments;
    std::string problem;  ///< a sentence; "" none

    std::nullopt_t refuse(std::string sentence) {
        problem = std::move(sentence);
        return std::nullopt;
    }
    std::optional<std::string> text(std::size_t index) {
        const Value& value = arguments[index];
        if (is_scalar(value) && !value.is_null()) return plain_text(value);
        return refuse(fmt::format("Argument {} is {}; it must be a text.", index + 1, kind_phrase(value)));
    }
};

std::optional<Value> cased(Given& given, char first, char last, int shift) {
    auto text = given.text(0);
    if (!text) return std::nullopt;
    for (char& c : *text)
        if (c >= first && c <= last) c = static_cast<char>(c + shift);
    return Value(*std::move(text));
}

std::optional<Value> replaced(Given& given) {
    const auto text = given.text(0);
    const auto old = given.text(1);
    const auto now = given.text(2);
    if (!text || !old || !now) return std::nullopt;
    if (old->empty()) return given.refuse("What is to be replaced is empty.");
    std::string out;
    std::size_t at = 0;
    for (std::size_t found = text->find(*old); found != std::string::npos && out.size() <= text_max;
         found = text->find(*old, at)) {
        out += text->substr(at, found - at) + *now;
        at = found + old->size();
    }
    return Value(out + text->substr(at));
}

std::optional<Value> joined(Given& given) {
    const auto separator = given.text(0);
    const auto* list = given.arguments[1].list();
    if (!separator) return std::nullopt;
    if (!list)
        return given.refuse(
            fmt::format("Argument 2 is {}; it must be a list.", kind_phrase(given.arguments[1])));
    std::string out;
    for (std::size_t i = 0; i < list->size() && out.size() <= text_max; ++i) {
        if (!is_scalar((*list)[i]))
            return given.refuse(fmt::format("Element {} of the list is {}; it must be a text.", i + 1,
                                            kind_phrase((*list)[i])));
        out += (i > 0 ? *separator : "") + plain_text((*list)[i]);
    }
    return Value(std::move(out));
}

std::optional<Value> extreme(Given& given, bool largest) {
    const Value* best = nullptr;
    for (std::size_t i = 0; i < given.arguments.size(); ++i) {
        const Value& value = given.arguments[i];
        if (!value.integer() && !value.number())
            return given.refuse(
                fmt::format("Argument {} is {}; it must be a number.", i + 1, kind_phrase(value)));
        if (!best ||
            (largest ? value.as_number() > best->as_number() : value.as_number() < best->as_number()))
            best = &value;
    }
    return *best;
}

std::optional<Value> coalesced(Given& given) {
    for (const Value& value : given.arguments)
        if (!value.is_null() && value != Value("")) return value;
    return given.refuse("None of the values is set.");
}

std::optional<Value> formatted(Given& given) {
    const auto format = given.text(0);
    if (!format) return std::nullopt;
    auto text = format_text(*format, std::span(given.arguments).subspan(1));
    if (!text.problem.empty()) return given.refuse(std::move(text.problem));
    return Value(std::move(text.text));
}

std::optional<Value> hashed(Given& given) {
    const auto text = given.text(0);
    return text ? std::optional(Value(sha256_hex(*text))) : std::nullopt;
}

/// Those that look at their arguments only.
std::optional<Value> computed(std::string_view name, Given& given) {
    if (name == "coalesce") return coalesced(given);
    if (name == "format") return formatted(given);
    if (name == "join") return joined(given);
    if (name == "lower") return cased(given, 'A', 'Z', 'a' - 'A');
    if (name == "max") return extreme(given, true);
    if (name == "min") return extreme(given, false);
    if (name == "replace") return replaced(given);
    if (name == "sha256") return hashed(given);
    return cased(given, 'a', 'z', 'A' - 'a');
}

Diagnostic refused(const Site& site, const FunctionHelp& function, const std::string& problem) {
    return site.error("Function cannot be called",
                      fmt::format("In \"{}\", {}: {}", site.name, function.name, problem),
                      fmt::format("it is {}: {}", function.usage, function.description));
}

struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

bool is_text(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = text[at] == '\0' ? 0 : utf8_length(text.substr(at));
        if (length == 0) return false;
        at += length;
    }
    return true;
}

}  // namespace

std::span<const FunctionHelp> function_helps() {
    return helps;
}

bool Functions::exists(const Site& site, std::string_view name) {
    if (find_function(name)) return true;
    std::vector<std::string_view> names;
    for (const FunctionHelp& help : helps)
        names.push_back(help.name);
    std::string hint = did_you_mean(name, names);
    if (hint.empty()) hint = fmt::format("there are {}", all_of_text(names));
    diagnostics_.add(
        site.error("Unknown function", fmt::format("There is no function \"{}\".", name), std::move(hint)));
    return false;
}

std::optional<Value> Functions::call(const Site& site, std::string_view name,
                                     const Arguments& given_arguments) {
    const FunctionHelp& function = *find_function(name);
    const auto& arguments = given_arguments.values;
    Given given{arguments, ""};
    std::optional<Value> result;
    if (arguments.size() < function.arguments_min || arguments.size() > function.arguments_max) {
        given.problem =
            fmt::format("It has {} argument{}.", arguments.size(), arguments.size() == 1 ? "" : "s");
    } else if (name == "file") {
        const auto path = given.text(0);
        if (path) return file(site, *path, given_arguments.sensitive ? "(sensitive)" : in_quotes(*path));
    } else if (name == "env") {
        const auto variable = given.text(0);
        const auto found = variable ? environment_.find(*variable) : environment_.end();
        if (found != environment_.end())
            result = Value(found->second);
        else if (variable && arguments.size() == 2)
            result = arguments[1];
        else if (variable)
            given.problem = fmt::format("The environment variable {} is not set.", in_quotes(*variable));
    } else {
        result = computed(name, given);
    }
    if (result && result->text().size() > text_max) given.problem = "The result is longer than 1 MB.";
    if (given.problem.empty()) return result;
    if (given_arguments.sensitive) given.problem = "It cannot be called with this sensitive value.";
    diagnostics_.add(refused(site, function, given.problem));
    return std::nullopt;
}

std::optional<Value> Functions::file(const Site& site, const std::string& name, const std::string& shown) {
    const auto known = files_.find(name);
    if (known != files_.end()) return known->second;
    auto text = read_file(site, name, shown);
    return files_.emplace(name, std::move(text)).first->second;
}

std::optional<Value> Functions::read_file(const Site& site, const std::string& name,
                                          const std::string& shown) {
    const auto refuse = [&](const std::string& reason) {
        diagnostics_.add(site.error("File cannot be read",
                                    fmt::format("{} cannot be read: {}.", shown, reason),
                                    "paths are relative to the folder of the configuration"));
        return std::nullopt;
    };
    const auto path = folder_ / name;
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status)) return refuse("there is no such file");
    if (!std::filesystem::is_regular_file(status)) return refuse("it is not a file");
    if (leads_outside(folder_, name))
        diagnostics_.add(site.warning("File outside of the folder",
                                      fmt::format("{} leads out of the folder of the configuration.", shown),
                                      "copy it in, so that the folder is all that a run needs"));
    const std::unique_ptr<std::FILE, Closer> stream(std::fopen(path.c_str(), "rb"));
    if (!stream) return refuse(std::strerror(errno));
    std::string text(text_max + 1, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), stream.get()));
    if (std::ferror(stream.get())) return refuse(std::strerror(errno));
    if (text.size() > text_max) return refuse("it is larger than 1 MB");
    if (!is_text(text)) return refuse("it is not UTF-8 text");
    return Value(std::move(text));
}

}  // namespace fireform
