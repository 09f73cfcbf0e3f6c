#include "engine/config/adapter_folder.hpp"

#include "engine/config/outside.hpp"
#include "engine/config/wording.hpp"
#include "schemas/hash.hpp"

#include <fmt/format.h>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace fireform {
namespace {

namespace json = boost::json;

constexpr std::string_view config_name = "adapter_config.json";
constexpr std::array<std::string_view, 2> weights_names = {"adapter_model.safetensors", "adapter_model.bin"};
constexpr std::string_view defaults_name = "fireworks.json";
constexpr std::uintmax_t config_size_max = 1 << 20;  // bytes; real ones have a few hundred
constexpr int rank_min = 4;
constexpr int rank_max = 64;
/// Of several families; embeddings are not among them (brief 5).
constexpr std::array<std::string_view, 12> modules = {"q_proj",
                                                      "k_proj",
                                                      "v_proj",
                                                      "o_proj",
                                                      "up_proj",
                                                      "w1",
                                                      "down_proj",
                                                      "w2",
                                                      "gate_proj",
                                                      "w3",
                                                      "block_sparse_moe.gate",
                                                      "lm_head"};

class Reader {
 public:
    Reader(const std::filesystem::path& folder, const std::string& path, const Site& site)
        : project_(folder), path_(path), folder_((folder / path).lexically_normal()), site_(site) {}

    Checked<AdapterFolder> read() {
        std::error_code error;
        if (!std::filesystem::is_directory(folder_, error)) {
            const bool file = std::filesystem::exists(folder_, error);
            add("Adapter folder not found",
                fmt::format("{} {}.", in_quotes(folder_.string()), file ? "is no folder" : "does not exist"),
                file ? "write the folder that has the adapter's files"
                     : "paths are relative to the folder of the configuration");
            return std::move(diagnostics_);
        }
        check_files();
        if (has_config_) read_config();
        if (diagnostics_.has_errors()) return std::move(diagnostics_);
        Checked<FolderDigest> digest = digest_folder(folder_);
        if (!digest.ok()) return std::move(digest.diagnostics);
        out_.content_hash = std::move(digest.value->hash);
        Checked<AdapterFolder> result(std::move(out_));
        if (const std::string outside = first_outside(digest.value->files); !outside.empty())
            result.diagnostics.add(site_.warning(
                "Adapter folder outside of the folder",
                fmt::format("{} leads out of the folder of the configuration.", in_quotes(outside)),
                "copy it in, so that the folder is all that a run needs"));
        return result;
    }

 private:
    void add(std::string summary, std::string detail, std::string hint = "") {
        diagnostics_.add(site_.error(std::move(summary), std::move(detail), std::move(hint)));
    }
    /// The folder, or else the first file of it, that leads outside, as it is written; "" none does.
    [[nodiscard]] std::string first_outside(const std::vector<FolderDigest::File>& files) const {
        if (leads_outside(project_, path_)) return path_;
        for (const FolderDigest::File& one : files)
            if (leads_outside(project_, std::filesystem::path(path_) / one.name))
                return (std::filesystem::path(path_) / one.name).string();
        return "";
    }
    [[nodiscard]] std::string file(std::string_view name) const { return (folder_ / name).string(); }

    /// The service refuses every file that it does not know, so none goes unmentioned. Hidden ones stay here.
    void check_files() {
        std::error_code error;
        std::vector<std::string> names;
        for (std::filesystem::directory_iterator at(folder_, error), end; !error && at != end;
             at.increment(error))
            names.push_back(at->path().filename().string());
        if (error)
            add("Adapter file cannot be read", fmt::format("\"{}\": {}.", folder_.string(), error.message()));
        std::ranges::sort(names);
        std::vector<std::string> weights;
        for (const std::string& name : names) {
            if (std::ranges::find(weights_names, name) != weights_names.end()) {
                weights.push_back(name);
                check_weights(name);
            } else if (name == config_name) {
                has_config_ = true;
            } else if (name != defaults_name && !name.starts_with('.')) {
                add("Unexpected file in adapter folder",
                    fmt::format("\"{}\" is none of the files that the service takes: {}, {} or {}, and {}.",
                                file(name), config_name, weights_names[0], weights_names[1], defaults_name),
                    "move it out of the folder");
            }
        }
        if (!has_config_)
            add("Adapter file is missing", fmt::format("\"{}\" has no {}.", folder_.string(), config_name),
                "save the adapter with PEFT's save_pretrained(), which writes it");
        if (weights.empty())
            add("Adapter file is missing",
                fmt::format("\"{}\" has no {} and no {}.", folder_.string(), weights_names[0],
                            weights_names[1]),
                "save the adapter with PEFT's save_pretrained(), which writes one of them");
        if (weights.size() > 1)
            add("Adapter has two files of weights",
                fmt::format("\"{}\" has {} and {}.", folder_.string(), weights[0], weights[1]),
                "keep one of the two");
    }

