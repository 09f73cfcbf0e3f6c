#include "providers/emulator/request_log.hpp"

#include "providers/emulator/json_text.hpp"

#include <utility>

namespace fireform::emulator {

void RequestLog::record(std::string_view operation, LoggedRequest request) {
    ++total_;
    const auto found = counts_.find(operation);
    if (found == counts_.end()) {
        counts_.emplace(operation, 1);
    } else {
        ++found->second;
    }
    if (request.body.size() > body_max) request.body.resize(body_max);
    if (requests_.size() == length_max) {
        drop_reply(requests_.front());
        requests_.pop_front();
        if (replies_dropped_ > 0) --replies_dropped_;
    }
    if (request.reply) replies_size_ += request.reply->size();
    requests_.push_back(std::move(request));
    while (replies_size_ > replies_max)
        drop_reply(requests_[replies_dropped_++]);
}

void RequestLog::drop_reply(LoggedRequest& request) {
    if (request.reply) replies_size_ -= request.reply->size();
    request.reply.reset();
}

std::string RequestLog::to_json(bool with_replies) const {
    std::string out = "{\"counts\":{\"total\":" + std::to_string(total_);
    for (const auto& [operation, count] : counts_) {
        out += ',';
        append_string(out, operation);
        out += ':' + std::to_string(count);
    }
    out += "},\"requests\":[";
    bool first = true;
    for (const LoggedRequest& request : requests_) {
        out += first ? "{\"method\":" : ",{\"method\":";
        first = false;
        append_string(out, request.method);
        out += ",\"path\":";
        append_string(out, request.path);
        out += ",\"query\":";
        append_string(out, request.query);
        out += ",\"status\":" + std::to_string(request.status) + ",\"body\":";
        append_string(out, request.body);
        if (with_replies && request.reply) {
            out += ",\"reply\":";
            append_string(out, *request.reply);
        }
        out += '}';
    }
    return out + "]}";
}

void RequestLog::clear() {
    counts_.clear();
    total_ = 0;
    requests_.clear();
    replies_size_ = 0;
    replies_dropped_ = 0;
}

}  // namespace fireform::emulator
