// Live objects as the blocks that describe them: what `export` and `plan --generate-config` write. A plan of
// these blocks, with their objects in state, has nothing to do.
#pragma once

#include "providers/live.hpp"
#include "schemas/address.hpp"
#include "schemas/schema.hpp"

#include <map>
#include <string>
#include <vector>

namespace fireform {

/// One block, for `block_text()` of engine/render/.
struct DescribedBlock {
    Address address;
    const LiveObject* object = nullptr;
    Attributes values;                        ///< what is written; Unknown: a reference
    std::vector<std::string> ignore_changes;  ///< names of attributes
    std::string on_destroy;                   ///< "" unwritten
    std::string adopt;                        ///< "" unwritten
    std::vector<std::string> notes;           ///< comments above it, a line each
};

/// Names of blocks for objects that have none: after the display name where it is the only one, else after
/// the id. By position in `objects`, which are sorted by name; equal accounts give equal names.
[[nodiscard]] std::vector<Address> block_addresses(const std::vector<const LiveObject*>& objects);

/// An object with the address that its block gets.
struct Subject {
    Address address;
    const LiveObject* object = nullptr;
};

/// The blocks, one for one. Names of other objects among them, or of those in `known` (full name -> address),
/// become references, as far as no circle comes of it.
[[nodiscard]] std::vector<DescribedBlock> describe(const std::vector<Subject>& subjects,
                                                   const std::map<std::string, Address>& known = {});

/// Whether the model is what one of these runs made: their `output_model` stands for it.
[[nodiscard]] bool is_made_by(const LiveObject& model, const std::vector<const LiveObject*>& objects);

}  // namespace fireform
