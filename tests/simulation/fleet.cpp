#include "tests/simulation/fleet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace fireform::simulation {
namespace {

constexpr std::string_view llama = "llama-v3p1-8b-instruct";

constexpr std::string_view conversation =
    R"({"messages": [{"role": "user", "content": "Where is my order?"}, {"role": "assistant", "content": "On its way."}]}
{"messages": [{"role": "user", "content": "Can I return it?"}, {"role": "assistant", "content": "Within 30 days."}]}
{"messages": [{"role": "user", "content": "Thanks"}, {"role": "assistant", "content": "You are welcome."}]}
)";
constexpr std::string_view other_conversation =
    R"({"messages": [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hello."}]}
{"messages": [{"role": "user", "content": "Are you there?"}, {"role": "assistant", "content": "I am."}]}
{"messages": [{"role": "user", "content": "Bye"}, {"role": "assistant", "content": "Bye."}]}
)";
constexpr std::string_view pairs =
    R"({"input": {"messages": [{"role": "user", "content": "a"}]}, "preferred_output": [{"role": "assistant", "content": "b"}], "non_preferred_output": [{"role": "assistant", "content": "c"}]}
{"input": {"messages": [{"role": "user", "content": "d"}]}, "preferred_output": [{"role": "assistant", "content": "e"}], "non_preferred_output": [{"role": "assistant", "content": "f"}]}
{"input": {"messages": [{"role": "user", "content": "g"}]}, "preferred_output": [{"role": "assistant", "content": "h"}], "non_preferred_output": [{"role": "assistant", "content": "i"}]}
)";
constexpr std::string_view samples =
    R"({"samples": [{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}], "evals": {"score": 1}}]}
{"samples": [{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "c"}], "evals": {"score": 0}}]}
{"samples": [{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "d"}], "evals": {"score": 0.5}}]}
)";
constexpr std::string_view adapter_config = R"({"r": 8, "target_modules": ["q_proj", "v_proj"]})";

std::string quoted(std::string_view text) {
    return fmt::format("\"{}\"", text);
}

std::string reference(std::string_view address, std::string_view attribute) {
    return fmt::format("\"${{{}.{}}}\"", address, attribute);
}

/// What a block may be changed to. Fixed ones ask for another object.
struct Choice {
    std::string_view type;
    std::string_view key;
    bool in_place;
    std::vector<std::string_view> values;
};

const std::vector<Choice>& choices() {
    static const std::vector<Choice> all{
        {"deployment", "display_name", true, {"\"one\"", "\"two\"", "\"three\""}},
        {"deployment", "min_replica_count", true, {"0", "1"}},
        {"deployment", "max_replica_count", true, {"1", "2", "3"}},
        {"deployment", "scale_to_zero_window", true, {"\"5m\"", "\"10m\"", "\"1h\""}},
        {"deployment", "probe.retries", true, {"3", "5"}},
        {"deployment", "accelerator_type", false, {"\"NVIDIA_H100_80GB\"", "\"NVIDIA_H200_141GB\""}},
        {"lora_addon", "display_name", true, {"\"one\"", "\"two\"", "\"three\""}},
        {"lora_addon", "description", true, {"\"first\"", "\"second\""}},
        {"dataset", "display_name", true, {"\"one\"", "\"two\"", "\"three\""}},
        {"router", "public", true, {"true", "false"}},
        {"model", "description", true, {"\"first\"", "\"second\""}},
        {"secret", "value", true, {"\"hush-1\"", "\"hush-2\"", "\"hush-3\""}},
    };
    return all;
}

Setting* setting(Block& block, std::string_view key) {
    const auto found = std::ranges::find(block.settings, key, &Setting::key);
    return found == block.settings.end() ? nullptr : &*found;
}

bool is_job(std::string_view type) {
    return type.ends_with("_job") || type == "reinforcement_step";
}

}  // namespace

const std::string& Block::value(std::string_view key) const {
    static const std::string none;
    const auto found = std::ranges::find(settings, key, &Setting::key);
    return found == settings.end() ? none : found->value;
}

std::string Fleet::to_toml() const {
    std::string out;
    for (const Block& block : blocks) {
        out += fmt::format("[{}]\n", block.address());
        for (const Setting& each : block.settings)
            out += fmt::format("{} = {}\n", each.key, each.value);
        out += '\n';
    }
    return out;
}

const Block* Fleet::find(std::string_view address) const {
    const auto found = std::ranges::find(blocks, address, &Block::address);
    return found == blocks.end() ? nullptr : &*found;
}

