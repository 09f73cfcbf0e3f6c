#include "engine/config/address_blocks.hpp"

#include "engine/config/duplicate_key.hpp"
#include "engine/config/wording.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform {
namespace {

/// One `[[...]]` being read.
struct Table {
    const ArrayBlock& block;
    std::string_view name;  ///< "moved"

    [[nodiscard]] Site site() const {
        return {block.file, block.node->place, nullptr, fmt::format("[[{}]]", name)};
    }
    [[nodiscard]] Site site_of(const TomlMember& member) const {
        return site().at(member.value.place, member.key);
    }
};

/// What an address that is written in one of them stands for.
struct Written {
    Address address;
    Site site;
};

class Reader {
 public:
    Reader(const Blocks& blocks, Interpolator& interpolator, Config& config, Diagnostics& diagnostics,
           bool imports_need_blocks)
        : blocks_(blocks),
          interpolator_(interpolator),
          config_(config),
          diagnostics_(diagnostics),
          imports_need_blocks_(imports_need_blocks) {}

    void read() {
        for (const ArrayBlock& block : blocks_.moved)
            read_moved({block, "moved"});
        check_chains();
        for (const ArrayBlock& block : blocks_.removed)
            read_removed({block, "removed"});
        for (const ArrayBlock& block : blocks_.imports)
            read_import({block, "import"});
    }

 private:
    void refuse(const Site& site, std::string summary, std::string detail, std::string hint = "") {
        diagnostics_.add(site.error(std::move(summary), std::move(detail), std::move(hint)));
    }

    bool check_keys(const Table& table, const std::vector<std::string_view>& known) {
        bool good = true;
        for (const TomlMember& member : *table.block.node->table()) {
            if (std::ranges::find(known, member.key) != known.end()) continue;
            std::string hint = did_you_mean(member.key, known);
            if (table.name == "removed" && member.key == "lifecycle") hint = "write destroy = false";
            refuse(table.site().at(member.key_place, member.key), "Unknown setting",
                   fmt::format("[[{}]] has no setting \"{}\".", table.name, member.key), std::move(hint));
            good = false;
        }
        return good;
    }

    /// Filled in. None: it is not there or wrong, which was reported.
    std::optional<std::string> text(const Table& table, std::string_view key, std::string_view example) {
        const TomlMember* member = table.block.node->find(key);
        if (!member) {
            refuse(table.site(), "Missing setting", fmt::format("[[{}]] needs \"{}\".", table.name, key),
                   fmt::format("write {} = {}", key, example));
            return std::nullopt;
        }
        const Site site = table.site_of(*member);
        const auto* written = member->value.string();
        if (!written) {
            refuse(site, "Wrong type",
                   fmt::format("\"{}\" is {}; it must be a string.", key, kind_name(member->value)),
                   fmt::format("write {} = {}", key, example));
            return std::nullopt;
        }
        std::vector<Edge> none;
        const auto filled = interpolator_.fill(site, *written, Purpose{}, none);
        if (!filled) return std::nullopt;
        return plain_text(filled->value);
    }

    std::optional<Written> address(const Table& table, std::string_view key) {
        const auto written = text(table, key, "\"TYPE.NAME\"");
        if (!written) return std::nullopt;
        const Site site = table.site_of(*table.block.node->find(key));
        const auto address = parse_address(*written);
        if (address) return Written{*address, site};
        refuse(site, "Invalid address",
               fmt::format("{} is no address of a resource.", fireform::in_quotes(*written)),
               "write \"TYPE.NAME\", or 'TYPE.NAME[\"KEY\"]'");
        return std::nullopt;
    }

    [[nodiscard]] bool has_block(const Address& address) const {
        return blocks_.resources.contains(address) || blocks_.groups.contains(address);
    }

    void refuse_block(const Written& from, std::string_view table) {
        refuse(
            from.site, "Resource is still there",
            fmt::format("[[{}]] takes {} away, and the configuration has it.", table, to_text(from.address)),
            fmt::format("remove its block, or this [[{}]]", table));
    }

