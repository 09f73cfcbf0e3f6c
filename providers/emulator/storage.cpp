#include "providers/emulator/storage.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/collection.hpp"
#include "providers/emulator/dataset_rows.hpp"
#include "providers/emulator/headers.hpp"
#include "providers/emulator/query.hpp"
#include "providers/emulator/world.hpp"
#include "schemas/hash.hpp"

#include <boost/json.hpp>

#include <array>
#include <cctype>
#include <utility>

namespace fireform::emulator {
namespace {

constexpr std::string_view root = "/storage/";

std::string percent_encode(std::string_view text) {
    static constexpr char hex[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || c == '-' || c == '_' || c == '.' || c == '~') {
            out += c;
        } else {
            out += '%';
            out += hex[byte >> 4];
            out += hex[byte & 15];
        }
    }
    return out;
}

std::string signature(const World& world, const Object& object, std::string_view method,
                      std::string_view filename, std::int64_t size) {
    std::string text(method);
    text.append(" ")
        .append(object.name)
        .append("#")
        .append(std::to_string(object.serial))
        .append("/")
        .append(filename);
    text.append("?").append(std::to_string(size));
    return seeded_hash(world, text) + seeded_hash(world, text + "!");
}

void append_url(std::string& out, const Object& object, std::string_view origin, std::string_view filename,
                const std::string& signed_with) {
    if (out.size() > 1) out += ',';
    append_string(out, filename);
    out += ':';
    std::string url(origin);
    url.append(root).append(object.name).append("/").append(percent_encode(filename));
    append_string(
        out, url + "?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Expires=3600&X-Goog-Signature=" + signed_with);
}

/// Storage speaks XML, not google.rpc.Status.
HttpResponse refuse(int status, std::string_view code, std::string_view message) {
    HttpResponse response;
    response.status = status;
    response.headers = {{"content-type", "application/xml; charset=UTF-8"}};
    response.body = "<?xml version='1.0' encoding='UTF-8'?><Error><Code>";
    response.body.append(code).append("</Code><Message>").append(message).append("</Message></Error>");
    return response;
}

HttpResponse accept() {
    HttpResponse response;
    response.status = 200;
    return response;
}

/// The signature covers the headers: exactly these two, and no others of their kind.
bool headers_match(const HttpRequest& request, std::int64_t size) {
    const std::string range = std::to_string(size) + "," + std::to_string(size);
    bool type = false, length = false;
    for (const auto& [name, value] : request.headers) {
        const std::string key = lower(name);
        if (key == "content-type") {
            type = value == "application/octet-stream";
        } else if (key == "x-goog-content-length-range") {
            length = value == range;
        } else if (key == "authorization" || key == "x-api-key" || key.starts_with("x-goog-") ||
                   key.starts_with("x-amz-")) {
            return false;
        }
    }
    return type && length;
}

bool is_chunked(const HttpRequest& request) {
    return lower(header_of(request, "transfer-encoding")).find("chunked") != std::string::npos;
}

HttpResponse put(World& world, Object& object, const HttpRequest& request, std::string_view filename,
                 std::string_view given) {
    const std::int64_t size = number_of(message_of(object.notes(), "expects"), filename);
    if (given != signature(world, object, "PUT", filename, size))
        return refuse(403, "SignatureDoesNotMatch", "The signature does not match what was signed.");
    if (!headers_match(request, size))
        return refuse(400, "MalformedSecurityHeader",
                      "Headers must be exactly Content-Type: application/octet-stream and "
                      "x-goog-content-length-range: SIZE,SIZE; no Authorization.");
    if (is_chunked(request)) return accept();  // and stores nothing, silently
    const auto length = static_cast<std::int64_t>(request.body.size());
    if (length > size)
        return refuse(400, "EntityTooLarge", "The body is longer than x-goog-content-length-range.");
    if (length < size)
        return refuse(400, "EntityTooSmall", "The body is shorter than x-goog-content-length-range.");
    receive_file(world, object, filename, request.body);
    return accept();
}

HttpResponse get(World& world, const Object& object, std::string_view filename, std::string_view given) {
    if (given != signature(world, object, "GET", filename, 0))
        return refuse(403, "SignatureDoesNotMatch", "The signature does not match what was signed.");
    const json::object& file = message_of(message_of(object.notes(), "files"), filename);
    if (!has(file, "content"))
        return refuse(410, "Gone", "The emulator keeps the bytes of files up to 64 KiB only.");
    HttpResponse response = accept();
    response.headers = {{"content-type", "application/octet-stream"}};
    response.body = std::string(text_of(file, "content"));
    return response;
}

}  // namespace

std::string upload_urls(World& world, Object& object, std::string_view origin, const json::object& sizes) {
    std::string text = "{";
    for (const auto& entry : sizes) {
        const std::int64_t size = number_of(sizes, entry.key());
        set_number(message_in(object.notes(), "expects"), entry.key(), size);
        append_url(text, object, origin, entry.key(), signature(world, object, "PUT", entry.key(), size));
    }
    note(world, object);
    return text + "}";
}

std::string download_urls(const World& world, const Object& object, std::string_view origin) {
    std::string text = "{";
    for (const auto& entry : message_of(object.notes(), "files"))
        append_url(text, object, origin, entry.key(), signature(world, object, "GET", entry.key(), 0));
    return text + "}";
}

HttpResponse storage(World& world, const HttpRequest& request) {
    const Target target = split_url(request.url);
    const std::string_view path = target.path.substr(root.size());
    const auto slash = path.rfind('/');
    const auto filename =
        percent_decode(path.substr(slash == std::string_view::npos ? path.size() : slash + 1), false);
    Object* object = slash == std::string_view::npos ? nullptr : world.store.find(path.substr(0, slash));
    static constexpr std::array<Parameter, 3> parameters{
        {{"X-Goog-Algorithm"}, {"X-Goog-Expires"}, {"X-Goog-Signature"}}};
    Query query;
    if (object == nullptr || !filename || read_query(target.query, {parameters}, query))
        return refuse(404, "NoSuchKey", "The specified key does not exist.");
    const auto given = query.text("X-Goog-Signature");
    if (request.method == "PUT") return put(world, *object, request, *filename, given);
    if (request.method == "GET") return get(world, *object, *filename, given);
    return refuse(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
}

void receive_file(World& world, Object& object, std::string_view filename, std::string_view content) {
    json::object& file = message_in(message_in(object.notes(), "files"), filename);
    file.clear();
    set_number(file, "size", static_cast<std::int64_t>(content.size()));
    set_text(file, "sha256", sha256_hex(content));
    if (object.collection == &datasets) {
        const RowReport report = scan_rows(content, text_of(object.body(), "format"));
        set_number(file, "rows", report.rows);
        set_text(file, "format", report.format);
        set_flag(file, "preference", report.preference);
        set_real(file, "turns", report.turns);
        set_flag(file, "thinking", report.thinking);
        set_text(file, "problem", report.problem);
        // Bytes that are no UTF-8 could not be kept in the JSON of the store.
        if (content.size() <= content_max && report.problem.empty()) set_text(file, "content", content);
    }
    note(world, object);
}

}  // namespace fireform::emulator
