#include "providers/http/http_client.hpp"

#include <boost/beast/core/string.hpp>

namespace fireform {

std::string_view HttpResponse::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (boost::beast::iequals(key, name)) return value;
    return {};
}

}  // namespace fireform
