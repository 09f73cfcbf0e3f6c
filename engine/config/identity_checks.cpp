#include "engine/config/identity_checks.hpp"

#include "engine/config/deployment_checks.hpp"
#include "engine/config/expression.hpp"
#include "engine/config/object_name.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace fireform {
namespace {

constexpr std::string_view output_model = "output_model";

class Checker {
 public:
    Checker(const Config& config, Diagnostics& diagnostics) : config_(config), diagnostics_(diagnostics) {
        naming_.account = config.provider.account_id.value_or("");
    }

    void check(const ResourceConfig& resource) {
        const ResourceType& type = *resource.type;
        if (const std::string id = text_of(resource, "id"); !id.empty()) {
            if (const auto* other = first(ids_, fmt::format("{}\n{}", type.name, id), resource))
                add(resource, "id", "Id used twice",
                    fmt::format("\"{}\" is the id of {} too.", id, place_of(*other)),
                    "an object belongs to one resource: write another id");
        } else if (const std::string key = natural_identity(resource);
                   !key.empty() && !std::ranges::count(type.identity, output_model)) {
            if (const auto* other = first(identities_, key, resource))
                add(resource, "", "Two resources for one object",
                    fmt::format("It has the same {} as {}.", identity_names(type), place_of(*other)),
                    identity_hint(type));
        }
        if (!type.run || type.index_of(output_model) == ResourceType::npos) return;
        const std::string model = text_of(resource, output_model);
        const bool is_known = model.find("${") == std::string::npos;
        if (const auto problem = new_model_problem(model); problem && is_known && !model.empty())
            add(resource, output_model, "Invalid object name",
                fmt::format("\"output_model\" is \"{}\"; it takes {}.", last_segment(model), problem->wanted),
                "");
        if (!model.empty())
            if (const auto* other = first(output_models_, model, resource))
                add(resource, output_model, "Output model used twice",
                    fmt::format("{} makes the same model.", place_of(*other)),
                    "each run makes a new model: write another output_model");
    }

 private:
    using Seen = std::unordered_map<std::string, const ResourceConfig*>;

    /// The resource that had the key before; null: this is the first.
    static const ResourceConfig* first(Seen& seen, const std::string& key, const ResourceConfig& resource) {
        const auto [found, is_new] = seen.emplace(key, &resource);
        return is_new ? nullptr : found->second;
    }

    /// What the attribute comes to, with what other blocks say filled in; "" when it is not set.
    std::string text_of(const ResourceConfig& resource, std::string_view name) const {
        const std::size_t index = resource.type->index_of(name);
        const Value* value = index == ResourceType::npos ? nullptr : resource.attributes.find(index);
        if (!value || value->is_null()) return "";
        const Value known =
            resolve(*value, [this](const Reference& reference) { return written(reference); });
        if (const auto* unknown = known.unknown()) return unknown->text;
        const Attribute& attribute = resource.type->attributes[index];
        if (known.string()) return expand_name(attribute.names, known.text(), naming_);
        return to_text(known);
    }

    std::optional<Value> written(const Reference& reference) const {
        if (!reference.resource) return std::nullopt;
        const auto found = config_.resources.find(*reference.resource);
        if (found == config_.resources.end()) return std::nullopt;
        const std::size_t index = found->second.type->index_of(reference.attribute);
        const Value* value = index == ResourceType::npos ? nullptr : found->second.attributes.find(index);
        return value && !value->has_unknown() ? std::optional(*value) : std::nullopt;
    }

    /// "": it has none, or not one by which an object could be found.
    std::string natural_identity(const ResourceConfig& resource) const {
        // What it becomes by its model may be another type: the plan, which decides that, looks again.
        if (depends_on_model(resource)) return "";
        const ResourceType& type = *resource.type;
        for (const std::string_view name : type.identity_written)
            if (text_of(resource, name).empty() || (name == "display_name" && !resource.display_name_written))
                return "";
        std::string key;
        bool any = false;
        bool complete = true;  // what is required and missing was wrong, and is reported
        const auto add_part = [&](std::string_view name) {
            std::string text = text_of(resource, name);
            complete = complete && !(text.empty() && type.find(name)->required);
            if (name == "file") text = last_segment(text);    // contract section 4: the file's name
            if (name == "path") text = adapter_id(text, "");  // which an adapter's id is made of
            any = any || !text.empty();
            key += '\n';
            key += name;
            key += '=';
            key += text;
        };
        for (const std::string_view name : type.identity)
            add_part(name);
        if (!any) return "";
        if (type.run)
            for (const Attribute& attribute : type.attributes)
                if (attribute.signature) add_part(attribute.name);
        return complete ? std::string(type.name) + key : "";
    }

    static std::string identity_names(const ResourceType& type) {
        if (type.run) return "display_name, start model and training values";
        std::string text;
        for (const std::string_view name : type.identity)
            text += fmt::format("{}{}", text.empty() ? "" : " and ", name);
        return text;
    }

    static std::string identity_hint(const ResourceType& type) {
        if (type.id_placement == IdPlacement::server_made) return "remove one of the two";
        return type.identity_written.empty() ? "remove one of the two, or write an id in one of them"
                                             : "write another display_name, or an id in one of them";
    }

    static std::string place_of(const ResourceConfig& resource) {
        return fmt::format("{} ({}:{})", to_text(resource.address), resource.range.file, resource.range.line);
    }

    /// `name`: the attribute to point at; "" the header.
    void add(const ResourceConfig& resource, std::string_view name, std::string summary, std::string detail,
             std::string hint) {
        const SourceRange range =
            name.empty() ? resource.range : resource.range_of(resource.type->index_of(name));
        diagnostics_.add({Severity::error, std::move(summary), std::move(detail), resource.address, range,
                          std::move(hint)});
    }

    const Config& config_;
    Diagnostics& diagnostics_;
    Naming naming_;
    Seen ids_;
    Seen identities_;
    Seen output_models_;
};

}  // namespace

void check_identities(const Config& config, Diagnostics& diagnostics) {
    std::vector<const ResourceConfig*> in_file_order;
    in_file_order.reserve(config.resources.size());
    for (const auto& [address, resource] : config.resources)
        in_file_order.push_back(&resource);
    // The later of two blocks is the one to complain about.
    std::ranges::sort(in_file_order, {}, [](const ResourceConfig* resource) {
        const SourceRange& range = resource->range;
        return std::tuple(std::string_view(range.file), range.line, range.column);
    });
    Checker checker(config, diagnostics);
    for (const ResourceConfig* resource : in_file_order)
        checker.check(*resource);
}

}  // namespace fireform
