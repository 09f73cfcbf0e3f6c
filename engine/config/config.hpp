// The configuration: what stands in `fireform.toml` and `*.fireform.toml`, checked and with variables filled
// in. References to other resources stay as Unknown templates (expression.hpp); the plan resolves them.
#pragma once

#include "schemas/address.hpp"
#include "schemas/diagnostic.hpp"
#include "schemas/schema.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fireform {

struct LookupType;  // schemas/lookups.hpp

/// What a resource is replaced with: a change of another one.
struct ReplaceOn {
    Address address;
    std::string attribute;  ///< canonical name; "" any change that makes the object anew
    bool operator==(const ReplaceOn&) const = default;
};

struct ResourceLifecycle {
    bool protect = false;
    std::vector<std::string> ignore_changes;  ///< canonical attribute names, or "all"
    std::optional<bool> create_before_destroy;
    std::string on_destroy;      ///< "destroy", "keep"; "" unwritten
    std::string adopt = "auto";  ///< "auto", "never", "force"
    std::vector<ReplaceOn> replace_on = {};
    bool operator==(const ResourceLifecycle&) const = default;
};

/// Where the value of an attribute stands; a SourceRange without the file's name.
struct ValueRange {
    std::uint16_t attribute = 0;
    std::uint16_t file = 0;  ///< 0: that of the header; else a position in `other_files`, from one
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t column_end = 0;
    bool operator==(const ValueRange&) const = default;
};

struct ResourceConfig {
    Address address;
    const ResourceType* type = nullptr;
    /// Written attributes by canonical name: typed, checked against the schema, names not expanded. An
    /// attribute with a resource reference is Unknown. A dataset with a `file` has `content_hash` and
    /// `example_count` too.
    Attributes attributes;
    bool display_name_written = false;  ///< otherwise the block's name stands in `attributes`
    std::vector<Address> dependencies;  ///< by reference and depends_on; direct, sorted, without doubles
    ResourceLifecycle lifecycle;
    Timeouts timeouts;
    SourceRange range;                     ///< of the header
    std::vector<ValueRange> ranges;        ///< of each written value, by attribute position
    std::vector<std::string> other_files;  ///< of values from templates and overlays
    std::vector<std::uint16_t> filled;     ///< positions that `defaults` wrote for the user, sorted

    /// Where the attribute stands; the header when it was not written.
    [[nodiscard]] SourceRange range_of(std::size_t attribute) const;
    [[nodiscard]] SourceRange range_of(const ValueRange& value) const;
    [[nodiscard]] const std::string& file_of(const ValueRange& value) const;
};

/// `[lookup.TYPE.NAME]`: an object that is read and never changed.
struct LookupConfig {
    const LookupType* type = nullptr;  ///< schemas/lookups.hpp
    Attributes arguments;              ///< by position in its `arguments`: all known, names not expanded
    SourceRange range;                 ///< of the header
};

struct OutputConfig {
    Value value;  ///< Unknown with references
    bool sensitive = false;
    std::string description;
    SourceRange range;
};

/// What becomes of attributes that the public API no longer takes (`api` in [provider.fireworks]).
enum class ApiSurface : std::uint8_t {
    warn,         ///< sent, with a warning at plan time
    public_only,  ///< "public": an error of validate
    extended      ///< "extended": sent in silence
};

/// As written, else from the environment (FIREWORKS_ACCOUNT_ID, FIREWORKS_API_KEY, FIREWORKS_BASE_URL).
/// Without a value: neither says it.
struct ProviderConfig {
    std::optional<std::string> account_id;
    std::optional<std::string> api_key;
    std::optional<std::string> base_url;
    int max_retries = 10;
    ApiSurface api = ApiSurface::warn;
    bool build_sdk_defaults = false;  ///< `defaults = "build-sdk"` (brief 3)
    /// `[provider.fireworks.prices]`: dollars an hour by accelerator type, instead of the list price.
    std::map<std::string, double, std::less<>> prices;
};