    void check_weights(const std::string& name) {
        std::error_code error;
        const bool empty = std::filesystem::is_empty(folder_ / name, error);
        if (!error && empty)
            add("Adapter file is empty", fmt::format("\"{}\" has no bytes.", file(name)),
                "save the adapter again");
    }

    void read_config() {
        const std::string path = file(config_name);
        std::error_code error;
        if (std::filesystem::file_size(path, error) > config_size_max || error)
            return add("Adapter file cannot be read",
                       fmt::format("\"{}\" is {}.", path, error ? "not to be read" : "larger than 1 MiB"));
        std::ifstream stream(path, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(stream), {}};
        boost::system::error_code failed;
        const json::value parsed = json::parse(text, failed);
        const json::object* config = failed ? nullptr : parsed.if_object();
        if (!config)
            return add(
                "Adapter configuration is no JSON object",
                fmt::format("\"{}\"{}.", path, failed ? ": " + failed.message() : " holds something else"),
                "save the adapter again with PEFT's save_pretrained()");
        check_kind(path, *config);
        take_rank(path, *config);
        take_modules(path, *config);
        if (const json::value* base = config->if_contains("base_model_name_or_path"))
            if (base->is_string()) out_.base_model = base->get_string();
    }

    void check_kind(const std::string& path, const json::object& config) {
        const json::value* kind = config.if_contains("peft_type");
        if (!kind || !kind->is_string() || kind->get_string() == "LORA") return;
        add("Adapter is no LoRA",
            fmt::format("\"{}\" has peft_type = {}; the service takes \"LORA\".", path,
                        in_quotes(std::string_view(kind->get_string()))),
            "train a LoRA adapter");
    }

    void take_rank(const std::string& path, const json::object& config) {
        const json::value* rank = config.if_contains("r");
        const std::int64_t* number = rank ? rank->if_int64() : nullptr;
        if (!number)
            return add("Adapter rank is missing", fmt::format("\"{}\" has no whole number \"r\".", path),
                       "save the adapter again with PEFT's save_pretrained()");
        if (*number < rank_min || *number > rank_max)
            return add("Adapter rank out of range",
                       fmt::format("\"{}\" has r = {}; the service loads ranks from {} to {}.", path, *number,
                                   rank_min, rank_max),
                       "train the adapter with a rank in that range");
        out_.rank = static_cast<int>(*number);
    }

    void take_modules(const std::string& path, const json::object& config) {
        const json::value* list = config.if_contains("target_modules");
        const json::array* names = list ? list->if_array() : nullptr;
        if (!names || names->empty())
            return add("Adapter target modules are missing",
                       fmt::format("\"{}\" has no list \"target_modules\".", path),
                       fmt::format("list the modules that were trained: {}",
                                   any_of_text({modules.begin(), modules.end()}, false)));
        for (const json::value& name : *names) {
            const std::string text(name.is_string() ? std::string_view(name.get_string())
                                                    : std::string_view("something that is no text"));
            if (std::ranges::find(modules, text) == modules.end())
                add("Adapter target module is not supported",
                    fmt::format("\"{}\" has {} among its target_modules; the service takes {}.", path,
                                in_quotes(text), any_of_text({modules.begin(), modules.end()}, false)),
                    "train the adapter without it");
            out_.target_modules.push_back(text);
        }
    }

    std::filesystem::path project_;
    std::string path_;  ///< as written
    std::filesystem::path folder_;
    const Site& site_;
    bool has_config_ = false;
    AdapterFolder out_;
    Diagnostics diagnostics_;
};

}  // namespace

Checked<AdapterFolder> read_adapter_folder(const std::filesystem::path& folder, const std::string& path,
                                           const Site& site) {
    return Reader(folder, path, site).read();
}

bool is_service_model(std::string_view name) {
    return name.starts_with("accounts/") && name.find("/models/") != std::string_view::npos;
}

}  // namespace fireform