    void read_moved(const Table& table) {
        const bool good = check_keys(table, {"from", "to"});
        const auto from = address(table, "from");
        const auto to = address(table, "to");
        if (!good || !from || !to) return;
        if (from->address.type != to->address.type)
            return refuse(to->site, "Type would change",
                          fmt::format("{} cannot become {}.", to_text(from->address), to_text(to->address)),
                          "a resource moves within its type only");
        if (from->address == to->address)
            return refuse(to->site, "Resource moves nowhere", "\"from\" and \"to\" are the same.",
                          "remove this [[moved]]");
        // The one resource that it was may become one of those that it is now.
        const bool is_one_of_them = to->address.key && blocks_.groups.contains(from->address);
        if (has_block(from->address) && !is_one_of_them) return refuse_block(*from, table.name);
        const auto [other, is_new] = by_origin_.emplace(from->address, config_.moved.size());
        if (!is_new)
            return diagnostics_.add(defined_twice(fmt::format("moved from {}", to_text(from->address)),
                                                  from->site.range(), config_.moved[other->second].range));
        config_.moved.push_back({from->address, to->address, from->site.range()});
        targets_.push_back(*to);
    }

    /// Every move has to end at a block.
    void check_chains() {
        for (const Written& to : targets_)
            if (!by_origin_.contains(to.address) && !blocks_.groups.contains(to.address))
                static_cast<void>(interpolator_.check_resource(to.site, to.address));
        std::vector<std::size_t> seen(targets_.size(), 0);  // by which walk; 0: by none
        for (std::size_t walk = 1; walk <= targets_.size(); ++walk) {
            std::size_t at = walk - 1;
            while (seen[at] == 0) {
                seen[at] = walk;
                const auto next = by_origin_.find(targets_[at].address);
                if (next == by_origin_.end()) break;
                at = next->second;
                if (seen[at] == walk)
                    refuse(targets_[at].site, "Moves in a loop",
                           fmt::format("{} comes back to itself.", to_text(config_.moved[at].from)),
                           "remove one of the [[moved]]");
            }
        }
    }

    void read_removed(const Table& table) {
        const bool good = check_keys(table, {"destroy", "from"});
        const auto from = address(table, "from");
        RemovedConfig removed;
        if (const TomlMember* member = table.block.node->find("destroy")) {
            const auto* flag = member->value.boolean();
            if (!flag)
                return refuse(
                    table.site_of(*member), "Wrong type",
                    fmt::format("\"destroy\" is {}; it must be true or false.", kind_name(member->value)));
            removed.destroy = *flag;
        }
        if (!good || !from) return;
        if (has_block(from->address)) return refuse_block(*from, table.name);
        removed.range = from->site.range();
        const auto [other, is_new] = config_.removed.emplace(from->address, removed);
        if (!is_new)
            diagnostics_.add(defined_twice(fmt::format("removed {}", to_text(from->address)), removed.range,
                                           other->second.range));
    }

    void read_import(const Table& table) {
        const bool good = check_keys(table, {"id", "to"});
        const auto id = text(table, "id", "\"ID\"");
        const TomlMember* to = table.block.node->find("to");
        if (id && id->find('*') != std::string::npos) return read_pattern(table, *id, good);
        if (to && to->value.string() && to->value.string()->find('*') != std::string::npos && id)
            return refuse(table.site_of(*to), "Import pattern cannot be used",
                          "\"to\" has a *, and \"id\" has none that it could stand for.",
                          "write id = \"chat-*\" with to = \"deployment.chat-*\"");
        read_one(table, id, good);
    }

    void read_one(const Table& table, const std::optional<std::string>& id, bool good) {
        const auto to = address(table, "to");
        if (!good || !to || !id) return;
        const bool to_be_written =
            !has_block(to->address) && !to->address.key && knows_type(to->address.type);
        if (to_be_written && imports_need_blocks_) return refuse_without_block(*to);
        if (!to_be_written && !interpolator_.check_resource(to->site, to->address)) return;
        if (!is_server_id(last_segment(*id)))
            return refuse(table.site_of(*table.block.node->find("id")), "Not an id",
                          fmt::format("{} cannot be the id of an object.", fireform::in_quotes(*id)),
                          "the id is the last part of the object's name");
        const ImportConfig import{*id, to->site.range()};
        const auto [other, is_new] = config_.imports.emplace(to->address, import);
        if (!is_new)
            diagnostics_.add(defined_twice(fmt::format("import to {}", to_text(to->address)), import.range,
                                           other->second.range));
    }

