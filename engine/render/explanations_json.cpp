#include "engine/render/explanations.hpp"
#include "state/json_printer.hpp"

#include <boost/json.hpp>

namespace fireform {
namespace {

namespace json = boost::json;

json::object object_of(const Explanation& explanation) {
    json::object out;
    out["code"] = code_text(explanation);
    out["summary"] = json::string(explanation.summary);
    out["meaning"] = json::string(explanation.meaning);
    out["example"] = json::string(explanation.example);
    out["way_out"] = json::string(explanation.way_out);
    return out;
}

}  // namespace

std::string explanation_json(const Explanation& explanation) {
    return json_line(object_of(explanation));
}

std::string explanations_json() {
    json::array all;
    for (const Explanation& one : explanations())
        all.push_back(object_of(one));
    return json_line(json::object{{"format_version", "1.0"}, {"explanations", std::move(all)}});
}

}  // namespace fireform
