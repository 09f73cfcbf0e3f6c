// load_config() of config.hpp: files -> blocks -> settings, variables, resources, outputs -> checks.
#include "engine/config/adapter_attributes.hpp"
#include "engine/config/address_blocks.hpp"
#include "engine/config/blocks.hpp"
#include "engine/config/config.hpp"
#include "engine/config/dataset_file.hpp"
#include "engine/config/dataset_uses.hpp"
#include "engine/config/default_profile.hpp"
#include "engine/config/dependency_cycles.hpp"
#include "engine/config/for_each.hpp"
#include "engine/config/identity_checks.hpp"
#include "engine/config/includes.hpp"
#include "engine/config/locals.hpp"
#include "engine/config/lookup_reader.hpp"
#include "engine/config/outputs.hpp"
#include "engine/config/outside.hpp"
#include "engine/config/overlay.hpp"
#include "engine/config/resource_reader.hpp"
#include "engine/config/secrets.hpp"
#include "engine/config/settings.hpp"
#include "engine/config/source_files.hpp"
#include "engine/config/templates.hpp"
#include "engine/config/variables.hpp"
#include "engine/config/withdrawn.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <system_error>

namespace fireform {
namespace {

class Loader {
 public:
    Loader(const LoadOptions& options, const FileSource& source, const Catalog& catalog)
        : options_(options), source_(source), catalog_(catalog) {
        config_.folder = options.folder;
    }

    Checked<Config> load(const SourceFiles& files, Diagnostics diagnostics) {
        diagnostics_ = std::move(diagnostics);
        // A file that could not be read may hold anything.
        const bool all_read = !diagnostics_.has_errors();
        auto keys = secret_keys(catalog_);
        keys.emplace("default");  // of a variable that may be sensitive
        const auto configuration = read_configuration(files, keys);
        Blocks blocks = sort_blocks(configuration, catalog_, diagnostics_);
        blocks.incomplete = !all_read || configuration.size() < config_.files.size();
        apply_templates(blocks, diagnostics_);

        for (const auto& [name, block] : blocks.variables)
            if (block.member->value.find("sensitive")) keys.emplace(name);
        ValueFiles values{parse(files.values, keys)};
        values.incomplete = !all_read || values.files.size() < files.values.size();
        const Variables variables = read_variables(blocks, values, options_, secret_places_, diagnostics_);
        Interpolator interpolator(blocks, catalog_, variables, options_, diagnostics_);
        Locals locals(blocks, interpolator, diagnostics_);
        locals.read();
        expand_for_each(blocks, interpolator, diagnostics_);
        read_settings(blocks, catalog_, interpolator, options_.environment, config_, secret_places_,
                      diagnostics_);
        choose_state(blocks);
        keep_state_inside();
        read_resources(blocks, interpolator);
        read_address_blocks(blocks, interpolator, config_, options_.imports_need_blocks, diagnostics_);
        config_.lookups = read_lookups(blocks, interpolator, diagnostics_);
        config_.outputs = read_outputs(blocks, interpolator, diagnostics_);
        check_identities(config_, diagnostics_);
        check_withdrawn(config_, diagnostics_);
        gather_secrets(variables, locals);

        if (!blocks.groups.empty()) diagnostics_ = once_for_instances(std::move(diagnostics_));
        diagnostics_.sort();
        Checked<Config> result(std::move(config_));
        result.diagnostics = std::move(diagnostics_);
        return result;
    }

