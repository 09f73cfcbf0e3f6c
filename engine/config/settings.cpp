#include "engine/config/settings.hpp"

#include "engine/config/outside.hpp"
#include "engine/config/version_constraint.hpp"
#include "engine/config/wording.hpp"
#include "schemas/bug.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <set>

namespace fireform {
namespace {

constexpr int retries_max = 100;
constexpr double dollars_max = 1e9;
constexpr int retry_wait_limit = 3600;  // seconds

/// Of `[fireform.state]`, with backend = "http": the names of Terraform's.
constexpr std::array<std::string_view, 11> server_settings{
    "address",        "lock_address",   "lock_method",   "password",      "retry_max", "retry_wait_max",
    "retry_wait_min", "unlock_address", "unlock_method", "update_method", "username"};

/// What is told of a secret that is written out.
struct SecretInFile {
    const char* summary;
    const char* detail;
    const char* hint;
};
constexpr SecretInFile key_in_file{"API key in a file", "Whoever can read the file can use the key.",
                                   "write api_key = \"${env.FIREWORKS_API_KEY}\" and export the variable"};
constexpr SecretInFile passphrase_in_file{"Passphrase in a file",
                                          "Whoever can read the file can read the state.",
                                          "write passphrase = \"${env.NAME}\" and export the variable"};

constexpr SecretInFile password_in_file{"Password in a file",
                                        "Whoever can read the file can change the state.",
                                        "write password = \"${env.NAME}\" and export the variable"};

/// The names of the environment variables a text refers to.
std::vector<std::string> environment_names(const std::string& text) {
    std::vector<std::string> names;
    const auto parsed = parse_template(text);
    if (const auto* whole = std::get_if<Template>(&parsed))
        for (const auto& part : whole->parts)
            if (const auto* reference = std::get_if<Reference>(&part); reference && reference->root == "env")
                names.push_back(reference->name);
    return names;
}

bool is_url(std::string_view text) {
    for (const std::string_view scheme : {"https://", "http://"})
        if (text.starts_with(scheme))
            return text.find_first_of("/?#", scheme.size()) != scheme.size() && text.size() > scheme.size() &&
                   text.find_first_of(" \t\r\n") == std::string_view::npos;
    return false;
}

class Reader {
 public:
    Reader(const Blocks& blocks, const Catalog& catalog, Interpolator& interpolator,
           const Environment& environment, Config& config, std::vector<SecretPlace>& secret_places,
           Diagnostics& diagnostics)
        : blocks_(blocks),
          catalog_(catalog),
          interpolator_(interpolator),
          environment_(environment),
          config_(config),
          secret_places_(secret_places),
          diagnostics_(diagnostics) {}

    void read() {
        required_version();
        state();
        encryption();
        ProviderConfig& provider = config_.provider;
        provider.account_id = text_or_environment("provider.fireworks.account_id", "FIREWORKS_ACCOUNT_ID");
        provider.base_url = text_or_environment("provider.fireworks.base_url", "FIREWORKS_BASE_URL");
        check_base_url();
        api_key();
        max_retries();
        api();
        defaults();
        prices();
        budget();
    }

 private:
    const Block* find(std::string_view path) const {
        const auto found = blocks_.settings.find(path);
        return found == blocks_.settings.end() ? nullptr : &found->second;
    }
    static Site site_of(const Block& block, std::string_view path) {
        return Site{block.file, block.member->value.place, nullptr, std::string(path)};
    }
    void wrong_type(const Block& block, std::string_view path, std::string_view wanted) {
        diagnostics_.add(site_of(block, path)
                             .error("Wrong type", fmt::format("\"{}\" is {}; it must be {}.", path,
                                                              kind_name(block.member->value), wanted)));
    }

    /// Filled in; none: not written, or wrong and reported.
    std::optional<std::string> text(std::string_view path, bool sensitive = false) {
        const Block* block = find(path);
        if (!block) return std::nullopt;
        const auto* written = block->member->value.string();
        if (!written) {
            wrong_type(*block, path, "a string");
            return std::nullopt;
        }
        std::vector<Edge> edges;
        const auto filled =
            interpolator_.fill(site_of(*block, path), *written, Purpose{.sensitive = sensitive}, edges);
        if (!filled) return std::nullopt;
        if (const auto* result = filled->value.string()) return *result;
        diagnostics_.add(site_of(*block, path)
                             .error("Wrong type", fmt::format("\"{}\" is {}; it must be a string.", path,
                                                              kind_phrase(filled->value))));
        return std::nullopt;
    }

    std::optional<std::string> text_or_environment(std::string_view path, std::string_view name) {
        if (find(path)) return text(path);
        const auto found = environment_.find(name);
        return found == environment_.end() || found->second.empty() ? std::nullopt
                                                                    : std::optional(found->second);
    }

