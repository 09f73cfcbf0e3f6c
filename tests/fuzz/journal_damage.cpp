// A journal that fireform wrote, then cut, or with a byte changed: what is read is a beginning of what was
// written, or the damage is noticed. The first bytes say where and how, the rest what was written.
#include "schemas/schema.hpp"
#include "state/journal.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <algorithm>

namespace fireform {
namespace {

constexpr std::size_t choices = 4;  // bytes: two of the place, one of the change, one of the batches

std::vector<JournalRecord> records_of(std::string_view text) {
    std::vector<JournalRecord> records;
    for (const std::string_view bytes : fuzz::parts(text)) {
        // Texts that get here are UTF-8: they come from TOML or JSON.
        std::string part(bytes);
        for (char& c : part)
            c = static_cast<char>(c & 0x7f);
        const std::size_t number = records.size();
        const Address address{"deployment", "r" + std::to_string(number), std::nullopt};
        if (number % 2 == 0) {
            records.emplace_back(Intent{address, "create", part});
            continue;
        }
        ResourceState resource;
        resource.address = address;
        resource.id = part;
        resource.name = "accounts/acme/x/" + resource.id;
        resource.update_time = part;
        Outcome outcome;
        outcome.address = address;
        outcome.removed = part.empty();
        if (!outcome.removed) outcome.resource = std::move(resource);
        records.emplace_back(std::move(outcome));
    }
    return records;
}

std::string text_of_each(const std::vector<JournalRecord>& records) {
    std::string text;
    for (const JournalRecord& record : records)
        text += to_journal_text({record}, 1, fireworks_catalog());
    return text;
}

}  // namespace
}  // namespace fireform

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform;
    if (size < choices) return 0;
    const Catalog& catalog = fireworks_catalog();
    const auto records = records_of(fuzz::text_of(data + choices, size - choices));
    const std::size_t in_batch = 1 + data[3] % 5;
    std::string text = to_journal_text(JournalHeader{"lineage", 7});
    std::uint64_t batch = 0;
    for (std::size_t at = 0; at < records.size(); at += in_batch) {
        const auto end =
            records.begin() + static_cast<std::ptrdiff_t>(std::min(at + in_batch, records.size()));
        text += to_journal_text({records.begin() + static_cast<std::ptrdiff_t>(at), end}, ++batch, catalog);
    }
    const std::string written = text_of_each(records);
    const auto whole = parse_journal(text, "journal", catalog);
    fuzz::require(whole.ok() && whole.value->whole && whole.value->size == text.size(),
                  "a journal can be read");
    fuzz::require(text_of_each(whole.value->records) == written, "a journal reads back as it was");

    const std::size_t place = (std::size_t{data[0]} << 8 | data[1]) % text.size();
    const bool cut = data[2] == 0;
    if (cut)
        text.resize(place);
    else
        text[place] = static_cast<char>(text[place] ^ static_cast<char>(data[2]));
    const auto damaged = parse_journal(text, "journal", catalog);
    fuzz::require(damaged.ok() || !cut, "a journal that was cut can be read");
    if (damaged.ok())
        fuzz::require(written.starts_with(text_of_each(damaged.value->records)),
                      "a damaged journal tells nothing that was not written");
    return 0;
}
