#include "engine/config/source_files.hpp"

#include "engine/config/overlay.hpp"
#include "engine/config/toml_document.hpp"
#include "schemas/wildcard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace fireform {
namespace {

constexpr std::string_view values_name = "fireform.vars.toml";
constexpr std::size_t file_size_max = 256u << 20;  // some 500,000 resources
constexpr std::size_t files_max = configuration_files_max;

struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

/// As the user would type it.
std::string shown_name(const std::filesystem::path& folder, const std::string& name) {
    return folder.empty() || folder == "." ? name : (folder / name).lexically_normal().string();
}

Checked<std::string> read_file(const std::filesystem::path& path, const std::string& shown) {
    const auto failure = [&](const std::string& reason) {
        return Diagnostic{
            Severity::error, "File cannot be read", fmt::format("{} cannot be read: {}.", shown, reason),
            std::nullopt,    std::nullopt,          ""};
    };
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) return failure("it is a folder");
    const std::unique_ptr<std::FILE, Closer> stream(std::fopen(path.c_str(), "rb"));
    if (!stream) return failure(std::strerror(errno));
    std::string text;
    char piece[1 << 16];
    while (const std::size_t size = std::fread(piece, 1, sizeof piece, stream.get())) {
        text.append(piece, size);
        if (text.size() > file_size_max) return failure("it is larger than 256 MB");
    }
    if (std::ferror(stream.get())) return failure(std::strerror(errno));
    return text;
}

/// Takes what can be read; the rest is reported.
void add_file(std::vector<std::pair<std::string, std::string>>& into, const std::filesystem::path& path,
              std::string shown, Diagnostics& diagnostics) {
    auto text = read_file(path, shown);
    diagnostics.add(std::move(text.diagnostics));
    if (text.value) into.emplace_back(std::move(shown), std::string(without_mark(*text.value)));
}

Diagnostic no_configuration(const std::filesystem::path& folder) {
    return {Severity::error,
            "No configuration",
            fmt::format("There is no fireform.toml and no *.fireform.toml in {}.",
                        folder.empty() || folder == "." ? "this folder" : folder.string()),
            std::nullopt,
            std::nullopt,
            "write one with `fireform init`, or name another folder with --chdir DIR"};
}

Diagnostic no_overlay(const std::string& name, const std::string& env) {
    return {Severity::error,
            "No such environment",
            fmt::format("There is no {}, which says what is different with --env {}.", name, env),
            std::nullopt,
            std::nullopt,
            fmt::format("look at the name, or write it; it may be empty: touch {}", name)};
}

/// Whether there is an overlay to be read; what is wrong with its name is reported.
bool wants_overlay(const LoadOptions& options, Diagnostics& diagnostics) {
    if (options.env.empty()) return false;
    const std::string problem = env_name_problem(options.env);
    if (!problem.empty())
        diagnostics.add(
            {Severity::error, "Invalid name",
             fmt::format("--env {} is no name of an environment: {}.", in_quotes(options.env), problem),
             std::nullopt, std::nullopt, "--env prod reads fireform.prod.toml"});
    return problem.empty();
}

/// Whether `name` is like `pattern`; hidden files are those that are asked for.
bool is_like(std::string_view pattern, std::string_view name) {
    return matches(pattern, name) && (!name.starts_with('.') || pattern.starts_with('.'));
}

/// So that a folder of any size is refused before its files are read.
void check_count(std::size_t count, const std::filesystem::path& folder, Diagnostics& diagnostics) {
    if (count <= files_max) return;
    diagnostics.add({Severity::error, "Too many configuration files",
                     fmt::format("{} has {} configuration files; fireform reads {} at most.",
                                 folder.empty() || folder == "." ? "This folder" : folder.string(),
                                 fmt::group_digits(count), fmt::group_digits(files_max)),
                     std::nullopt, std::nullopt, "put several resources into one file"});
}

}  // namespace

bool is_configuration_name(std::string_view name) {
    return name == "fireform.toml" || (name.ends_with(".fireform.toml") && !name.starts_with('.'));
}

