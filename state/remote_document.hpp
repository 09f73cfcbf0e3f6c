// What a state server keeps: the snapshot with its open intents, since the next runner has no journal to find
// them in; encrypted, an envelope that servers can still read the serial of. Pure.
#pragma once

#include "schemas/diagnostic.hpp"
#include "state/snapshot.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fireform {

/// `snapshot` with its open intents as "open_intents".
[[nodiscard]] std::string to_document(const Snapshot& snapshot, const Catalog& catalog);

/// Takes "open_intents" out of what `snapshot` keeps as unknown. `title` is named in diagnostics. Errors:
/// they cannot be read.
[[nodiscard]] Diagnostics take_open_intents(Snapshot& snapshot, const std::string& title,
                                            const Catalog& catalog);

/// A sealed text as JSON: {"format", "lineage", "serial", "encrypted_data"}.
[[nodiscard]] std::string to_envelope(std::string_view sealed, const Snapshot& snapshot);
/// The sealed text in it; none: `text` is no envelope.
[[nodiscard]] std::optional<std::string> sealed_in(std::string_view text);

}  // namespace fireform