    void required_version() {
        const Block* block = find("fireform.required_version");
        const auto constraint = text("fireform.required_version");
        if (!constraint) return;
        const Site site = site_of(*block, "fireform.required_version");
        const auto version = parse_version(FIREFORM_VERSION);
        require(version.has_value(), "fireform's own version is a version");
        const auto accepted = version_satisfies(*constraint, *version);
        if (!accepted)
            diagnostics_.add(site.error("Invalid version",
                                        fmt::format("{} is no version constraint.", in_quotes(*constraint)),
                                        "write \">= 0.1\", or several with commas: \">= 0.1, < 1\""));
        else if (!*accepted)
            diagnostics_.add(site.error("Version of fireform not accepted",
                                        fmt::format("This is fireform {}; the configuration asks for {}.",
                                                    FIREFORM_VERSION, in_quotes(*constraint)),
                                        "install such a version, or change required_version"));
    }

    void state() {
        const auto backend = text("fireform.state.backend");
        if (backend && *backend != "local" && *backend != "http") {
            const Site site = site_of(*find("fireform.state.backend"), "fireform.state.backend");
            const bool later = *backend == "postgres" || *backend == "s3";
            diagnostics_.add(later ? not_supported(site, *backend)
                                   : site.error("Invalid value",
                                                fmt::format("There is no backend {}.", in_quotes(*backend)),
                                                "write \"local\" or \"http\""));
        }
        if (backend == "http")
            config_.state_server = state_server();
        else
            only_with_http();
        const auto path = text("fireform.state.path");
        if (!path) return;
        if (stays_inside(*path) && !leads_outside(config_.folder, *path))
            config_.state_path = std::filesystem::path(*path).lexically_normal().string();
        else
            diagnostics_.add(site_of(*find("fireform.state.path"), "fireform.state.path")
                                 .error("State outside of the folder",
                                        fmt::format("{} is no file inside the folder of the configuration.",
                                                    in_quotes(*path)),
                                        "write path = \"fireform.state.json\""));
    }

    /// What a file has no use for is most likely meant for a server.
    void only_with_http() {
        for (const std::string_view name : server_settings)
            if (const Block* block = find(fmt::format("fireform.state.{}", name)))
                diagnostics_.add(
                    site_of(*block, fmt::format("fireform.state.{}", name))
                        .error("Setting of another backend",
                               fmt::format("\"{}\" says something only with backend = \"http\".", name),
                               "write backend = \"http\" beside it, or leave it out"));
    }

    std::string state_address(std::string_view name) {
        const std::string path = fmt::format("fireform.state.{}", name);
        const auto written = text(path);
        if (!written) return "";
        const auto host = written->find("://");
        const bool has_user =
            host != std::string::npos &&
            written->substr(host + 3, written->find('/', host + 3) - host - 3).find('@') != std::string::npos;
        if (is_url(*written) && !has_user) return *written;
        if (has_user) secret_places_.push_back({*find(path)->file, find(path)->member->value.place});
        diagnostics_.add(
            site_of(*find(path), path)
                .error("Invalid address",
                       has_user
                           ? "A password has no place in an address."
                           : fmt::format("{} is no http or https address.", in_quotes(abbreviated(*written))),
                       has_user ? "write username = \"anna\" and password = \"${env.NAME}\" beside it"
                                : "write address = \"https://states.example.com/fleet\""));
        return "";
    }

    void method(std::string_view name, std::string& out) {
        const std::string path = fmt::format("fireform.state.{}", name);
        const auto written = text(path);
        if (!written) return;
        const bool is_token = !written->empty() && written->size() <= 20 &&
                              std::ranges::all_of(*written, [](char c) { return c >= 'A' && c <= 'Z'; });
        if (is_token)
            out = *written;
        else
            unknown_word(path, abbreviated(*written), "write a method of HTTP in capitals, as in \"PUT\"");
    }

    StateServerConfig state_server() {
        StateServerConfig out;
        out.address = state_address("address");
        if (!find("fireform.state.address")) {
            diagnostics_.add(site_of(*find("fireform.state.backend"), "fireform.state.backend")
                                 .error("Address is missing", "backend = \"http\" needs to know the server.",
                                        "write address = \"https://states.example.com/fleet\" beside it"));
        }
        out.lock_address = state_address("lock_address");
        out.unlock_address = state_address("unlock_address");
        if (out.unlock_address.empty()) out.unlock_address = out.lock_address;
        method("update_method", out.update_method);
        method("lock_method", out.lock_method);
        method("unlock_method", out.unlock_method);
        out.username = text("fireform.state.username").value_or("");
        constexpr std::string_view password = "fireform.state.password";
        if (const Block* block = find(password)) {
            SecretText found = secret_text(password, *block, password_in_file);
            out.password = found.text.value_or("");
            if (!found.lacks.empty())
                out.missing = fmt::format("{} is not set in the environment.", found.lacks.front());
            else if (!found.text)
                out.missing = fmt::format("\"{}\" could not be read.", password);
            if (!out.password.empty()) config_.secrets.push_back(out.password);
        }
        whole_number("fireform.state.retry_max", retries_max, out.retry_max);
        whole_number("fireform.state.retry_wait_min", retry_wait_limit, out.retry_wait_min);
        whole_number("fireform.state.retry_wait_max", retry_wait_limit, out.retry_wait_max);
        return out;
    }

