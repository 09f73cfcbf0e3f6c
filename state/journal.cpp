#include "state/journal.hpp"

#include "schemas/value_json.hpp"
#include "state/frame.hpp"
#include "state/json_reader.hpp"
#include "state/problems.hpp"
#include "state/resource_json.hpp"
#include "state/snapshot_parser.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <array>

namespace fireform {
namespace json = boost::json;
namespace {

constexpr std::size_t line_memory = 16 * 1024;           // a line takes some 6 KB while it is printed
constexpr std::string_view batch_start = "{\"batch\":";  // of the JSON; no string in it can contain this

json::string_view json_text(std::string_view text) {
    return {text.data(), text.size()};
}

std::string line_of(const json::object& payload) {
    const std::string text = json::serialize(payload);
    return frame_of(text) + text + '\n';
}

void put(json::object& out, const Intent& intent, const Catalog& catalog) {
    out.reserve(6);
    out.emplace("address", json_text(to_text(intent.address)));
    out.emplace("verb", json_text(intent.verb));
    out.emplace("id", json_text(intent.id));
    if (!intent.run.empty()) out.emplace("run", json_text(intent.run));
    if (!intent.desired.empty()) out.emplace("desired", json_text(intent.desired));
    if (const ResourceType* type = catalog.find(intent.address.type); type && !intent.identity.empty())
        out.emplace("identity", to_json(*type, intent.identity));
}

void put(json::object& payload, const JournalRecord& record, const Catalog& catalog) {
    if (const auto* intent = std::get_if<Intent>(&record)) {
        put(payload["intent"].emplace_object(), *intent, catalog);
    } else if (const auto* outcome = std::get_if<Outcome>(&record)) {
        json::object& body = payload["outcome"].emplace_object();
        body["address"] = json_text(to_text(outcome->address));
        if (outcome->resource)
            body["resource"] = resource_to_json(*outcome->resource, catalog, body.storage());
        if (outcome->removed) body["removed"] = true;
    } else if (const auto* closing = std::get_if<Closing>(&record)) {
        json::object& body = payload["closing"].emplace_object();
        body["serial"] = closing->serial;
        json::array& list = body["open"].emplace_array();
        for (const OpenIntent& open : closing->open_intents)
            put(list.emplace_back(json::object_kind).get_object(), open, catalog);
    }
}

/// The JSON of the record that is the line `line`, without its line break. No value: broken.
std::optional<json::object> unframe(std::string_view line) {
    const auto payload = unframed(line);
    if (!payload) return std::nullopt;
    json::value value;
    const ParsedText parsed = parse_exactly(*payload, value);
    const bool whole = !parsed.failed && parsed.used == payload->size();
    if (!whole || !value.is_object() || !all_finite(value)) return std::nullopt;
    return std::move(value.get_object());
}

std::optional<Intent> intent_of(const json::value& value, const Catalog& catalog, JsonReader& reader) {
    if (!value.is_object()) {
        reader.fail("an intent should be an object.");
        return std::nullopt;
    }
    const json::object& object = value.get_object();
    const auto address = parse_address(reader.text(object, "address"));
    if (!address) {
        reader.fail("an intent has no address.");
        return std::nullopt;
    }
    Intent intent{.address = *address,
                  .verb = reader.text(object, "verb"),
                  .id = reader.text(object, "id"),
                  .run = reader.text(object, "run"),
                  .desired = reader.text(object, "desired")};
    const ResourceType* type = catalog.find(address->type);
    const json::object* identity = reader.object(object, "identity");
    if (type && identity) intent.identity = attributes_from_json(*type, *identity);
    return intent;
}

std::optional<JournalRecord> record_of(const json::object& payload, const Catalog& catalog,
                                       JsonReader& reader) {
    if (const auto* value = payload.if_contains("intent")) {
        auto intent = intent_of(*value, catalog, reader);
        if (!intent) return std::nullopt;
        return std::move(*intent);
    }
    if (const auto* body = reader.object(payload, "outcome")) {
        const auto address = parse_address(reader.text(*body, "address"));
        if (!address) {
            reader.fail("an outcome has no address.");
            return std::nullopt;
        }
        Outcome outcome{.address = *address, .resource = {}, .removed = reader.boolean(*body, "removed")};
        if (const auto* resource = body->if_contains("resource")) {
            outcome.resource = resource_from_json(*resource, catalog, reader);
            if (!outcome.resource) return std::nullopt;
        }
        return outcome;
    }
    if (const auto* body = reader.object(payload, "closing")) {
        Closing closing{.serial = reader.count(*body, "serial", 0), .open_intents = {}};
        if (const auto* list = reader.array(*body, "open"))
            for (const json::value& item : *list)
                if (auto intent = intent_of(item, catalog, reader))
                    closing.open_intents.push_back(std::move(*intent));
        return closing;
    }
    reader.fail("a record is of no kind this program knows.");
    return std::nullopt;
}

/// Where a reader stands among the batches.
struct Progress {
    std::uint64_t batch = 0;
    std::uint64_t more = 0;  ///< records of the batch that are still to come

