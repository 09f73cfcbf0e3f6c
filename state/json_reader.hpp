// Reading members of a JSON object whose kinds must be right, with one diagnostic for what is not. For
// resource_json.cpp, snapshot_json.cpp and journal.cpp.
#pragma once

#include "schemas/diagnostic.hpp"
#include "schemas/text_pool.hpp"

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fireform {

/// A path through a JSON file that is being read; failures gather in `diagnostics`.
struct JsonReader {
    std::string file = {};         ///< named in diagnostics
    std::string place = {};        ///< "deployment.chat", "" for the top level
    Diagnostics diagnostics = {};  ///< one is enough: a state that is wrong in one place is not used
    TextPool texts = {};           ///< of the attributes

    /// Adds `State is damaged`: "FILE: in PLACE, WHAT".
    void fail(std::string_view what);

    // A member of the wrong kind is a failure; the fallback is handed back when it is missing.
    [[nodiscard]] std::string text(const boost::json::object& object, std::string_view key,
                                   std::string_view fallback = {});
    [[nodiscard]] bool boolean(const boost::json::object& object, std::string_view key);
    [[nodiscard]] std::uint64_t count(const boost::json::object& object, std::string_view key,
                                      std::uint64_t fallback);
    /// Null: missing.
    [[nodiscard]] const boost::json::object* object(const boost::json::object& object, std::string_view key);
    [[nodiscard]] const boost::json::array* array(const boost::json::object& object, std::string_view key);
};

/// False: a number such as 1e999 is in it, which Boost.JSON reads as infinity and writes so that nobody can
/// read it again.
[[nodiscard]] bool all_finite(const boost::json::value& value);

/// The members whose keys are not among `known`, as JSON text of an object; "" when there are none.
[[nodiscard]] std::string unknown_members(const boost::json::object& object,
                                          const std::vector<std::string_view>& known);
/// Adds the members of `extra`, a JSON text of an object or "", that `object` does not have.
void add_members(boost::json::object& object, const std::string& extra);

}  // namespace fireform
