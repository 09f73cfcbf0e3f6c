#include "engine/plan/description.hpp"

#include "schemas/compare.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <tuple>

namespace fireform {
namespace {

constexpr std::size_t block_name_max = 40;

const std::string& text_of(const LiveObject& object, std::string_view attribute) {
    static const std::string nothing;
    const std::size_t index = object.type->index_of(attribute);
    return index == ResourceType::npos ? nothing : object.attributes.at(index).text();
}

bool is_true(const LiveObject& object, std::string_view attribute) {
    const std::size_t index = object.type->index_of(attribute);
    const bool* flag = index == ResourceType::npos ? nullptr : object.attributes.at(index).boolean();
    return flag && *flag;
}

std::string name_of(std::string_view text) {
    return slug(text, block_name_max);
}

/// What people call it; "" nothing.
std::string wanted_name(const LiveObject& object) {
    const std::string& display = text_of(object, "display_name");
    if (std::ranges::any_of(display, [](unsigned char c) { return std::isalnum(c) != 0; }))
        return name_of(display);
    return object.type->name == "lora_addon" ? name_of(last_segment(text_of(object, "model"))) : "";
}

/// Where references may lead: from later ones to earlier ones, so that they never lead in a circle.
std::tuple<std::size_t, std::string, std::string> rank(const LiveObject& object) {
    static constexpr std::array<std::string_view, 6> first{"secret", "dataset",    "model",
                                                           "",       "deployment", "lora_addon"};
    const std::string_view name = object.type->run ? "" : object.type->name;
    const auto at = static_cast<std::size_t>(std::ranges::find(first, name) - first.begin());
    return {at, text_of(object, "create_time"), object.name};
}

/// What stands for a full name elsewhere.
struct Target {
    const LiveObject* object = nullptr;  ///< null: of a block that is there already
    std::string whole;                   ///< "${deployment.chat.id}"
};

class Describer {
 public:
    Describer(const std::vector<Subject>& subjects, const std::map<std::string, Address>& known) {
        for (const auto& [name, address] : known)
            targets_[name] = {nullptr, reference(address, "id")};
        for (const Subject& subject : subjects) {
            const LiveObject& object = *subject.object;
            // A short name of a model may be a public one's.
            const bool full = object.type->name == "model";
            targets_[object.name] = {&object, reference(subject.address, full ? "name" : "id")};
            const std::string& output = text_of(object, "output_model");
            if (object.type->run && !output.empty())
                targets_.try_emplace(output, Target{&object, reference(subject.address, "output_model")});
        }
    }

    [[nodiscard]] DescribedBlock describe(const Subject& subject) const {
        const LiveObject& object = *subject.object;
        const ResourceType& type = *object.type;
        DescribedBlock block;
        block.address = subject.address;
        block.object = &object;
        for (std::size_t index = 0; index < type.attributes.size(); ++index) {
            const Attribute& attribute = type.attributes[index];
            if (attribute.name == "id") {
                if (attribute.update != Update::computed) block.values.set(index, Value(object.id));
            } else if (attribute.sensitive) {
                if (is_needed(object, attribute)) hide(block, index);
            } else if (says_something(object, attribute, object.attributes.at(index))) {
                block.values.set(index, written(object, attribute, object.attributes.at(index)));
            }
        }
        if (type.name == "dataset" && !block.values.contains(type.index_of("external_url"))) {
            block.on_destroy = "keep";
            block.notes.emplace_back("Its content is not managed: the file is not here.");
        } else if (type.name == "model") {
            block.on_destroy = "keep";
            block.notes.emplace_back("Its files are not managed: they are not here.");
        }
        return block;
    }

 private:
    static std::string reference(const Address& address, std::string_view attribute) {
        return fmt::format("${{{}.{}}}", to_text(address), attribute);
    }

    /// Of the secrets: without it the block would be refused.
    static bool is_needed(const LiveObject& object, const Attribute& attribute) {
        return attribute.required || (attribute.name == "wandb.api_key" && is_true(object, "wandb.enabled"));
    }

    /// The service never tells it: it comes from the environment, and what is there stays.
    static void hide(DescribedBlock& block, std::size_t index) {
        const Attribute& attribute = block.object->type->attributes[index];
        std::string name = text_of(*block.object, "key_name");
        if (name.empty()) name = fmt::format("{}_{}", block.object->id, last_part(attribute.name));
        for (char& c : name)
            c = std::isalnum(static_cast<unsigned char>(c)) != 0
                    ? static_cast<char>(std::toupper(static_cast<unsigned char>(c)))
                    : '_';
        if (std::isdigit(static_cast<unsigned char>(name.front())) != 0) name.insert(0, "_");
        block.values.set(index, Value(Unknown{fmt::format("${{env.{}}}", name)}));
        block.ignore_changes.emplace_back(attribute.name);
    }

