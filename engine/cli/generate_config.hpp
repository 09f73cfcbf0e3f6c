// `plan --generate-config F`: blocks for what [[import]] names and no block describes.
#pragma once

#include "engine/cli/session.hpp"

#include <string>

namespace fireform::cli {

/// Writes F, of which there must be none, and takes it into `session.config` as one of its files. How many
/// blocks it has; with none no file is written. REQUIRES a configuration that was read with
/// `imports_need_blocks` off.
[[nodiscard]] Task<Checked<std::size_t>> generate_config(Context& context, Session& session,
                                                         Reporter& reporter, LoadOptions options,
                                                         std::string file);

}  // namespace fireform::cli
