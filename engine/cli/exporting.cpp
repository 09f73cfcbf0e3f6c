#include "engine/cli/exporting.hpp"

#include "engine/apply/entries.hpp"
#include "engine/apply/refresh.hpp"
#include "engine/cli/import_entry.hpp"
#include "engine/cli/problem.hpp"
#include "engine/config/config.hpp"
#include "engine/config/format.hpp"
#include "engine/plan/description.hpp"
#include "engine/plan/make_plan.hpp"
#include "engine/render/block_text.hpp"
#include "engine/render/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace fireform::cli {
namespace {

/// Each round leaves something out, mostly all that is to be left out at once.
constexpr int rounds_max = 20;

/// Why an attribute, or with "" the whole block, is not written.
using Dropped = std::map<Address, std::map<std::string, std::string, std::less<>>>;

std::string one_line(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    return text;
}

std::map<std::string, std::string> files_of(const std::vector<DescribedBlock>& blocks) {
    std::map<std::string, std::vector<const DescribedBlock*>> by_file;
    for (const DescribedBlock& block : blocks)
        by_file[export_file(block.address.type)].push_back(&block);
    std::map<std::string, std::string> files;
    for (auto& [file, own] : by_file) {
        std::ranges::sort(own, {}, &DescribedBlock::address);
        std::string text;
        for (const DescribedBlock* block : own)
            text += (text.empty() ? "" : "\n") + block_text(*block);
        Checked<std::string> formatted = format_toml(file, text);
        files[file] = formatted.value ? std::move(*formatted.value) : std::move(text);
    }
    return files;
}

class Exporter {
 public:
    Exporter(ExportPlan plan, Provider& provider) : plan_(std::move(plan)), provider_(provider) {}

    Task<Checked<Exported>> make() {
        RefreshOptions everything;
        everything.everything = true;
        const Config nothing;
        const Snapshot no_state;
        const Checked<Live> live =
            co_await refresh(nothing, no_state, fireworks_catalog(), provider_, everything);
        if (!live.ok()) co_return live.diagnostics;
        ExportChoice chosen = choose(*live.value, plan_.choice);
        out_.left_out = std::move(chosen.left_out);
        const std::vector<Address> addresses = block_addresses(chosen.objects);
        for (std::size_t at = 0; at < addresses.size(); ++at)
            subjects_.push_back({addresses[at], chosen.objects[at]});
        std::optional<Live> known;
        for (int round = 0; round < rounds_max; ++round) {
            const std::vector<DescribedBlock> blocks = described();
            out_.files = files_of(blocks);
            const Checked<Config> config = load();
            if (!config.value) co_return config.diagnostics;
            if (config.diagnostics.has_errors()) {
                if (!drop(config.diagnostics, *config.value)) co_return config.diagnostics;
                continue;
            }
            const Snapshot state = imported(blocks, *config.value);
            if (!known) {
                Checked<Live> now = co_await refresh(*config.value, state, fireworks_catalog(), provider_);
                if (!now.ok()) co_return now.diagnostics;
                known = std::move(*now.value);
            }
            if (config.value->resources.empty()) {
                finish({}, state, {});
                co_return std::move(out_);
            }
            const Checked<Plan> plan = make_plan(*config.value, state, *known, {});
            if (!plan.value) {
                if (!drop(plan.diagnostics, *config.value)) co_return plan.diagnostics;
                continue;
            }
            if (drop(*plan.value)) continue;
            finish(blocks, state, *plan.value);
            co_return std::move(out_);
        }
        Diagnostic endless;
        endless.summary = "Export does not settle";
        endless.detail = "What is written of the account still differs from it after several tries.";
        endless.hint = "export less at a time, with --type or --filter";
        co_return endless;
    }

 private:
    [[nodiscard]] std::vector<DescribedBlock> described() const {
        std::vector<DescribedBlock> blocks = describe(subjects_);
        for (DescribedBlock& block : blocks) {
            if (plan_.choice.owned && !block.object->lineage.empty()) block.adopt = "force";
            const auto dropped = dropped_.find(block.address);
            if (dropped == dropped_.end()) continue;
            for (const auto& [name, why] : dropped->second) {
                block.values.erase(block.object->type->index_of(name));
                std::erase(block.ignore_changes, name);
                block.notes.push_back(fmt::format("{} is not written: {}", name, one_line(why)));
            }
        }
        return blocks;
    }

    [[nodiscard]] Checked<Config> load() const {
        std::map<std::string, std::string> files = plan_.files;
        files.insert(out_.files.begin(), out_.files.end());
        files.try_emplace("fireform.toml", "");
        LoadOptions options;
        options.folder = plan_.folder;
        options.environment = plan_.environment;
        return load_config(files, options, fireworks_catalog());
    }

    [[nodiscard]] Snapshot imported(const std::vector<DescribedBlock>& blocks, const Config& config) const {
        Snapshot state;
        state.lineage = plan_.lineage;
        for (const DescribedBlock& block : blocks) {
            const auto resource = config.resources.find(block.address);
            if (resource != config.resources.end())
                state.resources[block.address] = import_entry(resource->second, *block.object);
        }
        return state;
    }