/// `[fireform.state.encryption]`, for StateEncryption of state/encryption.hpp.
struct EncryptionConfig {
    bool wanted = false;     ///< `passphrase` is written
    std::string passphrase;  ///< "" not written, or it has no value, as `missing` then tells
    std::string previous;    ///< `previous_passphrase`; "" not written, or its variable is not set
    std::string missing;     ///< a sentence
};

/// `[fireform.state]` with backend = "http": HttpStateSettings of state/http_protocol.hpp.
struct StateServerConfig {
    std::string address;         ///< "" it cannot be used, which has been reported
    std::string lock_address;    ///< "" no lock on the server
    std::string unlock_address;  ///< that of the lock unless written
    std::string update_method = "POST";
    std::string lock_method = "LOCK";
    std::string unlock_method = "UNLOCK";
    std::string username;
    std::string password;
    std::string missing;  ///< why there is no password although one is written; a sentence
    int retry_max = 2;
    int retry_wait_min = 1;   ///< seconds
    int retry_wait_max = 30;  ///< seconds
};

/// `[budget]`: what the fleet may cost.
struct Budget {
    std::optional<double> max_hourly_usd;  ///< with every deployment at its most replicas
    SourceRange range;                     ///< of max_hourly_usd
};

/// `[[moved]]`: what had one address has another. Both without a key may stand for all of a block with
/// for_each.
struct MovedConfig {
    Address from;
    Address to;
    SourceRange range;  ///< of `from`
};

/// `[[removed]]`: what becomes of the object whose block has gone.
struct RemovedConfig {
    std::optional<bool> destroy;  ///< false: forgotten; none: as the block said at the last apply
    SourceRange range;
};

/// `[[import]]`: the object that a resource takes over.
struct ImportConfig {
    std::string id;     ///< or its full name
    SourceRange range;  ///< of `to`
};

/// `[[import]]` with a `*` in its id: each object whose id is like it goes to the address that has, in place
/// of its own `*`, what the one of the id stands for.
struct ImportPattern {
    std::string type;
    std::string name;                ///< of the block; may have the `*`
    std::optional<std::string> key;  ///< may have the `*`
    std::string id;                  ///< "chat-*", or a full name
    SourceRange range;               ///< of `id`
};

struct Config {
    std::map<Address, ResourceConfig> resources;
    std::vector<MovedConfig> moved;            ///< as they are written
    std::map<Address, RemovedConfig> removed;  ///< without a key: all of a block
    std::map<Address, ImportConfig> imports;
    std::vector<ImportPattern> import_patterns;  ///< as they are written
    std::map<std::string, OutputConfig> outputs;
    std::map<Address, LookupConfig> lookups;  ///< "model.base" of [lookup.model.base]
    ProviderConfig provider;
    Budget budget;
    EncryptionConfig encryption;
    std::string state_path = "fireform.state.json";  ///< relative to the project folder
    std::optional<StateServerConfig> state_server;   ///< keeps the state instead of a file
    std::filesystem::path folder;                    ///< the project folder
    std::vector<std::string> files;                  ///< that were read, in order
    Sources sources;
    std::vector<std::string>
        secrets;  ///< values of sensitive variables and attributes, for redaction in logs
};

struct LoadOptions {
    std::filesystem::path folder = ".";
    std::vector<std::pair<std::string, std::string>> variables;  ///< `--var x=v`, in order
    std::vector<std::string> variable_files;                     ///< `--var-file`
    std::string env;                                             ///< `--env`; "" none
    std::vector<std::string> more_files;                         ///< read as well, whatever they are called
    bool imports_need_blocks = true;  ///< false: a [[import]] may name a block that is still to be written
    std::map<std::string, std::string, std::less<>> environment;
};

/// Reads the folder. Every error at once, each with its place; `value` is set even beside errors as far as it
/// could be read, so that sources can be shown. A folder without a configuration file is an error.
[[nodiscard]] Checked<Config> load_config(const LoadOptions& options, const Catalog& catalog);

/// The same from text, for tests: file name -> content. Dataset files are looked up in `options.folder`.
[[nodiscard]] Checked<Config> load_config(const std::map<std::string, std::string>& files,
                                          const LoadOptions& options, const Catalog& catalog);

}  // namespace fireform
