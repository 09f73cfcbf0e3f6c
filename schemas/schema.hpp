// The nouns: what a resource type is and which attributes it has, as constant tables. One row describes an
// attribute once; validation, diff, request body, update mask, drift, redaction, JSON Schema and reference
// documentation all come from it. The rows are in fireworks/, one file per type.
#pragma once

#include "schemas/value.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace fireform {

enum class ValueType : std::uint8_t { boolean, integer, number, string, duration, list, map, table_map };

/// How a change of the attribute reaches the live object (domain brief, "Change class").
enum class Update : std::uint8_t {
    in_place,      ///< PATCH with a mask (U)
    replace,       ///< a new object (R)
    computed,      ///< the server's alone; never sent (C)
    create_query,  ///< query parameter of create, never read back (Q)
    own_endpoint,  ///< an endpoint of its own: `:setTags` (T)
    next_run,      ///< sent with create; a difference later is no change: it belongs to the next run
    client_side    ///< fireform's own; never sent: `file`, `delete_output_model`
};

/// What a short name in the attribute stands for (domain brief 1.4).
enum class Names : std::uint8_t {
    none,          ///< an ordinary text
    public_model,  ///< "x": accounts/fireworks/models/x if it exists, else our own model
    own_model,     ///< "x": our own model (output models)
    dataset,       ///< "x": accounts/{own}/datasets/x; so for the ones below
    deployment,
    deployment_shape,  ///< "x": accounts/fireworks/deploymentShapes/x
    secret,
    evaluator,
    job  ///< full names only
};

struct Bounds {
    std::optional<double> minimum = {};  ///< inclusive; durations in seconds
    std::optional<double> maximum = {};  ///< inclusive
    int multiple_of = 0;                 ///< 0: any; durations in seconds
    bool power_of_two = false;           ///< 0 is allowed as well
    std::size_t length_max = 0;  ///< Unicode code points of a string, entries of a list or map; 0: any
    std::size_t element_length_max = 0;  ///< code points of each string in a list or map; 0: any
    std::string_view pattern = {};  ///< ECMAScript regular expression that the whole string must match; of a
                                    ///< list or map: each string in it
    std::string_view key_pattern = {};   ///< the same for each key of a map or table_map, as written
    std::string_view pattern_says = {};  ///< what the patterns ask for, in words, for the diagnostic
};

struct Attribute {
    std::string_view
        name;  ///< canonical, flat or dotted for a nested table: "scale_up_window", "wandb.project"
    std::string_view api;  ///< path in the API's JSON, "autoscalingPolicy.scaleUpWindow"; for create_query
                           ///< the name of the parameter; "" for client_side
    ValueType type = ValueType::string;
    Update update = Update::in_place;

    bool required = false;
    bool computed = false;  ///< optional and filled by the server when left out: no diff while not configured
    bool sensitive = false;   ///< never printed or stored; state keeps a salted hash
    bool write_only = false;  ///< the API never returns it: compared with state, not with live
    bool signature =
        false;  ///< of a run: a different value asks for a new run, and it is part of the natural
                ///< identity; Update::replace alone asks for a new run too (output_model)
    bool always_send =
        false;               ///< zero is meaningful, so the default travels when unset (lora_rank, brief 2.5)
    bool withdrawn = false;  ///< the public API no longer takes it: sent as
                             ///< [provider.fireworks] api allows, compared with state; `hint` says what
                             ///< replaces it
    bool client_setting = false;  ///< of client_side: for whoever calls the model, not for the service
    bool int64_text = false;      ///< the API writes the integer as a decimal string (brief 8.10)
    bool closed = false;          ///< `values` are all there are: another one is an error, not a warning
    bool droppable = false;       ///< of always_send: written as zero or "", it is not sent at all
    bool old_stack = false;       ///< of a run: the present training stack refuses it (brief 7.3)
    bool empty_message = false;   ///< of a boolean: the API has an empty message that is there or not:
                                  ///< `evenLoad {}` (brief 2.10)
    bool keep_zero = false;  ///< absent is not zero: a configured 0 is a value of its own (max_replica_count)

