// Resource blocks: attributes by canonical name, typed and checked, with what they depend on.
#pragma once

#include "engine/config/attribute_value.hpp"
#include "engine/config/blocks.hpp"
#include "engine/config/config.hpp"
#include "engine/config/interpolation.hpp"
#include "engine/config/variables.hpp"

#include <set>
#include <string>
#include <vector>

namespace fireform {

struct ReadResource {
    ResourceConfig config;
    std::vector<Edge> edges;    ///< every reference and entry of depends_on, as they come
    std::vector<bool> written;  ///< by attribute position; also where the value was wrong and is missing

    /// Whether the attribute says something: written, and not empty, zero or false (brief 8.10).
    [[nodiscard]] bool is_active(std::size_t attribute) const;
};

/// Where the attribute stands, for the diagnostic about it. `config` outlives it.
[[nodiscard]] Site site_of(const ResourceConfig& config, std::size_t attribute);

class ResourceReader {
 public:
    /// All must outlive this.
    ResourceReader(Interpolator& interpolator, Diagnostics& diagnostics,
                   std::vector<SecretPlace>& secret_places)
        : interpolator_(interpolator),
          diagnostics_(diagnostics),
          attributes_(interpolator, diagnostics),
          secret_places_(secret_places) {}

    /// Without what needs the disk (dataset files) or the other resources. Errors: unknown and read-only
    /// attributes, one attribute under two spellings, wrong values, missing ones, broken rules of the type.
    [[nodiscard]] ReadResource read(const Address& address, const ResourceBlock& block);

 private:
    void read_members(ReadResource& resource, const Site& site, const std::string& prefix,
                      const TomlNode::Table& members);
    bool read_own_table(ReadResource& resource, const Site& site, const TomlMember& member);
    void read_attribute(ReadResource& resource, const Site& site, std::size_t index, const std::string& path,
                        const TomlMember& member);
    void spread(ReadResource& resource);
    void default_display_name(ReadResource& resource, const Site& header);

    Interpolator& interpolator_;
    Diagnostics& diagnostics_;
    AttributeReader attributes_;
    std::vector<SecretPlace>& secret_places_;
    std::set<std::string> ignored_;  ///< attributes that the block being read leaves alone
};

}  // namespace fireform
