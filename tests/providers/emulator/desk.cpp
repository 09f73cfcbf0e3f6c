#include "tests/providers/emulator/desk.hpp"

#include <boost/json.hpp>

#include <sstream>
#include <utility>

namespace fireform::testing {
namespace {

namespace json = boost::json;

std::string at(const json::value& root, std::string_view place) {
    const json::value* here = &root;
    while (!place.empty()) {
        const auto dot = place.find('.');
        const std::string_view part = place.substr(0, dot);
        place = dot == std::string_view::npos ? std::string_view{} : place.substr(dot + 1);
        if (const json::object* object = here->if_object()) {
            here = object->if_contains(part);
        } else if (const json::array* array = here->if_array()) {
            here = array->if_contains(static_cast<std::size_t>(std::stoul(std::string(part))));
        } else {
            return "-";
        }
        if (here == nullptr) return "-";
    }
    return here->is_string() ? std::string(here->get_string()) : json::serialize(*here);
}

}  // namespace

// 2026-05-01T12:00:00Z
Desk::Desk(EmulatorOptions options) : emulator(std::move(options)), now(std::chrono::seconds(1777636800)) {}

HttpRequest Desk::request(std::string_view line) {
    HttpRequest request;
    const auto space = line.find(' ');
    request.method = std::string(line.substr(0, space));
    line.remove_prefix(space + 1);
    const auto body = std::min(line.find(" {"), line.size());
    std::string path;
    for (const char c : line.substr(0, body))
        path += c == ' ' ? "%20" : c == '"' ? "%22" : std::string(1, c);
    if (body < line.size()) request.body = std::string(line.substr(body + 1));
    request.url = "http://emulator" + (path.starts_with('/') ? path : "/v1/accounts/acme/" + path);
    request.headers = {{"Authorization", "Bearer key"}, {"Content-Type", "application/json"}};
    return request;
}

HttpResponse Desk::send(HttpRequest wanted) {
    return emulator.handle(wanted, now);
}

EmulatorReply Desk::answer(std::string_view line) {
    return emulator.answer(request(line), now);
}

std::string Desk::ask(std::string_view line) {
    const HttpResponse response = send(request(line));
    return std::to_string(response.status) + " " + response.body;
}

std::string Desk::tell(std::string_view line) {
    const HttpResponse response = send(request(line));
    std::string text = std::to_string(response.status);
    if (response.status == 200) return text;
    const std::string message = pick(response.body, "message");
    return text + " " + (message == "-" ? pick(response.body, "error.message") : message);
}

std::string Desk::see(std::string_view path, std::string_view places) {
    return see_in("GET " + std::string(path), places);
}

std::string Desk::see_in(std::string_view line, std::string_view places) {
    const HttpResponse response = send(request(line));
    if (response.status != 200) return std::to_string(response.status);
    return pick(response.body, places);
}

std::string Desk::ids(std::string_view list_path) {
    const HttpResponse response = send(request("GET " + std::string(list_path)));
    if (response.status != 200) return std::to_string(response.status) + " " + pick(response.body, "message");
    std::string out;
    const json::value reply = json::parse(response.body);
    for (const auto& member : reply.as_object()) {
        if (!member.value().is_array()) continue;
        for (const json::value& row : member.value().as_array()) {
            const std::string name = at(row, "name");
            out += (out.empty() ? "" : " ") + name.substr(name.rfind('/') + 1);
        }
    }
    return out;
}

std::string deployment_body(std::string_view more) {
    std::string body =
        R"({"baseModel": "accounts/fireworks/models/llama-v3p1-8b-instruct", "acceleratorType": "NVIDIA_H100_80GB")";
    if (!more.empty()) body.append(", ").append(more);
    return body + "}";
}

void add_dataset(Desk& desk, std::string_view id, std::string_view row, int rows, std::string_view more) {
    const std::string name(id);
    desk.ask("POST datasets {\"datasetId\": \"" + name + "\", \"dataset\": {\"userUploaded\": {}" +
             std::string(more) + "}}");
    HttpRequest request = Desk::request("POST datasets/" + name + ":upload");
    request.headers[1].second = "multipart/form-data; boundary=b";
    request.body = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.jsonl\"\r\n\r\n";
    for (int i = 0; i < rows; ++i)
        request.body.append(row).append("\n");
    request.body += "\r\n--b--\r\n";
    desk.send(std::move(request));
    desk.wait(std::chrono::seconds(1));
}

std::string states_of(Desk& desk, std::string_view job, int times, std::chrono::nanoseconds step) {
    std::string out;
    for (int i = 0; i < times; ++i) {
        const std::string state = desk.see(job, "state");
        out += (out.empty() ? "" : " ") + (state.starts_with("JOB_STATE_") ? state.substr(10) : state);
        desk.wait(step);
    }
    return out;
}

std::string pick(std::string_view text, std::string_view places) {
    boost::system::error_code failure;
    const json::value root = json::parse(json::string_view(text.data(), text.size()), failure);
    if (failure) return "not JSON: " + std::string(text);
    std::string out;
    std::istringstream words{std::string(places)};
    for (std::string place; words >> place;)
        out += (out.empty() ? "" : " ") + at(root, place);
    return out;
}

}  // namespace fireform::testing