    ValueType element = ValueType::string;          ///< of a list or map
    Names names = Names::none;                      ///< of a string, or of a list's elements
    std::span<const std::string_view> values = {};  ///< enum: what the API knows today; others warn
    std::span<const std::string_view> keys = {};    ///< of a map: the allowed keys; empty: any
    std::string_view key_prefix = {};  ///< of a map: what every key begins with; put in front where it lacks
    std::span<const Attribute> fields = {};             ///< of a table_map: the attributes of each table
    std::span<const std::string_view> stands_for = {};  ///< of client_side: the attributes of the same type
                                                        ///< that all take its value; it is none itself
    Bounds bounds = {};
    std::string_view fallback =
        {};  ///< the fixed value that the service or fireform takes when unset, as TOML
             ///< without the quotes of a string: "30s", "8"; "" depends or unknown
    std::string_view build_sdk = {};    ///< the same for what `defaults = "build-sdk"` writes when unset
    std::string_view unit = {};         ///< "replicas", "tokens", "GPUs per replica"
    std::string_view description = {};  ///< one line
    std::string_view source = {};       ///< where the fact was learned: "brief 2.1.2"
    std::string_view hint = {};         ///< of a computed or withdrawn one: what to write instead

    /// What is live says nothing about it, so a plan compares with what was applied.
    [[nodiscard]] constexpr bool compared_with_state() const { return write_only || withdrawn; }
};

/// What a `fallback` says, as a value: "8", "DPO", "5m". Not for lists and maps.
[[nodiscard]] Value literal_value(ValueType type, std::string_view text);

/// A second spelling: "deployment_display_name" for "display_name".
struct Alias {
    std::string_view alias;
    std::string_view name;
};

/// Attributes that depend on one another, checked by `validate`.
struct Rule {
    enum class Kind : std::uint8_t {
        at_most_one,   ///< of `names`
        exactly_one,   ///< of `names`
        all_or_none,   ///< of `names`
        not_less,      ///< names[0] >= names[1] when both are numbers; "tables.field": in each table
        requires_all,  ///< when names[0] is set and not false, so must be the others
        conflicts,     ///< when names[0] is set and not false, none of the others may be
        excluded_by    ///< when names[0] is, or falls back to, one of `values`, none of the others may be set
    };
    Kind kind;
    std::span<const std::string_view> names;
    std::string_view summary;  ///< of the diagnostic
    std::string_view hint;
    std::span<const std::string_view> values = {};  ///< of excluded_by
};

/// Where a create says the id of its object (brief 1.3).
enum class IdPlacement : std::uint8_t {
    query,       ///< the parameter `id_parameter`
    body,        ///< the member `id_parameter` beside `body_member`
    full_name,   ///< the resource's own `name`, in full
    server_made  ///< nowhere
};

/// What the state word of an object means (brief 2.1.4, 2.2.3, 2.3.2, 7.1).
enum class Phase : std::uint8_t {
    ready,         ///< usable; a run: finished well
    pending,       ///< on its way; unknown words count as this
    failed,        ///< broken until somebody acts
    cancelled,     ///< of a run: cancelled or expired
    paused,        ///< of a run: neither done nor failed
    deleting,      ///< going away
    soft_deleted,  ///< gone, can be restored; the id is still taken
    gone           ///< not there
};

struct StateWord {
    std::string_view word;
    Phase phase;
};

/// How a run trains: which marks of a model say that it can be (brief 7.3, "Model gate").
enum class Tuning : std::uint8_t { none, supervised, reinforcement };

/// What the rows of a run's datasets must look like (brief 6.4).
enum class RowUse : std::uint8_t {
    any,
    supervised,  ///< conversations, or prompts with completions
    preference,  ///< an input with a preferred and a non-preferred output
    rollout,     ///< conversations to go on with; other columns are the evaluator's
    scored       ///< samples of one prompt, each with a score
};

struct Timeouts {
    std::chrono::seconds create{3600};
    std::chrono::seconds update{3600};
    std::chrono::seconds remove{600};
    bool operator==(const Timeouts&) const = default;
};