Block* Fleet::find(std::string_view address) {
    const auto found = std::ranges::find(blocks, address, &Block::address);
    return found == blocks.end() ? nullptr : &*found;
}

const std::vector<ProjectFile>& project_files() {
    static const std::vector<ProjectFile> files{
        {"chat-1.jsonl", conversation},
        {"chat-2.jsonl", other_conversation},
        {"pairs-1.jsonl", pairs},
        {"samples-1.jsonl", samples},
        {"adapters/first/adapter_config.json", adapter_config},
        {"adapters/first/adapter_model.safetensors", "first weights"},
        {"adapters/second/adapter_config.json", adapter_config},
        {"adapters/second/adapter_model.safetensors", "second weights"},
    };
    return files;
}

void Author::set(Block& block, std::string_view key, std::string value) {
    if (Setting* known = setting(block, key))
        known->value = std::move(value);
    else
        block.settings.push_back({std::string(key), std::move(value)});
}

void Author::rename_output(Fleet& fleet, Block& block) {
    set(block, "output_model", quoted(fresh("tuned-")));
    for (Block& other : fleet.blocks)
        if (is_job(other.type) && std::ranges::find(other.needs, block.address()) != other.needs.end())
            rename_output(fleet, other);
}

std::string Author::fresh(std::string_view word) {
    return fmt::format("{}{}", word, ++names_);
}

Author::Addresses Author::of_type(const Fleet& fleet, std::string_view type, std::string_view key,
                                  std::string_view value) const {
    Addresses out;
    for (const Block& block : fleet.blocks)
        if (block.type == type && (key.empty() || block.value(key) == value)) out.push_back(block.address());
    return out;
}

void Author::deployment(Block& block) {
    const bool addons = random_.percent(60);
    block.settings.push_back({"display_name", quoted(block.name), "displayName"});
    block.settings.push_back(
        {"model", quoted(addons || random_.percent(50) ? llama : std::string_view("qwen3-8b"))});
    block.settings.push_back({"accelerator_type", "\"NVIDIA_H100_80GB\"", "acceleratorType"});
    if (addons) block.settings.push_back({"enable_addons", "true", "enableAddons"});
    const bool scales = random_.percent(70);
    block.settings.push_back({"min_replica_count", scales ? "0" : "1", "minReplicaCount"});
    block.settings.push_back({"max_replica_count", "2", "maxReplicaCount"});
    if (scales && random_.percent(50)) block.settings.push_back({"scale_to_zero_window", "\"5m\""});
    if (random_.percent(25)) block.settings.push_back({"id", quoted(block.name + "-prod")});
    if (random_.percent(15)) block.settings.push_back({"lifecycle.create_before_destroy", "false"});
    if (random_.percent(30)) block.settings.push_back({"probe.retries", "3"});
}

/// Rows from a file, which at most one block may have, or from a bucket.
bool Author::dataset(const Fleet& fleet, Block& block, std::string_view rows) {
    std::vector<std::string> free;
    for (const ProjectFile& file : project_files())
        if (file.name.starts_with(rows) && of_type(fleet, "dataset", "file", quoted(file.name)).empty())
            free.push_back(std::string(file.name));
    const bool from_file = !free.empty() && random_.percent(60);
    if (rows.starts_with("samples") && !from_file && free.empty()) return false;
    if (from_file || rows.starts_with("samples")) {
        // The object is known by its content: under another name it would ask for `state mv`.
        const std::string file = random_.pick(free);
        block.name = file.substr(0, file.find('.'));
        block.settings.push_back({"file", quoted(file)});
    } else
        block.settings.push_back({"external_url", fmt::format("\"gs://{}/{}.jsonl\"", rows, block.name)});
    block.settings.push_back({"display_name", quoted(block.name), "displayName"});
    return true;
}

bool Author::lora_addon(const Fleet& fleet, Block& block) {
    const Addresses bases = of_type(fleet, "deployment", "enable_addons", "true");
    if (bases.empty()) return false;
    const std::string base = random_.pick(bases);
    std::vector<std::string> loras{"\"sample-lora\"", "\"sample-lora-001\"", "\"sample-lora-002\""};
    for (const std::string& address : of_type(fleet, "model"))
        loras.push_back(reference(address, "name"));
    for (const std::string& address : of_type(fleet, "supervised_fine_tuning_job"))
        if (fleet.find(address)->value("model") == quoted(llama))
            loras.push_back(reference(address, "output_model"));
    const std::string base_id = reference(base, "id");
    std::erase_if(loras, [&](const std::string& lora) {
        return std::ranges::any_of(fleet.blocks, [&](const Block& other) {
            return other.value("base_id") == base_id && other.value("model") == lora;
        });
    });
    if (loras.empty()) return false;
    const std::string lora = random_.pick(loras);
    block.settings.push_back({"model", lora});
    block.settings.push_back({"base_id", base_id});
    block.settings.push_back({"display_name", quoted(block.name), "displayName"});
    block.needs.push_back(base);
    if (lora.starts_with("\"${")) block.needs.push_back(lora.substr(3, lora.rfind('.') - 3));
    return true;
}

