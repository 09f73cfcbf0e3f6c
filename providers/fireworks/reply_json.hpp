// The JSON of a reply, in memory of its own that goes with it. Only for .cpp files of this folder.
#pragma once

#include "providers/fireworks/session.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace fireform::fireworks {

/// A page of 200 objects is some 300 KB: parsed once, decoded from there, dropped as a whole.
class ReplyJson {
 public:
    explicit ReplyJson(const Reply& reply)
        : memory_(reply.response ? reply.response->body.size() + 1024 : 1024),
          value_(boost::json::storage_ptr(&memory_)) {
        if (!reply.success()) return;
        boost::system::error_code failed;
        value_ = boost::json::parse(reply.response->body, failed, &memory_);
        if (failed) value_ = nullptr;
    }
    ReplyJson(const ReplyJson&) = delete;
    ReplyJson& operator=(const ReplyJson&) = delete;

    /// Null pointer: not a success, or no JSON object.
    [[nodiscard]] const boost::json::object* object() const { return value_.if_object(); }

 private:
    boost::json::monotonic_resource memory_;
    boost::json::value value_;
};

}  // namespace fireform::fireworks
