// Short and full names of objects, and the ids that fireform chooses (domain brief 1; contract section 4).
#pragma once

#include "schemas/address.hpp"
#include "schemas/schema.hpp"

#include <map>
#include <string>
#include <string_view>

namespace fireform {

/// What is needed to expand a short name: our account, and where the short model names in use were found.
struct Naming {
    std::string account;  ///< "acme"; "" offline: nothing is expanded
    std::map<std::string, std::string, std::less<>>
        models;  ///< "qwen3-8b" -> "accounts/fireworks/models/qwen3-8b"
};

/// The full name that `text` stands for in an attribute with these `names` (brief 1.4): "x" by the rule of
/// `names`, "models/x" in our account. A model that `naming.models` does not list is ours, since public ones
/// were looked up before. Full names and texts that cannot be expanded come back as they are.
[[nodiscard]] std::string expand_name(Names names, std::string_view text, const Naming& naming);

/// `value` with every name in it expanded, durations and numbers in the attribute's own kind, and map keys
/// with their prefix ("env" -> "custom/env"; one that is written with the prefix wins). Unknown stays, and so
/// does what is not of the attribute's kind: validation speaks of it.
[[nodiscard]] Value normalise(const Attribute& attribute, Value value, const Naming& naming);
/// The same for a whole set of attributes.
[[nodiscard]] Attributes normalise(const ResourceType& type, const Attributes& attributes,
                                   const Naming& naming);

/// "accounts/acme/deployments/chat"
[[nodiscard]] std::string full_name(std::string_view account, std::string_view collection,
                                    std::string_view id);
/// "chat" of "accounts/acme/deployments/chat"; the text itself without a slash.
[[nodiscard]] std::string_view last_segment(std::string_view name);

/// Whether a client may choose this id: 1 to 63 of a-z 0-9 '-', a letter first, no '-' last (brief 1.2).
[[nodiscard]] bool is_client_id(std::string_view id);
/// Whether the server may have made this id (brief 1.2, wider).
[[nodiscard]] bool is_server_id(std::string_view id);

/// `<name, at most 40>-<8 base32 digits of SHA-256(lineage, address, generation)>`. Equal input, equal id, so
/// that a create whose outcome was lost can be recognised.
[[nodiscard]] std::string derived_id(std::string_view lineage, const Address& address, int generation);
/// What `content_hash` is: the first 32 hex digits of a file's SHA-256, so that a model id (63 characters)
/// can hold it.
[[nodiscard]] std::string content_hash(std::string_view sha256_hex);
/// Whether two hashes are of one content; states of before have all 64 digits.
[[nodiscard]] bool same_content(std::string_view a, std::string_view b);
/// `ds-<stem>-<12 hex digits of the content hash>`; `file` may be a path, its last part without ".jsonl" is
/// the stem.
[[nodiscard]] std::string dataset_id(std::string_view file, std::string_view content_hash);
/// `<stem>-<12 hex digits of the content hash>` of a model; the folder's own name is the stem.
[[nodiscard]] std::string adapter_id(std::string_view path, std::string_view content_hash);
/// Up to `length_max` characters of a-z 0-9 '-' that begin with a letter; other characters become '-'.
[[nodiscard]] std::string slug(std::string_view text, std::size_t length_max);

inline constexpr std::string_view tag_managed_by = "custom/managed-by";
inline constexpr std::string_view tag_lineage = "custom/fireform-lineage";
inline constexpr std::string_view tag_address = "custom/fireform-address";
/// The value of the address tag: the address, shortened with a hash beyond 128 code points.
[[nodiscard]] std::string address_tag(const Address& address);
/// The three tags of ours for one resource.
[[nodiscard]] Value::Map ownership_tags(std::string_view lineage, const Address& address);

}  // namespace fireform