    /// What stands in the line that the message is about; "" the block as a whole.
    static std::string attribute_at(const Diagnostic& problem, const ResourceConfig& resource) {
        if (!problem.range) return "";
        for (const ValueRange& value : resource.ranges) {
            const SourceRange range = resource.range_of(value);
            if (range.file == problem.range->file && range.line == problem.range->line)
                return std::string(resource.type->attributes[value.attribute].name);
        }
        return "";
    }

    /// False: an error is about none of the blocks.
    bool drop(const Diagnostics& problems, const Config& config) {
        bool dropped = false;
        for (const Diagnostic& problem : problems) {
            if (problem.severity != Severity::error) continue;
            const auto resource =
                problem.address ? config.resources.find(*problem.address) : config.resources.end();
            if (resource == config.resources.end()) {
                if (!problem.address) continue;
                drop_block(*problem.address, problem.detail);
            } else {
                drop(resource->second, attribute_at(problem, resource->second), problem.detail);
            }
            dropped = true;
        }
        return dropped;
    }

    /// True: there was something to be done.
    bool drop(const Plan& plan) {
        bool dropped = false;
        for (const Change& change : plan.changes) {
            if (change.action == Action::none) continue;
            dropped = true;
            if (change.action != Action::update || change.attributes.empty()) {
                drop_block(change.address,
                           change.reason.empty() ? "a plan would change it" : one_line(change.reason));
                continue;
            }
            for (const AttributeChange& each : change.attributes)
                if (change.type->attributes[each.index].required)
                    drop_block(change.address, fmt::format("a plan would change its {}", each.path));
                else
                    dropped_[change.address].try_emplace(
                        std::string(change.type->attributes[each.index].name), "a plan would change it.");
        }
        return dropped;
    }

    void drop(const ResourceConfig& resource, const std::string& attribute, const std::string& why) {
        const Attribute* row = attribute.empty() ? nullptr : resource.type->find(attribute);
        if (!row || row->required || row->name == "id")
            drop_block(resource.address, why);
        else
            dropped_[resource.address].try_emplace(attribute, why);
    }

    void drop_block(const Address& address, const std::string& why) {
        const auto subject = std::ranges::find(subjects_, address, &Subject::address);
        if (subject == subjects_.end()) return;
        out_.left_out.push_back({subject->object->name, one_line(why)});
        subjects_.erase(subject);
        dropped_.erase(address);
    }

    void finish(const std::vector<DescribedBlock>& blocks, const Snapshot& state, const Plan& plan) {
        out_.state = state;
        // As an apply with nothing to do leaves it.
        for (const Change& change : plan.changes) {
            ResourceState& entry = out_.state.resources.at(change.address);
            entry = settled(entry, change, plan_.lineage);
        }
        std::set<std::string> variables;
        for (const DescribedBlock& block : blocks) {
            ++out_.counts[block.address.type];
            for (const std::string& name : block.ignore_changes) {
                const Value& value = block.values.get(*block.object->type, name);
                if (!value.unknown()) continue;
                const std::string& text = value.unknown()->text;  // "${env.X}"
                variables.insert(text.substr(6, text.size() - 7));
            }
        }
        out_.environment.assign(variables.begin(), variables.end());
        for (const auto& [address, names] : dropped_)
            for (const auto& [name, why] : names)
                out_.unwritten.push_back(fmt::format("{}: {}: {}", to_text(address), name, one_line(why)));
        std::ranges::sort(out_.left_out, {}, &LeftOut::name);
    }

    ExportPlan plan_;
    Provider& provider_;
    std::vector<Subject> subjects_;
    Dropped dropped_;
    Exported out_;
};

}  // namespace

std::string export_file(std::string_view type) {
    return fmt::format("{}.fireform.toml", type);
}

Diagnostics check_choice(const std::vector<std::string>& chosen, const std::string& filter) {
    Diagnostics problems;
    std::vector<std::string> types;
    for (const ResourceType* type : fireworks_catalog())
        types.emplace_back(type->name);
    for (const std::string& type : chosen)
        if (std::ranges::find(types, type) == types.end())
            problems.add(problem("Unknown resource type",
                                 fmt::format("There is no resource type \"{}\".", printable(type)),
                                 meant(type, types, fmt::format("one of {}", fmt::join(types, ", ")))));
    if (!is_known(object_filter(filter), fireworks_catalog()))
        problems.add(
            problem("Unknown attribute",
                    fmt::format("--filter {}: no type has that attribute.", fireform::in_quotes(filter)),
                    "--filter 'chat-*' for ids and display names, or --filter 'region=EU_*'"));
    return problems;
}

Task<Checked<Exported>> make_export(ExportPlan plan, Provider& provider) {
    Exporter exporter(std::move(plan), provider);
    Checked<Exported> out = co_await exporter.make();
    co_return out;
}

}  // namespace fireform::cli