    /// `id` has a `*`. "deployment.chat" stands for a block with for_each, or for the one block that the one
    /// object is for.
    void read_pattern(const Table& table, const std::string& id, bool good) {
        const auto to = text(table, "to", "\"TYPE.NAME\"");
        if (!good || !to) return;
        const Site site = table.site_of(*table.block.node->find("to"));
        const Site id_site = table.site_of(*table.block.node->find("id"));
        const auto stars = [](std::string_view text) { return std::ranges::count(text, '*'); };
        const std::string_view last = last_segment(id);
        std::string like(last);
        std::ranges::replace(like, '*', 'x');
        if (stars(id) != 1 || stars(last) != 1 || !is_server_id(like))
            return refuse(id_site, "Import pattern cannot be used",
                          fmt::format("{} needs one * in the last part of the name, and no more.",
                                      fireform::in_quotes(id)),
                          "write id = \"chat-*\"");
        if (stars(*to) > 1)
            return refuse(site, "Import pattern cannot be used",
                          fmt::format("{} has several *; one can stand for the one of the id.",
                                      fireform::in_quotes(*to)),
                          "write to = \"deployment.chat-*\", or to = 'deployment.chat[\"*\"]'");
        // A * is no part of a name, and an x in its place is.
        std::string plain = *to;
        const std::size_t star = plain.find('*');
        if (star != std::string::npos) plain[star] = 'x';
        auto address = parse_address(plain);
        const std::size_t dot = to->find('.');
        if (!address || (star != std::string::npos && star < dot) || !knows_type(address->type))
            return refuse(site, "Invalid address",
                          fmt::format("{} is no address of a resource.", fireform::in_quotes(*to)),
                          "write \"TYPE.NAME\", \"TYPE.NAME-*\", or 'TYPE.NAME[\"*\"]'");
        ImportPattern pattern{address->type, address->name, address->key, id, id_site.range()};
        if (star != std::string::npos) {
            const std::size_t in_name = star - dot - 1;
            if (in_name < pattern.name.size())
                pattern.name[in_name] = '*';
            else
                pattern.key->replace(to->rfind('*') - to->find("[\"") - 2, 1, "*");
        } else if (blocks_.groups.contains(*address)) {
            pattern.key = "*";
        }
        config_.import_patterns.push_back(std::move(pattern));
    }

    [[nodiscard]] bool knows_type(const std::string& type) const {
        return fireworks_catalog().find(type) != nullptr;
    }

    void refuse_without_block(const Written& to) {
        if (blocks_.incomplete) return;
        std::vector<std::string> names;
        for (const auto& [address, block] : blocks_.resources)
            names.push_back(to_text(address));
        const std::string meant = did_you_mean(to_text(to.address), {names.begin(), names.end()});
        refuse(to.site, "Import without a block",
               fmt::format("The configuration has no {}, which is to take the object.", to_text(to.address)),
               meant.empty() ? "fireform plan --generate-config imported.fireform.toml writes it" : meant);
    }

    const Blocks& blocks_;
    Interpolator& interpolator_;
    Config& config_;
    Diagnostics& diagnostics_;
    bool imports_need_blocks_;
    std::vector<Written> targets_;              // of config_.moved, one for one
    std::map<Address, std::size_t> by_origin_;  // positions in config_.moved
};

}  // namespace

void read_address_blocks(const Blocks& blocks, Interpolator& interpolator, Config& config,
                         bool imports_need_blocks, Diagnostics& diagnostics) {
    Reader(blocks, interpolator, config, diagnostics, imports_need_blocks).read();
}

}  // namespace fireform