    /// The batch that the next record must belong to.
    [[nodiscard]] std::uint64_t next() const { return more > 0 ? batch : batch + 1; }
};

/// Whether a whole record of a batch after `batch` stands in `text`: then `batch` had been synced. Line
/// breaks are not relied upon: one of them may be what is broken.
bool later_batch_in(std::string_view text, std::uint64_t batch) {
    for (std::size_t at = 0; (at = text.find(batch_start, at)) != std::string_view::npos; ++at) {
        if (at < frame_size) continue;
        const auto length = framed_length(text.substr(at - frame_size));
        if (!length) continue;
        const auto payload = unframe(text.substr(at - frame_size, frame_size + *length));
        JsonReader ignored;
        if (payload && ignored.count(*payload, "batch", 0) > batch) return true;
    }
    return false;
}

}  // namespace

std::string to_journal_text(const JournalHeader& header) {
    return line_of({{"format", snapshot_format},
                    {"fireform_version", FIREFORM_VERSION},
                    {"lineage", json_text(header.lineage)},
                    {"serial", header.serial}});
}

std::string to_journal_text(const std::vector<JournalRecord>& records, std::uint64_t batch,
                            const Catalog& catalog) {
    std::string text;
    std::uint64_t more = records.size();
    std::array<unsigned char, line_memory> room;
    json::monotonic_resource memory(room.data(), room.size());
    for (const JournalRecord& record : records) {
        memory.release();
        json::object payload(&memory);
        payload.reserve(3);
        payload["batch"] = batch;
        payload["more"] = --more;
        put(payload, record, catalog);
        text += line_of(payload);
    }
    return text;
}

std::string to_journal_json(const JournalRecord& record, const Catalog& catalog) {
    json::object payload;
    put(payload, record, catalog);
    return json::serialize(payload);
}

std::string to_json_array(const std::vector<Intent>& intents, const Catalog& catalog) {
    json::array out;
    for (const Intent& intent : intents)
        put(out.emplace_back(json::object_kind).get_object(), intent, catalog);
    return json::serialize(out);
}

Checked<std::vector<Intent>> parse_intents(std::string_view text, const std::string& file,
                                           const Catalog& catalog) {
    json::value value;
    if (parse_exactly(text, value).failed || !value.is_array() || !all_finite(value))
        return damaged_state(file, "its open intents should be a list.");
    JsonReader reader{.file = file};
    std::vector<Intent> out;
    for (const json::value& item : value.get_array())
        if (auto intent = intent_of(item, catalog, reader)) out.push_back(std::move(*intent));
    if (!reader.diagnostics.empty()) return std::move(reader.diagnostics);
    return out;
}

Checked<Journal> parse_journal(std::string_view text, const std::string& file, const Catalog& catalog) {
    Journal journal;
    Progress progress;
    JsonReader reader{.file = file};
    std::string_view rest = text;
    for (std::size_t line_number = 1; !rest.empty(); ++line_number) {
        const std::size_t end = rest.find('\n');
        const auto payload = end == std::string_view::npos ? std::nullopt : unframe(rest.substr(0, end));
        if (!payload) {
            journal.whole = false;
            if (!later_batch_in(rest, progress.next())) break;  // torn
            return damaged_journal(
                file, fmt::format("line {} is broken, and whole records follow it.", line_number));
        }
        const json::object& object = *payload;
        reader.place = fmt::format("line {}", line_number);
        if (!journal.header) {
            const std::uint64_t format = reader.count(object, "format", 0);
            if (format > static_cast<std::uint64_t>(snapshot_format))
                return newer_format(file, static_cast<std::int64_t>(format),
                                    reader.text(object, "fireform_version"));
            if (format == 0) return damaged_journal(file, "its first line is not the header.");
            journal.header = JournalHeader{.lineage = reader.text(object, "lineage"),
                                           .serial = reader.count(object, "serial", 0)};
        } else {
            const std::uint64_t batch = reader.count(object, "batch", 0);
            if (batch != progress.next())
                return damaged_journal(file, fmt::format("records are missing before line {}.", line_number));
            progress = {.batch = batch, .more = reader.count(object, "more", 0)};
            auto record = record_of(object, catalog, reader);
            if (record) journal.records.push_back(std::move(*record));
            journal.batch = batch;
        }
        if (!reader.diagnostics.empty()) return std::move(reader.diagnostics);
        rest.remove_prefix(end + 1);
        journal.size = text.size() - rest.size();
    }
    if (progress.more > 0) journal.whole = false;
    return journal;
}

void track(const JournalRecord& record, std::vector<OpenIntent>& open) {
    if (const auto* intent = std::get_if<Intent>(&record))
        open.push_back(*intent);
    else if (const auto* outcome = std::get_if<Outcome>(&record))
        close_intents(open, *outcome);
}

void fold(const Journal& journal, Snapshot& snapshot) {
    if (journal.header && snapshot.lineage.empty()) snapshot.lineage = journal.header->lineage;
    for (const JournalRecord& record : journal.records) {
        track(record, snapshot.open_intents);
        const auto* outcome = std::get_if<Outcome>(&record);
        if (!outcome) continue;
        if (outcome->removed)
            snapshot.resources.erase(outcome->address);
        else if (outcome->resource)
            snapshot.resources.insert_or_assign(outcome->address, *outcome->resource);
    }
}

}  // namespace fireform
