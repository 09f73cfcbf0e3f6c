// A whole collection through its pages (domain brief 8.6).
#pragma once

#include "providers/fireworks/session.hpp"

#include <boost/json/fwd.hpp>

namespace fireform::fireworks {

/// One object of a page, in the order they come.
using ObjectSink = std::function<void(const boost::json::object&)>;

/// What a 403 means: some lists are a convenience, and a key may lack the right to read them.
enum class WhenForbidden : std::uint8_t { error, empty };

/// Calls `take` for every object of the array `collection` in every page. `parameters` are the same for each
/// page; pageSize is added. Errors: a page cannot be had, a page is no page, the chain does not end.
[[nodiscard]] Task<Diagnostics> list_pages(Session& session, std::string path, std::string collection,
                                           QueryParameters parameters, std::string what,
                                           const ObjectSink& take,
                                           WhenForbidden forbidden = WhenForbidden::error);

/// The same for a collection that may be long, in half the time: asked for by name, and when there are more
/// than 1,000 objects from the other end as well, until the ends meet. N pages cost N requests or one more.
/// Whatever does not fit that order (one that is refused or ignored, pages that overlap, fewer objects than
/// totalSize says) leads back to one chain to its end. An object can come twice.
[[nodiscard]] Task<Diagnostics> list_by_name(Session& session, std::string path, std::string collection,
                                             QueryParameters parameters, std::string what,
                                             const ObjectSink& take);

}  // namespace fireform::fireworks
