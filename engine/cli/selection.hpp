// Which resources `--target`, `--exclude` and `--replace` mean.
#pragma once

#include "engine/config/config.hpp"
#include "state/snapshot.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace fireform::cli {

/// The addresses of configuration and state.
class AddressBook {
 public:
    /// Both must outlive this.
    AddressBook(const Config& config, const Snapshot& prior);

    /// What `texts` mean, addresses or patterns with a *: sorted, without doubles. Errors: one that means
    /// nothing, with what was probably meant.
    [[nodiscard]] std::vector<Address> addresses(std::string_view flag, const std::vector<std::string>& texts,
                                                 Diagnostics& problems) const;

 private:
    const Config& config_;
    std::set<Address> known_;
};

}  // namespace fireform::cli
