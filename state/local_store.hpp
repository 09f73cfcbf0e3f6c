// State in a file of the working directory, with `.journal`, `.lock` and `.backup` beside it (0600).
#pragma once

#include "state/store.hpp"

#include <filesystem>
#include <memory>

namespace fireform {

class Files;            // state/files.hpp
class StateEncryption;  // state/encryption.hpp

/// `path`: "fireform.state.json". Symbolic links are followed once, here; nothing else is touched before the
/// first call that needs it.
[[nodiscard]] std::unique_ptr<Store> make_local_store(std::filesystem::path path, const Catalog& catalog);
/// The same, encrypted as `encryption` says, which is shared so that a saved plan needs no key of its own.
[[nodiscard]] std::unique_ptr<Store> make_local_store(std::filesystem::path path, const Catalog& catalog,
                                                      std::shared_ptr<StateEncryption> encryption);
/// The same on other files: for tests. The lock is always the kernel's.
[[nodiscard]] std::unique_ptr<Store> make_local_store(std::filesystem::path path, const Catalog& catalog,
                                                      Files& files,
                                                      std::shared_ptr<StateEncryption> encryption = nullptr);

}  // namespace fireform
