// One JSON object as an object of every resource type: decoding, progress, and what a PATCH would say.
#include "providers/fireworks/json_codec.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <boost/json.hpp>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform;
    namespace json = boost::json;
    json::error_code failed;
    const json::value body = json::parse(fuzz::text_of(data, size), failed);
    if (failed || !body.is_object()) return 0;
    Naming naming;
    naming.account = "acme";
    const Progress progress = fireworks::decode_progress(body.get_object());
    fuzz::require(!progress.percent || (*progress.percent >= 0 && *progress.percent <= 100),
                  "a percentage is one");
    for (const ResourceType* type : fireworks_catalog()) {
        const auto object = fireworks::decode_object(*type, body.get_object(), naming);
        if (!object) continue;
        const auto again = fireworks::decode_object(*type, body.get_object(), naming);
        fuzz::require(object == again, "an object decodes the same again");
        fuzz::require(!object->name.empty(), "an object has a name");
        std::vector<std::uint16_t> all;
        for (const auto& [index, value] : object->attributes)
            all.push_back(index);
        (void)fireworks::encode_patch(*type, object->attributes, object->attributes, all);
    }
    return 0;
}
