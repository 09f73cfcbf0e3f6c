#include "state/snapshot_json.hpp"

#include "schemas/value_json.hpp"
#include "state/history_json.hpp"
#include "state/json_printer.hpp"
#include "state/json_reader.hpp"
#include "state/problems.hpp"
#include "state/resource_json.hpp"
#include "state/snapshot_parser.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <iterator>

namespace fireform {
namespace json = boost::json;
namespace {

json::string_view boost_view(std::string_view text) {
    return {text.data(), text.size()};
}

const std::vector<std::string_view> known_members = {"format",    "fireform_version", "lineage", "serial",
                                                     "resources", "outputs",          "history"};

/// Line and column of a byte, as an editor counts them.
SourceRange place_of(std::string_view text, std::size_t offset, const std::string& file) {
    const std::string_view before = text.substr(0, offset);
    SourceRange range{.file = file};
    range.line = static_cast<std::uint32_t>(1 + std::ranges::count(before, '\n'));
    const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    range.column = static_cast<std::uint32_t>(1 + offset - line_start);
    return range;
}

constexpr std::size_t resource_memory = 16 * 1024;  // a resource takes some 5 KB while it is printed

constexpr std::string_view infinite = "it holds a number that is too large for any program.";

/// What is wrong with the text and where, when it is not one JSON value.
std::optional<Diagnostic> check_parsed(const ParsedText& parsed, std::string_view text,
                                       const std::string& file) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return damaged_state(file, "the file is empty.");
    const json::error_code failed = parsed.failed;
    const std::size_t rest = failed ? parsed.used : text.find_first_not_of(" \t\r\n", parsed.used);
    if (!failed && rest == std::string_view::npos) return std::nullopt;
    Diagnostic problem = damaged_state(file, failed ? fmt::format("it is not JSON: {}.", failed.message())
                                                    : "there is text after the end of it.");
    problem.range = place_of(text, std::min(rest, text.size()), file);
    return problem;
}

Diagnostic not_a_state(const std::string& file, std::string_view what) {
    Diagnostic diagnostic;
    diagnostic.summary = "Not a state file";
    diagnostic.detail = fmt::format("{}: {}", file, what);
    diagnostic.hint = "name the right file: \"path\" in [fireform.state], fireform.state.json by default";
    return diagnostic;
}

/// Whether this is a state, and one that this program may read.
std::optional<Diagnostic> check_format(const json::object& document, const std::string& file) {
    const json::value* format = document.if_contains("format");
    if (!format || !format->is_int64() || format->get_int64() < 1)
        return not_a_state(file, "it has no number \"format\".");
    if (format->get_int64() > snapshot_format) {
        JsonReader reader{.file = file};
        return newer_format(file, format->get_int64(), reader.text(document, "fireform_version"));
    }
    if (!document.contains("lineage") || !document.contains("serial"))
        return not_a_state(file, "it has no \"lineage\" or no \"serial\".");
    return std::nullopt;
}

void read_resource(const json::value& item, Snapshot& snapshot, const Catalog& catalog, JsonReader& reader) {
    auto resource = resource_from_json(item, catalog, reader);
    if (!resource) return;
    const Address address = resource->address;
    const std::size_t before = snapshot.resources.size();
    // They are written by address, so that the next one goes to the end.
    snapshot.resources.try_emplace(snapshot.resources.end(), address, std::move(*resource));
    if (snapshot.resources.size() == before) reader.fail(fmt::format("{} is there twice.", to_text(address)));
}

void read_outputs(const json::object& outputs, Snapshot& snapshot, JsonReader& reader) {
    for (const auto& member : outputs) {
        const std::string name(member.key().data(), member.key().size());
        if (!member.value().is_object()) {
            reader.fail(fmt::format("the output {} should be an object.", fireform::in_quotes(name)));
            continue;
        }
        const json::object& object = member.value().get_object();
        OutputState output;
        output.sensitive = reader.boolean(object, "sensitive");
        if (const json::value* value = object.if_contains("value"); value && !output.sensitive)
            output.value = from_json(*value);
        snapshot.outputs.emplace(name, std::move(output));
    }
}

json::object outputs_to_json(const Snapshot& snapshot) {
    json::object outputs;
    for (const auto& [name, output] : snapshot.outputs) {
        json::object& object = outputs[boost_view(name)].emplace_object();
        object["value"] = output.sensitive ? json::value(nullptr) : to_json(output.value);
        if (output.sensitive) object["sensitive"] = true;
    }
    return outputs;
}

}  // namespace