    static std::string_view last_part(std::string_view dotted) {
        return dotted.substr(dotted.rfind('.') + 1);
    }

    /// Whether a block says this of the object: what the user could have chosen, and does not go without
    /// saying.
    static bool says_something(const LiveObject& object, const Attribute& attribute, const Value& value) {
        const ResourceType& type = *object.type;
        switch (attribute.update) {
            case Update::computed:
            case Update::create_query:
            case Update::client_side:
                return false;
            case Update::next_run:
                if (!type.run) return false;
                break;
            case Update::in_place:
            case Update::replace:
            case Update::own_endpoint:
                break;
        }
        if (attribute.write_only || attribute.withdrawn || is_excluded(object, attribute)) return false;
        if (attribute.required) return !value.is_null();
        if (is_absent(attribute, value)) return false;
        const bool plain = !value.list() && !value.map();
        return attribute.fallback.empty() || !plain ||
               !same(attribute, literal_value(attribute.type, attribute.fallback), value);
    }

    /// The service shows what it made of another attribute: only that one can be written.
    static bool is_excluded(const LiveObject& object, const Attribute& attribute) {
        const auto is_one_of = [&attribute](std::initializer_list<std::string_view> names) {
            return std::ranges::find(names, attribute.name) != names.end();
        };
        if (object.type->name == "deployment") {
            if (is_one_of({"accelerator_type", "accelerator_count", "precision"}))
                return !text_of(object, "deployment_shape").empty();
            if (attribute.name == "hot_load_bucket_url")
                return !text_of(object, "hot_load_trainer_job").empty();
            if (attribute.name == "annotations") return has_foreign_tags(object, attribute);
        }
        if (object.type->run && is_one_of({"base_model", "lora_rank"}))
            return !text_of(object, "warm_start_from").empty();
        return false;
    }

    /// A tag without the prefix cannot be written: the prefix would be put in front.
    static bool has_foreign_tags(const LiveObject& object, const Attribute& attribute) {
        const Value::Map* tags = object.attributes.get(*object.type, attribute.name).map();
        return tags && std::ranges::any_of(*tags, [&attribute](const auto& tag) {
                   return !tag.first.starts_with(attribute.key_prefix);
               });
    }

    [[nodiscard]] Value written(const LiveObject& object, const Attribute& attribute,
                                const Value& value) const {
        if (const Value::List* list = value.list()) {
            Value::List out;
            for (const Value& each : *list)
                out.push_back(written(object, attribute, each));
            return out;
        }
        if (attribute.names == Names::none || !value.string()) return value;
        const auto found = targets_.find(value.text());
        if (found == targets_.end()) return value;
        const Target& target = found->second;
        // Full names only.
        if (attribute.names == Names::job || (target.object && rank(*target.object) >= rank(object)))
            return value;
        return Value(Unknown{target.whole});
    }

    std::map<std::string, Target, std::less<>> targets_;
};

}  // namespace

std::vector<Address> block_addresses(const std::vector<const LiveObject*>& objects) {
    std::map<std::pair<std::string_view, std::string>, int> wanted;
    for (const LiveObject* object : objects)
        ++wanted[{object->type->name, wanted_name(*object)}];
    std::set<Address> taken;
    std::vector<Address> out;
    for (const LiveObject* object : objects) {
        std::string name = wanted_name(*object);
        if (name.empty() || wanted[{object->type->name, name}] > 1) name = name_of(object->id);
        Address address{std::string(object->type->name), name, std::nullopt};
        for (int copy = 2; !taken.insert(address).second; ++copy)
            address.name = fmt::format("{}-{}", name, copy);
        out.push_back(std::move(address));
    }
    return out;
}

std::vector<DescribedBlock> describe(const std::vector<Subject>& subjects,
                                     const std::map<std::string, Address>& known) {
    const Describer describer(subjects, known);
    std::vector<DescribedBlock> blocks;
    for (const Subject& subject : subjects)
        blocks.push_back(describer.describe(subject));
    return blocks;
}

bool is_made_by(const LiveObject& model, const std::vector<const LiveObject*>& objects) {
    return std::ranges::any_of(objects, [&model](const LiveObject* object) {
        return object->type->run && text_of(*object, "output_model") == model.name;
    });
}

}  // namespace fireform