 private:
    /// The files of the folder, what they include, and the overlay over all of them.
    std::vector<ConfigFile> read_configuration(const SourceFiles& files,
                                               const std::set<std::string, std::less<>>& keys) {
        Includes includes(source_, diagnostics_);
        std::vector<ConfigFile> configuration = parse(files.configuration, keys);
        std::vector<ConfigFile> overlay = parse(files.overlay, keys);
        for (const auto* texts : {&files.configuration, &files.overlay})
            for (const auto& [name, text] : *texts)
                config_.files.push_back(name);
        for (auto* some : {&configuration, &overlay})
            for (ConfigFile& file : *some) {
                file.path = std::filesystem::path(file.name).filename().string();
                includes.know(file.path);
            }
        const auto include = [&](const std::vector<std::string>& paths) {
            for (const std::string& path : paths) {
                std::vector<std::pair<std::string, std::string>> texts;
                source_.read(path, texts, diagnostics_);
                for (ConfigFile& file : parse(texts, keys)) {
                    file.path = path;
                    configuration.push_back(std::move(file));
                }
                for (const auto& [name, text] : texts)
                    config_.files.push_back(name);
            }
        };
        for (const ConfigFile& file : overlay)
            include(includes.of(file));
        for (std::size_t i = 0; i < configuration.size(); ++i)
            include(includes.of(configuration[i]));
        if (overlay.empty()) return configuration;
        configuration.reserve(configuration.size() + 1);
        configuration.push_back(std::move(overlay.front()));
        ConfigFile& last = configuration.back();
        std::vector<ConfigFile> base(std::make_move_iterator(configuration.begin()),
                                     std::make_move_iterator(configuration.end() - 1));
        apply_overlay(base, last);
        std::ranges::move(base, configuration.begin());
        return configuration;
    }

    /// Each environment has a state of its own.
    void choose_state(const Blocks& blocks) {
        if (options_.env.empty()) return;
        if (config_.state_server) return choose_server(blocks);
        const auto written = blocks.settings.find("fireform.state.path");
        const bool by_overlay =
            written != blocks.settings.end() && written->second.member->key_place.file != nullptr;
        if (!by_overlay) config_.state_path = state_path_of(config_.state_path, options_.env);
    }

    /// A path that nobody wrote leaves the folder by a link, too.
    void keep_state_inside() {
        if (!leads_outside(config_.folder, config_.state_path)) return;
        std::error_code ignored;
        const std::string& path = config_.state_path;
        Diagnostic problem;
        problem.summary = "State outside of the folder";
        problem.detail = fmt::format(
            "{} leads through a link to a place outside of the folder of the "
            "configuration; nothing is written there.",
            path);
        problem.hint = std::filesystem::is_symlink(config_.folder / path, ignored)
                           ? fmt::format(
                                 "put the state itself in the place of the link: "
                                 "cp --remove-destination \"$(readlink -f {})\" {}",
                                 path, path)
                           : "write path = \"fireform.state.json\"";
        diagnostics_.add(std::move(problem));
    }

    /// On a server, too: nothing can be made up for an address, so the overlay has to say it.
    void choose_server(const Blocks& blocks) {
        const auto written = blocks.settings.find("fireform.state.address");
        if (written == blocks.settings.end() || written->second.member->key_place.file != nullptr) return;
        diagnostics_.add(
            Site{written->second.file, written->second.member->value.place, nullptr, "fireform.state.address"}
                .error("State of another environment",
                       fmt::format("This address holds the state without --env; {} has one of its own.",
                                   options_.env),
                       fmt::format("write address = \"...\" into [fireform.state] of fireform.{}.toml, and "
                                   "lock_address with it",
                                   options_.env)));
    }

    /// Those that are TOML; the others are reported.
    std::vector<ConfigFile> parse(const std::vector<std::pair<std::string, std::string>>& texts,
                                  const std::set<std::string, std::less<>>& secret) {
        std::vector<ConfigFile> files;
        for (const auto& [name, text] : texts) {
            auto parsed = parse_toml(name, text);
            config_.sources[name] = parsed.value ? text : cover_lines(text, secret);
            if (parsed.value) files.push_back({name, *std::move(parsed.value)});
            diagnostics_.add(std::move(parsed.diagnostics));
        }
        return files;
    }

