// Attributes as the API writes them in JSON (domain brief 8.8, 8.10), by the schema's tables: the only place
// that knows paths, decimal strings and masks. Errors and lists are other files' business.
#pragma once

#include "providers/live.hpp"
#include "schemas/schema.hpp"
#include "schemas/text_pool.hpp"

#include <boost/json/fwd.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fireform::fireworks {

/// REQUIRES: nothing in `value` is unknown.
[[nodiscard]] boost::json::value encode(const Attribute& attribute, const Value& value);
/// Null: absent. What is of another kind than the schema says, or an enum word it does not know, is kept as
/// it came.
[[nodiscard]] Value decode(const Attribute& attribute, const boost::json::value& json);

/// The resource in a create: every configured attribute that the API takes, those that always travel, and
/// `tags` of ours beside the configured ones.
[[nodiscard]] boost::json::object encode_create(const ResourceType& type, const Attributes& attributes,
                                                const Value::Map& tags);
/// The create_query attributes that are set, by the parameter's name.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> create_parameters(
    const ResourceType& type, const Attributes& attributes);

/// `changed` in one PATCH: whole top-level fields, each with what is live or configured beside the change;
/// what is changed and not in `attributes` is in the mask only, which clears it.
struct Patch {
    std::string mask;  ///< "max_replica_count,autoscaling_policy"; "" nothing that PATCH can change
    std::string body;
};
[[nodiscard]] Patch encode_patch(const ResourceType& type, const Attributes& live,
                                 const Attributes& attributes, const std::vector<std::uint16_t>& changed);

/// No value: it has no name, so it is no object. Short names are expanded into `naming.account`. Secrets that
/// are not meant to come back, and links that are a key by themselves, are left out.
[[nodiscard]] std::optional<LiveObject> decode_object(const ResourceType& type,
                                                      const boost::json::object& json, const Naming& naming);

/// decode_object() for many of one type: knows where each attribute stands, and finds all in one walk over
/// the reply.
class ObjectDecoder {
 public:
    explicit ObjectDecoder(const ResourceType& type);
    ~ObjectDecoder();
    ObjectDecoder(const ObjectDecoder&) = delete;
    ObjectDecoder& operator=(const ObjectDecoder&) = delete;

    [[nodiscard]] std::optional<LiveObject> decode(const boost::json::object& json, const Naming& naming);

 private:
    struct Paths;
    const ResourceType& type_;
    std::unique_ptr<const Paths> paths_;
    TextPool texts_;
};

/// "downloading model 1/2", "running 40 %, epoch 1": from replicaStats or jobProgress.
[[nodiscard]] Progress decode_progress(const boost::json::object& json);

/// The member at "a.b"; null pointer: not there, or null.
[[nodiscard]] const boost::json::value* find_path(const boost::json::object& json, std::string_view path);
/// The string at "a.b"; "" otherwise.
[[nodiscard]] std::string text_at(const boost::json::object& json, std::string_view path);
/// The boolean at "a.b"; false otherwise.
[[nodiscard]] bool flag_at(const boost::json::object& json, std::string_view path);
/// The number at "a.b", or the 64-bit one in its decimal text (brief 8.10); 0 otherwise.
[[nodiscard]] std::int64_t integer_at(const boost::json::object& json, std::string_view path);
[[nodiscard]] double number_at(const boost::json::object& json, std::string_view path);

}  // namespace fireform::fireworks
