// State in a file of the working directory, with `.journal`, `.lock` and `.backup` beside it (0600).
#pragma once

#include "state/store.hpp"

#include <filesystem>
#include <memory>

namespace fireform {

class Files;  // state/files.hpp

/// `path`: "fireform.state.json". A symbolic link is followed once, here; nothing else is touched before the
/// first call that needs it.
[[nodiscard]] std::unique_ptr<Store> make_local_store(std::filesystem::path path, const Catalog& catalog);
/// The same on other files: for tests. The lock is always the kernel's.
[[nodiscard]] std::unique_ptr<Store> make_local_store(std::filesystem::path path, const Catalog& catalog,
                                                      Files& files);

}  // namespace fireform