struct ResourceType {
    std::string_view name;        ///< "deployment"
    std::string_view collection;  ///< "deployments": path segment, and the key of a list reply
    IdPlacement id_placement = IdPlacement::query;
    std::string_view id_parameter = {};  ///< "deploymentId"
    std::string_view body_member = {};   ///< create wraps the resource in this member: "dataset"
    std::span<const Attribute> attributes;
    std::span<const std::uint8_t> places = {};  ///< of the attributes by name (name_table.hpp); empty: a walk
    std::span<const Alias> aliases = {};
    std::span<const std::string_view> groups =
        {};  ///< tables that may group flat attributes: "autoscaling_policy"
    std::span<const Rule> rules = {};
    std::span<const StateWord> states = {};
    std::span<const std::string_view> identity = {};  ///< attributes that make the natural identity
    std::span<const std::string_view> identity_written =
        {};  ///< of those, the ones that must be written by the user
    std::string_view update_base =
        {};                 ///< attribute that every PATCH body repeats outside the mask (brief 8.8)
    bool run = false;       ///< a thing that happens, not a thing that lasts
    bool updatable = true;  ///< has PATCH
    bool tags = false;      ///< can carry our tags
    bool soft_delete = false;
    bool tombstones = false;  ///< a deleted id can never be used again (brief 2.8)
    bool estimates = false;   ///< has :estimateCost (brief 2.5)
    bool dry_run = false;     ///< create takes validateOnly (brief 2.1.1)
    bool create_before_destroy =
        true;  ///< how a replacement goes unless an id is written or lifecycle says otherwise
    Timeouts timeouts = {};
    std::chrono::milliseconds poll_first{2000};
    std::chrono::milliseconds poll_max{15000};
    Tuning tuning = Tuning::none;
    RowUse rows = RowUse::any;
    /// Of a run that goes on from a LoRA: values that must be those of the run that made it (brief 4.8).
    std::span<const std::string_view> continuation = {};
    std::string_view description = {};

    static constexpr std::size_t npos = static_cast<std::size_t>(-1);
    /// Position of a canonical name in `attributes`; npos: none.
    [[nodiscard]] std::size_t index_of(std::string_view attribute_name) const;
    /// Null: none. Canonical names only.
    [[nodiscard]] const Attribute* find(std::string_view attribute_name) const;
    /// Canonical name behind an alias or a grouped path ("autoscaling_policy.scale_up_window"); the name
    /// itself otherwise.
    [[nodiscard]] std::string_view canonical(std::string_view written) const;
    /// Unknown words are `pending`, and so is a missing one unless the table has it or the type has no states
    /// (`ready`). Sees the word only: a dataset whose validation failed stays UPLOADING, which is `pending`,
    /// and its failure is in `status_code` (brief 2.3.2).
    [[nodiscard]] Phase phase_of(std::string_view state_word) const;
};

/// All resource types, sorted by name.
class Catalog {
 public:
    explicit constexpr Catalog(std::span<const ResourceType* const> types) : types_(types) {}
    [[nodiscard]] const ResourceType* find(std::string_view name) const;
    [[nodiscard]] auto begin() const { return types_.begin(); }
    [[nodiscard]] auto end() const { return types_.end(); }

 private:
    std::span<const ResourceType* const> types_;
};

/// The types of Fireworks AI (schemas/fireworks/).
[[nodiscard]] const Catalog& fireworks_catalog();

/// Values of the attributes of one resource, by position in ResourceType::attributes, sorted by it.
/// Compact on purpose: a fleet of 100,000 keeps several of these per resource.
class Attributes {
 public:
    using Entry = std::pair<std::uint16_t, Value>;

    /// Null when not there.
    [[nodiscard]] const Value* find(std::size_t index) const;
    /// A null value where not there.
    [[nodiscard]] const Value& at(std::size_t index) const;
    void set(std::size_t index, Value value);
    /// Room for so many; those who know how many they will set spare the growing.
    void reserve(std::size_t count) { entries_.reserve(count); }
    void erase(std::size_t index);
    [[nodiscard]] bool contains(std::size_t index) const { return find(index) != nullptr; }
    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] auto begin() const { return entries_.begin(); }
    [[nodiscard]] auto end() const { return entries_.end(); }
    bool operator==(const Attributes&) const = default;

    // By canonical name; `require`s that the type has it.
    [[nodiscard]] const Value& get(const ResourceType& type, std::string_view name) const;
    void put(const ResourceType& type, std::string_view name, Value value);

 private:
    std::vector<Entry> entries_;
};

/// "display_name = "chat", max_replica_count = 2", for tests and logs. Sensitive values as "(sensitive)".
[[nodiscard]] std::string to_text(const ResourceType& type, const Attributes& attributes);

}  // namespace fireform
