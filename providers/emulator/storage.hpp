// The object storage behind signed URLs, served by the emulator itself (brief 6.2).
#pragma once

#include "providers/http/http_client.hpp"

#include <boost/json/fwd.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace fireform::emulator {

namespace json = boost::json;
struct World;
struct Object;

/// The object expects files of these sizes from now on: `{"name": "<signed url>", ...}`, to be PUT with
/// exactly the headers that were signed.
[[nodiscard]] std::string upload_urls(World& world, Object& object, std::string_view origin,
                                      const json::object& sizes);
/// Where its files can be fetched, in the same form.
[[nodiscard]] std::string download_urls(const World& world, const Object& object, std::string_view origin);

/// Below /storage/.
[[nodiscard]] HttpResponse storage(World& world, const HttpRequest& request);

/// Takes a file in: its size, hash and rows, and the bytes while they are few.
void receive_file(World& world, Object& object, std::string_view filename, std::string_view content);

/// Files up to this many bytes can be downloaded again.
inline constexpr std::size_t content_max = 64u << 10;

}  // namespace fireform::emulator