    static bool stays_inside(const std::string& text) {
        if (text.empty() || text.find('\0') != std::string::npos) return false;
        const auto path = std::filesystem::path(text).lexically_normal();
        return path.is_relative() && path.has_filename() && path != "." && *path.begin() != "..";
    }

    void check_base_url() {
        const auto& url = config_.provider.base_url;
        if (!url || *url == "emulator" || is_url(*url)) return;
        const Block* block = find("provider.fireworks.base_url");
        const std::string detail =
            fmt::format("{} is no http or https address.", in_quotes(abbreviated(*url)));
        const std::string hint = "write base_url = \"https://api.fireworks.ai\", or \"emulator\"";
        if (block)
            diagnostics_.add(
                site_of(*block, "provider.fireworks.base_url").error("Invalid address", detail, hint));
        else
            diagnostics_.add({Severity::error, "Invalid address", "FIREWORKS_BASE_URL: " + detail,
                              std::nullopt, std::nullopt, hint});
        config_.provider.base_url.reset();
    }

    /// A text that nobody should read, and the variables of the environment that it lacks.
    struct SecretText {
        std::optional<std::string> text;
        std::vector<std::string> lacks;
    };
    /// Only who uses it needs it: validate works without. `warning` is told of one that is written out.
    SecretText secret_text(std::string_view path, const Block& block, const SecretInFile& warning) {
        SecretText out;
        const auto* written = block.member->value.string();
        out.lacks = written ? environment_names(*written) : std::vector<std::string>{};
        std::erase_if(out.lacks, [this](const auto& name) { return environment_.contains(name); });
        if (!out.lacks.empty()) return out;
        const auto parsed = written ? parse_template(*written) : Template{};
        const auto* whole = std::get_if<Template>(&parsed);
        const bool literal =
            written && !written->empty() && whole && std::ranges::all_of(whole->parts, [](const auto& part) {
                return std::holds_alternative<std::string>(part);
            });
        secret_places_.push_back({*block.file, block.member->value.place});
        if (literal)
            diagnostics_.add(
                site_of(block, path).warning(warning.summary, warning.detail, std::string(warning.hint)));
        out.text = text(path, true);
        return out;
    }

    void api_key() {
        constexpr std::string_view path = "provider.fireworks.api_key";
        if (const Block* block = find(path))
            set_key(secret_text(path, *block, key_in_file).text, block);
        else
            set_key(text_or_environment(path, "FIREWORKS_API_KEY"), nullptr);
    }

    void encryption() {
        constexpr std::string_view path = "fireform.state.encryption.passphrase";
        constexpr std::string_view previous_path = "fireform.state.encryption.previous_passphrase";
        EncryptionConfig& out = config_.encryption;
        if (const Block* block = find(path)) {
            SecretText found = secret_text(path, *block, passphrase_in_file);
            out.wanted = true;
            out.passphrase = found.text.value_or("");
            if (!found.lacks.empty())
                out.missing = fmt::format("{} is not set in the environment.", found.lacks.front());
            else if (found.text && found.text->empty())
                out.missing = fmt::format("\"{}\" is empty.", path);
            else if (!found.text)
                out.missing = fmt::format("\"{}\" could not be read.", path);
        }
        if (const Block* block = find(previous_path))
            out.previous = secret_text(previous_path, *block, passphrase_in_file).text.value_or("");
    }

    void set_key(std::optional<std::string> key, const Block* block) {
        if (!key || key->empty()) return;
        const bool printable = std::ranges::all_of(*key, [](char c) { return c > 0x20 && c < 0x7f; });
        if (printable) {
            config_.provider.api_key = std::move(key);
            return;
        }
        Diagnostic error{Severity::error,
                         "Invalid API key",
                         "The key has white space or other characters that no key has.",
                         std::nullopt,
                         std::nullopt,
                         "look for a line end or a space that was copied along"};
        if (block) error.range = site_of(*block, "").range();
        diagnostics_.add(std::move(error));
    }

    void api() {
        constexpr std::string_view path = "provider.fireworks.api";
        const auto word = text(path);
        if (!word || *word == "warn") return;
        if (*word == "public")
            config_.provider.api = ApiSurface::public_only;
        else if (*word == "extended")
            config_.provider.api = ApiSurface::extended;
        else
            unknown_word(path, *word, R"(write "warn", "public" or "extended")");
    }

