// Which runs read which dataset of the configuration, and what they need its rows to be.
#pragma once

#include "engine/config/dataset_file.hpp"
#include "engine/config/resource_reader.hpp"

#include <map>
#include <vector>

namespace fireform {

/// By dataset; each kind of rows once, with the first run by address. A dataset that is named by a reference
/// or by its written id.
[[nodiscard]] std::map<Address, std::vector<DatasetUse>> dataset_uses(
    const std::vector<ReadResource>& resources);

}  // namespace fireform
