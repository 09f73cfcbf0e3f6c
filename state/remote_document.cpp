#include "state/remote_document.hpp"

#include "state/journal.hpp"
#include "state/json_printer.hpp"
#include "state/snapshot_json.hpp"
#include "state/snapshot_parser.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

namespace fireform {
namespace json = boost::json;
namespace {

constexpr const char* open_intents = "open_intents";
constexpr const char* encrypted_data = "encrypted_data";

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

/// What a newer fireform wrote beside what we know; an object.
json::object extra_of(const Snapshot& snapshot) {
    if (snapshot.extra.empty()) return {};
    json::value out;
    static_cast<void>(parse_exactly(snapshot.extra, out));
    return std::move(out.as_object());
}

std::string text_of(const json::object& extra) {
    return extra.empty() ? std::string() : std::string(json::serialize(extra));
}

}  // namespace

std::string to_document(const Snapshot& snapshot, const Catalog& catalog) {
    if (snapshot.open_intents.empty()) return to_json_text(snapshot, catalog);
    Snapshot with = snapshot;
    json::object extra = extra_of(snapshot);
    extra[open_intents] = json::parse(view(to_json_array(snapshot.open_intents, catalog)));
    with.extra = text_of(extra);
    return to_json_text(with, catalog);
}

Diagnostics take_open_intents(Snapshot& snapshot, const std::string& title, const Catalog& catalog) {
    json::object extra = extra_of(snapshot);
    const json::value* listed = extra.if_contains(open_intents);
    if (!listed) return {};
    Checked<std::vector<Intent>> intents =
        parse_intents(std::string(json::serialize(*listed)), title, catalog);
    if (!intents.value) return std::move(intents.diagnostics);
    snapshot.open_intents = std::move(*intents.value);
    extra.erase(open_intents);
    snapshot.extra = text_of(extra);
    return {};
}

std::string to_envelope(std::string_view sealed, const Snapshot& snapshot) {
    std::string out;
    const json::object envelope{{"format", snapshot_format},
                                {"fireform_version", FIREFORM_VERSION},
                                {"lineage", view(snapshot.lineage)},
                                {"serial", snapshot.serial},
                                {encrypted_data, view(sealed)}};
    print_json(out, envelope, 0);
    return out + '\n';
}

std::optional<std::string> sealed_in(std::string_view text) {
    // A state without it need not be parsed twice.
    if (text.find(fmt::format("\"{}\"", encrypted_data)) == std::string_view::npos) return std::nullopt;
    json::error_code failed;
    const json::value value = json::parse(view(text), failed);
    if (failed || !value.is_object()) return std::nullopt;
    const json::value* sealed = value.get_object().if_contains(encrypted_data);
    if (!sealed || !sealed->is_string()) return std::nullopt;
    return std::string(sealed->get_string().c_str(), sealed->get_string().size());
}

}  // namespace fireform