SourceFiles read_source_files(const LoadOptions& options, Diagnostics& diagnostics) {
    SourceFiles files;
    const auto folder = options.folder.empty() ? std::filesystem::path(".") : options.folder;
    std::vector<std::string> names;
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (std::string name = at->path().filename().string(); is_configuration_name(name))
            names.push_back(std::move(name));
    if (error)
        diagnostics.add({Severity::error, "Folder cannot be read",
                         fmt::format("{} cannot be read: {}.", folder.string(), error.message()),
                         std::nullopt, std::nullopt, ""});
    else if (names.empty() && options.more_files.empty())
        diagnostics.add(no_configuration(options.folder));
    for (const std::string& name : options.more_files)
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    check_count(names.size(), options.folder, diagnostics);
    std::ranges::sort(names);
    if (names.size() > files_max) names.resize(files_max);
    for (const std::string& name : names)
        add_file(files.configuration, folder / name, shown_name(options.folder, name), diagnostics);
    if (wants_overlay(options, diagnostics)) {
        const std::string name = overlay_name(options.env);
        if (std::filesystem::exists(folder / name, error))
            add_file(files.overlay, folder / name, shown_name(options.folder, name), diagnostics);
        else
            diagnostics.add(no_overlay(name, options.env));
    }
    if (std::filesystem::exists(folder / values_name, error))
        add_file(files.values, folder / values_name, shown_name(options.folder, std::string(values_name)),
                 diagnostics);
    for (const std::string& name : options.variable_files)
        add_file(files.values, folder / name, shown_name(options.folder, name), diagnostics);
    return files;
}

SourceFiles sort_source_files(const std::map<std::string, std::string>& files, const LoadOptions& options,
                              Diagnostics& diagnostics) {
    SourceFiles sorted;
    const auto clean = [](const std::string& text) { return std::string(without_mark(text)); };
    for (const auto& [name, text] : files)
        if (is_configuration_name(name)) sorted.configuration.emplace_back(name, clean(text));
    if (sorted.configuration.empty()) diagnostics.add(no_configuration(options.folder));
    if (wants_overlay(options, diagnostics)) {
        const auto found = files.find(overlay_name(options.env));
        if (found != files.end())
            sorted.overlay.emplace_back(found->first, clean(found->second));
        else
            diagnostics.add(no_overlay(overlay_name(options.env), options.env));
    }
    if (const auto found = files.find(std::string(values_name)); found != files.end())
        sorted.values.emplace_back(found->first, clean(found->second));
    for (const std::string& name : options.variable_files) {
        if (const auto found = files.find(name); found != files.end())
            sorted.values.emplace_back(name, clean(found->second));
        else
            add_file(sorted.values, options.folder / name, shown_name(options.folder, name), diagnostics);
    }
    return sorted;
}

FileSource disk_source(const LoadOptions& options) {
    const auto folder = options.folder.empty() ? std::filesystem::path(".") : options.folder;
    FileSource source;
    source.find = [folder](const std::string& pattern) {
        const std::filesystem::path path(pattern);
        std::vector<std::string> names;
        std::error_code error;
        if (pattern.find_first_of("*?") == std::string::npos) {
            if (std::filesystem::exists(folder / path, error)) names.push_back(pattern);
            return names;
        }
        std::filesystem::directory_iterator at(folder / path.parent_path(), error);
        for (const std::filesystem::directory_iterator end; !error && at != end; at.increment(error))
            if (const auto name = at->path().filename(); is_like(path.filename().string(), name.string()))
                names.push_back((path.parent_path() / name).lexically_normal().string());
        std::ranges::sort(names);
        return names;
    };
    source.read = [folder, shown = options.folder](const std::string& path, auto& into,
                                                   Diagnostics& diagnostics) {
        add_file(into, folder / path, shown_name(shown, path), diagnostics);
    };
    return source;
}

FileSource text_source(const std::map<std::string, std::string>& files) {
    FileSource source;
    source.find = [&files](const std::string& pattern) {
        std::vector<std::string> names;
        const std::filesystem::path path(pattern);
        for (const auto& [name, text] : files) {
            const std::filesystem::path other(name);
            if (other.parent_path() == path.parent_path() &&
                is_like(path.filename().string(), other.filename().string()))
                names.push_back(name);
        }
        return names;
    };
    source.read = [&files](const std::string& path, auto& into, Diagnostics&) {
        into.emplace_back(path, std::string(without_mark(files.at(path))));
    };
    return source;
}

}  // namespace fireform