/// A run with its dataset.
bool Author::job(Fleet& fleet, Block& block, std::string_view rows) {
    Addresses datasets;
    for (const std::string& address : of_type(fleet, "dataset")) {
        const Block& candidate = *fleet.find(address);
        if (candidate.value("file").starts_with(fmt::format("\"{}", rows)) ||
            candidate.value("external_url").starts_with(fmt::format("\"gs://{}", rows)))
            datasets.push_back(address);
    }
    if (datasets.empty() || random_.percent(20)) {
        Block rows_block{"dataset", fresh("rows"), {}, {}};
        if (!dataset(fleet, rows_block, rows)) return false;
        datasets = {rows_block.address()};
        fleet.blocks.push_back(std::move(rows_block));
    }
    const std::string chosen = random_.pick(datasets);
    block.settings.push_back({"display_name", quoted(block.name), "displayName"});
    const bool qwen = block.type == "reinforcement_fine_tuning_job";
    const Addresses before = qwen ? Addresses{} : of_type(fleet, block.type);
    if (!before.empty() && random_.percent(30)) {
        const std::string earlier = random_.pick(before);
        block.settings.push_back({"model", reference(earlier, "output_model")});
        block.needs.push_back(earlier);
    } else {
        block.settings.push_back({"model", quoted(qwen ? std::string_view("qwen3-8b") : llama)});
    }
    block.settings.push_back({"dataset", reference(chosen, "id")});
    const std::string output = fresh("tuned-");
    block.settings.push_back({"output_model", quoted(output)});
    if (random_.percent(70)) block.settings.push_back({"on_failure", "\"retry\""});
    block.settings.push_back({"delete_output_model", random_.percent(70) ? "true" : "false"});
    if (block.type == "dpo_job") block.settings.push_back({"loss.method", "\"DPO\""});
    if (qwen) block.settings.push_back({"evaluator", "\"sample-evaluator\""});
    if (block.type == "reinforcement_step") block.settings.push_back({"reward_weights", "[\"score=1\"]"});
    block.needs.push_back(chosen);
    return true;
}

bool Author::router(const Fleet& fleet, Block& block) {
    const Addresses all = of_type(fleet, "deployment", "model", quoted(llama));
    if (all.empty()) return false;
    Addresses chosen{random_.pick(all)};
    if (const std::string second = random_.pick(all); second != chosen.front() && random_.percent(60))
        chosen.push_back(second);
    std::string list;
    for (const std::string& address : chosen)
        list += (list.empty() ? "" : ", ") + reference(address, "id");
    block.settings.push_back({"display_name", quoted(block.name), "displayName"});
    block.settings.push_back({"deployments", fmt::format("[{}]", list)});
    block.settings.push_back({"public", "false", "public"});
    block.needs = chosen;
    return true;
}

bool Author::model(const Fleet& fleet, Block& block) {
    std::vector<std::string> free;
    for (const char* path : {"\"adapters/first/\"", "\"adapters/second/\""})
        if (of_type(fleet, "model", "path", path).empty()) free.push_back(path);
    if (free.empty()) return false;
    const std::string path = random_.pick(free);
    block.name = path.substr(10, path.size() - 12);  // known by its content, too
    block.settings.push_back({"path", path});
    block.settings.push_back({"base_model", quoted(llama)});
    block.settings.push_back({"description", "\"first\"", "description"});
    return true;
}

void Author::secret(Block& block) {
    block.settings.push_back({"key_name", fmt::format("\"KEY_{}\"", ++names_), "keyName"});
    block.settings.push_back({"value", "\"hush-1\""});
}

