// `[template.X]` and `from = "X"`: what several resources have in common.
#pragma once

#include "engine/config/blocks.hpp"

namespace fireform {

/// Every block with `from` becomes one that has what its template says, and what the template's own `from`
/// says, wherever it says nothing itself; tables are put together key by key. Errors: no such template,
/// templates in a loop or more than 20 in a row.
void apply_templates(Blocks& blocks, Diagnostics& diagnostics);

}  // namespace fireform
