#include "engine/config/lookup_reader.hpp"

#include "engine/config/wording.hpp"
#include "schemas/lookups.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform {
namespace {

class Reader {
 public:
    Reader(Interpolator& interpolator, Diagnostics& diagnostics)
        : diagnostics_(diagnostics), attributes_(interpolator, diagnostics) {}

    LookupConfig read(const Address& address, const Block& block) {
        LookupConfig out;
        out.type = find_lookup(address.type);
        const Site site = block.site("lookup." + to_text(address));
        out.range = site.range();
        std::vector<bool> written(out.type->arguments.size());
        for (const TomlMember& member : *block.member->value.table()) {
            const auto argument = std::ranges::find(out.type->arguments, member.key, &Attribute::name);
            if (argument == out.type->arguments.end()) {
                diagnostics_.add(unknown(site.at(member.key_place, site.name), *out.type, member.key));
                continue;
            }
            const auto index = static_cast<std::size_t>(argument - out.type->arguments.begin());
            written[index] = true;
            read_argument(site.at(member.value.place, member.key), *argument, member.value, out, index);
        }
        for (std::size_t i = 0; i < written.size(); ++i)
            if (out.type->arguments[i].required && !written[i])
                diagnostics_.add(site.error("Missing attribute",
                                            fmt::format("\"{}\" must be set: {}", out.type->arguments[i].name,
                                                        out.type->arguments[i].description)));
        return out;
    }

 private:
    void read_argument(const Site& site, const Attribute& argument, const TomlNode& node, LookupConfig& out,
                       std::size_t index) {
        std::vector<Edge> edges;  // an object is looked up before anything is done
        auto value = attributes_.read(site, argument, node, edges);
        if (!value) return;
        if (value->has_unknown())
            diagnostics_.add(site.error(
                "Reference not allowed here",
                fmt::format("\"{}\" must be known before the plan is made, so it cannot refer to a "
                            "resource or to another look-up.",
                            site.name),
                "write the value itself, or use a variable"));
        else
            out.arguments.set(index, *std::move(value));
    }

    static Diagnostic unknown(const Site& site, const LookupType& type, const std::string& key) {
        std::vector<std::string_view> names;
        for (const Attribute& argument : type.arguments)
            names.push_back(argument.name);
        const Attribute* result = type.object->find(key);
        if (result && can_be_looked_up(*result))
            return site.error("Attribute is read-only",
                              fmt::format("\"{}\" is what a look-up finds, not what it goes by.", key),
                              fmt::format("remove it; refer to it as ${{{}.{}}}", site.name, key));
        std::string hint = did_you_mean(key, names);
        if (hint.empty()) hint = "it goes by " + any_of_text(names, false);
        return site.error("Unknown attribute",
                          fmt::format("A look-up of a {} does not go by \"{}\".", type.name, key),
                          std::move(hint));
    }

    Diagnostics& diagnostics_;
    AttributeReader attributes_;
};

}  // namespace

std::map<Address, LookupConfig> read_lookups(const Blocks& blocks, Interpolator& interpolator,
                                             Diagnostics& diagnostics) {
    Reader reader(interpolator, diagnostics);
    std::map<Address, LookupConfig> lookups;
    for (const auto& [address, block] : blocks.lookups)
        lookups.emplace(address, reader.read(address, block));
    return lookups;
}

}  // namespace fireform
