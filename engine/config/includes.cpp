#include "engine/config/includes.hpp"

#include "engine/config/wording.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace fireform {
namespace {

constexpr std::string_view example = "write include = [\"../base/*.fireform.toml\"] above the first table";

}  // namespace

std::vector<std::string> Includes::of(const ConfigFile& file) {
    std::vector<std::string> out;
    const TomlMember* member = file.root.find("include");
    if (!member) return out;
    const Site site{&file.name, member->value.place, nullptr, "include"};
    const auto* items = member->value.array();
    if (!items) {
        diagnostics_.add(site.error(
            "Wrong type",
            fmt::format("\"include\" is {}; it takes a list of strings.", kind_name(member->value)),
            std::string(example)));
        return out;
    }
    for (const TomlNode& item : *items) {
        const Site place = site.at(item.place, "include");
        if (const auto* pattern = item.string())
            add(place, *pattern, file, out);
        else
            diagnostics_.add(place.error(
                "Wrong type", fmt::format("\"include\" has {}; it takes strings.", kind_name(item)),
                std::string(example)));
    }
    return out;
}

void Includes::add(const Site& site, const std::string& pattern, const ConfigFile& file,
                   std::vector<std::string>& into) {
    const auto path = (std::filesystem::path(file.path).parent_path() / pattern).lexically_normal();
    const std::string folder = path.parent_path().string();
    if (pattern.empty() || !path.has_filename() || path.filename() == ".." ||
        pattern.find('\0') != std::string::npos || folder.find_first_of("*?") != std::string::npos) {
        diagnostics_.add(site.error(
            "Invalid file name",
            fmt::format("{} names no files; * and ? may stand in the last part only.", in_quotes(pattern)),
            std::string(example)));
        return;
    }
    const auto found = source_.find(path.string());
    if (found.empty())
        diagnostics_.add(site.error("File not found",
                                    fmt::format("There is no file {}.", in_quotes(path.string())),
                                    "paths are relative to the folder of the file that includes them"));
    for (const std::string& name : found) {
        if (!known_.insert(name).second) continue;
        if (known_.size() > configuration_files_max) {
            diagnostics_.add(site.error(
                "Too many configuration files",
                fmt::format("fireform reads {} at most.", fmt::group_digits(configuration_files_max)),
                "put several resources into one file"));
            return;
        }
        into.push_back(name);
    }
}

}  // namespace fireform