    void defaults() {
        constexpr std::string_view path = "provider.fireworks.defaults";
        const auto word = text(path);
        if (word && *word != "build-sdk") unknown_word(path, *word, "write \"build-sdk\", or leave it out");
        config_.provider.build_sdk_defaults = word.has_value();
    }

    void unknown_word(std::string_view path, std::string_view word, std::string hint) {
        diagnostics_.add(site_of(*find(path), path)
                             .error("Invalid value",
                                    fmt::format("\"{}\" cannot be {}.", path, in_quotes(word)),
                                    std::move(hint)));
    }

    void max_retries() {
        whole_number("provider.fireworks.max_retries", retries_max, config_.provider.max_retries);
    }

    /// 0 to `most`; what is not written leaves `out` as it is.
    void whole_number(std::string_view path, int most, int& out) {
        const Block* block = find(path);
        if (!block) return;
        const auto* number = block->member->value.integer();
        if (!number)
            wrong_type(*block, path, "an integer");
        else if (*number < 0 || *number > most)
            diagnostics_.add(
                site_of(*block, path)
                    .error("Setting out of range",
                           fmt::format("\"{}\" is {}; fireform allows 0 to {}.", path, *number, most)));
        else
            out = static_cast<int>(*number);
    }

    /// Dollars, filled in; none: wrong and reported.
    std::optional<double> dollars(const TomlNode& node, const Site& site) {
        std::optional<double> amount;
        if (const auto* whole = node.integer())
            amount = static_cast<double>(*whole);
        else if (const auto* real = node.number())
            amount = *real;
        else if (const auto* written = node.string()) {
            std::vector<Edge> edges;
            const auto filled = interpolator_.fill(site, *written, Purpose{}, edges);
            if (!filled) return std::nullopt;
            const Value& value = filled->value;
            if (value.integer() || value.number()) amount = value.as_number();
            if (filled->text) amount = parsed_number(value.text());
        }
        if (!amount)
            diagnostics_.add(site.error(
                "Wrong type",
                fmt::format("\"{}\" is {}; it must be a number of dollars.", site.name, kind_name(node))));
        else if (!(*amount >= 0 && *amount <= dollars_max))
            diagnostics_.add(site.error("Setting out of range",
                                        fmt::format("\"{}\" is {}; fireform allows 0 to {}.", site.name,
                                                    number_text(*amount), number_text(dollars_max))));
        else
            return amount;
        return std::nullopt;
    }

    static std::optional<double> parsed_number(const std::string& text) {
        double number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        return error == std::errc{} && end == text.data() + text.size() ? std::optional(number)
                                                                        : std::nullopt;
    }

    void prices() {
        constexpr std::string_view path = "provider.fireworks.prices";
        const Block* block = find(path);
        if (!block) return;
        const auto* members = block->member->value.table();
        if (!members) return wrong_type(*block, path, "a table");
        const auto known = known_accelerators();
        for (const TomlMember& member : *members) {
            const std::string name = fmt::format("{}.{}", path, member.key);
            if (std::ranges::find(known, member.key) == known.end())
                diagnostics_.add(Site{block->file, member.key_place, nullptr, name}.warning(
                    "Unknown accelerator",
                    fmt::format("{} is no accelerator type that fireform knows.", in_quotes(member.key)),
                    did_you_mean(member.key, known)));
            if (const auto price =
                    dollars(member.value, Site{block->file, member.value.place, nullptr, name}))
                config_.provider.prices[member.key] = *price;
        }
    }

    std::vector<std::string_view> known_accelerators() const {
        const ResourceType* deployment = catalog_.find("deployment");
        const Attribute* type = deployment ? deployment->find("accelerator_type") : nullptr;
        return type ? std::vector<std::string_view>(type->values.begin(), type->values.end())
                    : std::vector<std::string_view>{};
    }

    void budget() {
        constexpr std::string_view path = "budget.max_hourly_usd";
        const Block* block = find(path);
        if (!block) return;
        const Site site = site_of(*block, path);
        config_.budget.max_hourly_usd = dollars(block->member->value, site);
        config_.budget.range = site.range();
    }

    const Blocks& blocks_;
    const Catalog& catalog_;
    Interpolator& interpolator_;
    const Environment& environment_;
    Config& config_;
    std::vector<SecretPlace>& secret_places_;
    Diagnostics& diagnostics_;
};

}  // namespace

void read_settings(const Blocks& blocks, const Catalog& catalog, Interpolator& interpolator,
                   const Environment& environment, Config& config, std::vector<SecretPlace>& secret_places,
                   Diagnostics& diagnostics) {
    Reader(blocks, catalog, interpolator, environment, config, secret_places, diagnostics).read();
}

}  // namespace fireform