std::string to_json_text(const Snapshot& snapshot, const Catalog& catalog) {
    std::string out;
    out.reserve(512 + snapshot.resources.size() * 1024);
    const auto text_member = [&out](std::string_view key, std::string_view text) {
        fmt::format_to(std::back_inserter(out), "  \"{}\": ", key);
        print_json_string(out, text);
        out += ",\n";
    };
    fmt::format_to(std::back_inserter(out), "{{\n  \"format\": {},\n", snapshot_format);
    text_member("fireform_version", snapshot.fireform_version);
    text_member("lineage", snapshot.lineage);
    fmt::format_to(std::back_inserter(out), "  \"serial\": {},\n  \"resources\": [", snapshot.serial);
    bool first = true;
    std::array<unsigned char, resource_memory> room;
    json::monotonic_resource memory(room.data(), room.size());
    // A map by address, so the order is that of the addresses.
    for (const auto& [address, resource] : snapshot.resources) {
        if (!first) out += ',';
        first = false;
        print_line_break(out, 2);
        memory.release();
        print_json(out, resource_to_json(resource, catalog, &memory), 2);
    }
    if (!first) print_line_break(out, 1);
    out += "],\n  \"outputs\": ";
    print_json(out, outputs_to_json(snapshot), 1);
    if (!snapshot.history.empty()) {
        out += ",\n  \"history\": ";
        print_json(out, json::value(history_to_json(snapshot.history)), 1);
    }
    json::object extra;
    add_members(extra, snapshot.extra);
    for (const auto& member : extra) {
        const std::string_view key{member.key().data(), member.key().size()};
        if (std::ranges::find(known_members, key) != known_members.end()) continue;
        out += ",\n  ";
        print_json_string(out, key);
        out += ": ";
        print_json(out, member.value(), 1);
    }
    out += "\n}\n";
    return out;
}

Checked<Snapshot> parse_snapshot(std::string_view text, const std::string& file, const Catalog& catalog) {
    try {
        JsonReader reader{.file = file};
        Snapshot snapshot;
        bool finite = true;
        json::value document;
        const auto take = [&](const json::value& item) {
            finite = finite && all_finite(item);
            read_resource(item, snapshot, catalog, reader);
        };
        // What the resources tell counts once the rest shows that this is a state which may be read.
        const ParsedText parsed = parse_by_resource(text, take, document);
        if (auto problem = check_parsed(parsed, text, file)) return std::move(*problem);
        if (!finite || !all_finite(document)) return damaged_state(file, infinite);
        if (!document.is_object()) return not_a_state(file, "it is JSON, but not an object.");
        const json::object& top = document.get_object();
        if (auto problem = check_format(top, file)) return std::move(*problem);

        snapshot.fireform_version = reader.text(top, "fireform_version");
        snapshot.lineage = reader.text(top, "lineage");
        snapshot.serial = reader.count(top, "serial", 0);
        if (snapshot.lineage.empty()) reader.fail("the member \"lineage\" is empty.");
        static_cast<void>(reader.array(top, "resources"));  // a list, if it is there
        if (const auto* outputs = reader.object(top, "outputs")) read_outputs(*outputs, snapshot, reader);
        if (const auto* history = reader.array(top, "history"))
            snapshot.history = history_from_json(*history, reader);
        snapshot.extra = unknown_members(top, known_members);
        if (!reader.diagnostics.empty()) return std::move(reader.diagnostics);
        return snapshot;
    } catch (const std::exception& error) {
        return damaged_state(file, fmt::format("it cannot be read: {}.", error.what()));
    }
}

std::string to_json_text(const ResourceState& resource, const Catalog& catalog) {
    std::string out;
    print_json(out, resource_to_json(resource, catalog), 0);
    return out + '\n';
}

Checked<ResourceState> parse_resource(std::string_view text, const std::string& file,
                                      const Catalog& catalog) {
    try {
        json::value document;
        const ParsedText parsed = parse_exactly(text, document);
        if (auto problem = check_parsed(parsed, text, file)) return std::move(*problem);
        JsonReader reader{.file = file};
        if (!all_finite(document)) return damaged_state(file, infinite);
        auto resource = resource_from_json(document, catalog, reader);
        if (!resource) return std::move(reader.diagnostics);
        return std::move(*resource);
    } catch (const std::exception& error) {
        return damaged_state(file, fmt::format("it cannot be read: {}.", error.what()));
    }
}

}  // namespace fireform