bool Author::add(Fleet& fleet, std::string_view type) {
    constexpr std::array<std::string_view, 4> words{"chat", "side", "blue", "lab"};
    Block block{std::string(type), fresh(random_.pick(words)), {}, {}};
    bool written = true;
    if (type == "deployment")
        deployment(block);
    else if (type == "dataset")
        written = dataset(fleet, block, random_.percent(70) ? "chat" : "pairs");
    else if (type == "lora_addon")
        written = lora_addon(fleet, block);
    else if (type == "supervised_fine_tuning_job" || type == "reinforcement_fine_tuning_job")
        written = job(fleet, block, "chat");
    else if (type == "dpo_job")
        written = job(fleet, block, "pairs");
    else if (type == "reinforcement_step")
        written = job(fleet, block, "samples");
    else if (type == "router")
        written = router(fleet, block);
    else if (type == "model")
        written = model(fleet, block);
    else
        secret(block);
    if (written) fleet.blocks.push_back(std::move(block));
    return written;
}

void Author::add_any(Fleet& fleet) {
    static constexpr std::array<std::string_view, 16> types{"deployment",
                                                            "deployment",
                                                            "deployment",
                                                            "lora_addon",
                                                            "lora_addon",
                                                            "lora_addon",
                                                            "dataset",
                                                            "dataset",
                                                            "supervised_fine_tuning_job",
                                                            "supervised_fine_tuning_job",
                                                            "dpo_job",
                                                            "reinforcement_fine_tuning_job",
                                                            "reinforcement_step",
                                                            "router",
                                                            "model",
                                                            "secret"};
    while (!add(fleet, random_.pick(types))) {
    }
}

Fleet Author::write() {
    Fleet fleet;
    const int count = random_.between(1, 6);
    for (int i = 0; i < count; ++i)
        add_any(fleet);
    return fleet;
}

void Author::remove(Fleet& fleet, const std::string& address) {
    Addresses going{address};
    for (std::size_t i = 0; i < going.size(); ++i) {
        for (const Block& block : fleet.blocks)
            if (std::ranges::find(block.needs, going[i]) != block.needs.end() &&
                std::ranges::find(going, block.address()) == going.end())
                going.push_back(block.address());
    }
    std::erase_if(fleet.blocks, [&going](const Block& block) {
        return std::ranges::find(going, block.address()) != going.end();
    });
}

bool Author::change(Fleet& fleet, Block& block, bool in_place) {
    if (is_job(block.type)) {
        // A new run needs a new name for what it makes.
        if (block.type == "reinforcement_fine_tuning_job" || in_place) return false;
        // Steps that go on from one another agree on how they train (brief 4.8).
        if (block.type != "reinforcement_step")
            set(block, "epochs", block.value("epochs") == "2" ? "3" : "2");
        rename_output(fleet, block);
        return true;
    }
    std::vector<const Choice*> possible;
    for (const Choice& each : choices())
        if (each.type == block.type && each.in_place == in_place && setting(block, each.key))
            possible.push_back(&each);
    if (possible.empty()) return false;
    const Choice& choice = *random_.pick(possible);
    std::string value(random_.pick(choice.values));
    if (choice.key == "display_name") value.insert(1, block.name + "-");
    Setting& target = *setting(block, choice.key);
    const bool differs = target.value != value;
    target.value = value;
    return differs;
}

std::string Author::edit(Fleet& fleet) {
    for (int tries = 0; tries < 50; ++tries) {
        const std::size_t kind = random_.below(10);
        if (kind < 2 || fleet.blocks.empty()) {
            add_any(fleet);
            return "added " + fleet.blocks.back().address();
        }
        Block& block = fleet.blocks[random_.below(fleet.blocks.size())];
        const std::string address = block.address();
        if (kind < 4 && fleet.blocks.size() > 1) {
            Fleet smaller = fleet;
            remove(smaller, address);
            if (smaller.blocks.empty()) continue;
            fleet = std::move(smaller);
            return "removed " + address;
        }
        if (kind == 4 && (block.type == "deployment" || block.type == "secret" || block.type == "router" ||
                          block.type == "lora_addon")) {
            const bool used = std::ranges::any_of(fleet.blocks, [&](const Block& other) {
                return std::ranges::find(other.needs, address) != other.needs.end();
            });
            if (used || !block.value("id").empty()) continue;
            block.name = fresh("renamed");
            if (Setting* name = setting(block, "display_name")) name->value = quoted(block.name);
            if (Setting* name = setting(block, "key_name")) name->value = fmt::format("\"KEY_{}\"", ++names_);
            return fmt::format("renamed {} to {}", address, block.address());
        }
        if (change(fleet, block, kind < 8)) return "changed " + address;
    }
    return "changed nothing";
}

}  // namespace fireform::simulation