    void read_resources(const Blocks& blocks, Interpolator& interpolator) {
        ResourceReader reader(interpolator, diagnostics_, secret_places_);
        std::vector<ReadResource> resources;
        resources.reserve(blocks.resources.size());
        for (const auto& [address, block] : blocks.resources)
            resources.push_back(reader.read(address, block));
        check_cycles(resources, diagnostics_);
        const auto uses = dataset_uses(resources);
        for (ReadResource& resource : resources) {
            add_dependencies(resource, blocks);
            const auto used = uses.find(resource.config.address);
            add_dataset_file(resource, used == uses.end() ? std::vector<DatasetUse>{} : used->second);
            add_adapter(resource, options_.folder, diagnostics_);
            if (config_.provider.build_sdk_defaults) fill_build_sdk_defaults(resource);
            const Address address = resource.config.address;
            // They come by address, so that the next one goes to the end.
            config_.resources.try_emplace(config_.resources.end(), address, std::move(resource.config));
        }
    }

    static void add_dependencies(ReadResource& resource, const Blocks& blocks) {
        auto& dependencies = resource.config.dependencies;
        for (const Edge& edge : resource.edges)
            if (blocks.resources.contains(edge.to)) dependencies.push_back(edge.to);
        std::ranges::sort(dependencies);
        const auto doubles = std::ranges::unique(dependencies);
        dependencies.erase(doubles.begin(), doubles.end());
    }

    /// content_hash and example_count of what the attribute `file` names.
    void add_dataset_file(ReadResource& resource, const std::vector<DatasetUse>& uses) {
        ResourceConfig& config = resource.config;
        const ResourceType& type = *config.type;
        const std::size_t file = type.index_of("file");
        const std::size_t hash = type.index_of("content_hash");
        const std::size_t count = type.index_of("example_count");
        if (file == ResourceType::npos || hash == ResourceType::npos || count == ResourceType::npos) return;
        const std::string name = config.attributes.at(file).text();
        if (name.empty()) return;
        const auto content = read_dataset_file(options_.folder, name, site_of(config, file), uses);
        diagnostics_.add(content.diagnostics);
        if (!content.value) return;
        config.attributes.set(hash, Value(content.value->content_hash));
        if (!resource.written[count])
            config.attributes.set(count, Value(static_cast<std::int64_t>(content.value->rows)));
    }

    void gather_secrets(const Variables& variables, const Locals& locals) {
        auto& secrets = config_.secrets;
        if (config_.provider.api_key) secrets.push_back(*config_.provider.api_key);
        for (const std::string* passphrase : {&config_.encryption.passphrase, &config_.encryption.previous})
            if (!passphrase->empty()) secrets.push_back(*passphrase);
        for (const auto& [name, variable] : variables)
            if (variable.sensitive && variable.value) collect_secrets(*variable.value, secrets);
        locals.collect_secrets(secrets);
        for (const auto& [address, resource] : config_.resources)
            for (const auto& [index, value] : resource.attributes)
                if (resource.type->attributes[index].sensitive) collect_secrets(value, secrets);
        std::ranges::sort(secrets);
        const auto doubles = std::ranges::unique(secrets);
        secrets.erase(doubles.begin(), doubles.end());
        cover_secrets(config_.sources, secret_places_);
    }

    const LoadOptions& options_;
    const FileSource& source_;
    const Catalog& catalog_;
    Config config_;
    Diagnostics diagnostics_;
    std::vector<SecretPlace> secret_places_;
};

}  // namespace

Checked<Config> load_config(const LoadOptions& options, const Catalog& catalog) {
    Diagnostics diagnostics;
    const SourceFiles files = read_source_files(options, diagnostics);
    const FileSource source = disk_source(options);
    return Loader(options, source, catalog).load(files, std::move(diagnostics));
}

Checked<Config> load_config(const std::map<std::string, std::string>& files, const LoadOptions& options,
                            const Catalog& catalog) {
    Diagnostics diagnostics;
    const SourceFiles sorted = sort_source_files(files, options, diagnostics);
    const FileSource source = text_source(files);
    return Loader(options, source, catalog).load(sorted, std::move(diagnostics));
}

}  // namespace fireform
