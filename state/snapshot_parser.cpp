#include "state/snapshot_parser.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>

#include <array>
#include <charconv>
#include <string>
#include <system_error>
#include <utility>

namespace fireform {
namespace json = boost::json;
namespace {

/// What the text says. Boost.JSON 1.81 multiplies the digits with a power of ten: numbers of more digits than
/// a double holds come out a bit beside, and would be another number each time they are written and read.
double exact(double number, std::string_view text) {
    double out = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    return read.ec == std::errc() ? out : number;
}

/// What the parser reports goes to the stack of the element that is being read, or else to that of the
/// document.
class ByResource {
 public:
    static constexpr std::size_t max_object_size = json::object::max_size();
    static constexpr std::size_t max_array_size = json::array::max_size();
    static constexpr std::size_t max_key_size = json::string::max_size();
    static constexpr std::size_t max_string_size = json::string::max_size();

    /// Without `take` nothing is an element.
    explicit ByResource(const std::function<void(const json::value&)>& take) : take_(take) {
        element_.reset(&memory_);
        rest_.reset();
    }

    json::value release() { return rest_.release(); }

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code&) { return begin(); }
    bool on_object_end(std::size_t size, json::error_code&) {
        --depth_;
        stack().push_object(size);
        return end();
    }
    bool on_array_begin(json::error_code&) {
        in_resources_ = in_resources_ || (take_ && depth_ == 1 && key_ == "resources");
        return begin();
    }
    bool on_array_end(std::size_t size, json::error_code&) {
        --depth_;
        const bool of_resources = in_resources_ && depth_ == 1;
        if (of_resources) in_resources_ = false;
        stack().push_array(of_resources ? 0 : size);
        return end();
    }
    bool on_key_part(json::string_view text, std::size_t, json::error_code&) {
        if (depth_ == 1) key_part_.append(text.data(), text.size());
        stack().push_chars(text);
        return true;
    }
    bool on_key(json::string_view text, std::size_t, json::error_code&) {
        if (depth_ == 1) {
            key_ = std::exchange(key_part_, {});
            key_.append(text.data(), text.size());
        }
        stack().push_key(text);
        return true;
    }
    bool on_string_part(json::string_view text, std::size_t, json::error_code&) {
        stack().push_chars(text);
        return true;
    }
    bool on_string(json::string_view text, std::size_t, json::error_code&) {
        stack().push_string(text);
        return end();
    }
    bool on_number_part(json::string_view text, json::error_code&) {
        number_part_.append(text.data(), text.size());
        return true;
    }
    bool on_int64(std::int64_t number, json::string_view, json::error_code&) {
        number_part_.clear();
        stack().push_int64(number);
        return end();
    }
    bool on_uint64(std::uint64_t number, json::string_view, json::error_code&) {
        number_part_.clear();
        stack().push_uint64(number);
        return end();
    }
    bool on_double(double number, json::string_view text, json::error_code&) {
        number_part_.append(text.data(), text.size());
        stack().push_double(exact(number, number_part_));
        number_part_.clear();
        return end();
    }
    bool on_bool(bool flag, json::error_code&) {
        stack().push_bool(flag);
        return end();
    }
    bool on_null(json::error_code&) {
        stack().push_null();
        return end();
    }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
    [[nodiscard]] bool in_element() const { return in_resources_ && depth_ >= 2; }
    json::value_stack& stack() { return in_element() ? element_ : rest_; }

    bool begin() {
        ++depth_;
        return true;
    }

    /// Of a value, whatever it is.
    bool end() {
        if (!in_resources_ || depth_ != 2) return true;
        {
            const json::value element = element_.release();
            take_(element);
        }
        memory_.release();
        element_.reset(&memory_);
        return true;
    }

    const std::function<void(const json::value&)>& take_;
    std::array<unsigned char, 16384> buffer_;  // most elements need no more
    json::monotonic_resource memory_{buffer_.data(), buffer_.size()};
    json::value_stack element_;
    json::value_stack rest_;
    std::string key_, key_part_;  // of the top-level member
    std::string number_part_;
    std::size_t depth_ = 0;  // of open objects and arrays
    bool in_resources_ = false;
};

}  // namespace

ParsedText parse_exactly(std::string_view text, json::value& document) {
    return parse_by_resource(text, nullptr, document);
}

ParsedText parse_by_resource(std::string_view text, const std::function<void(const json::value&)>& take,
                             json::value& rest) {
    json::basic_parser<ByResource> parser({}, take);
    ParsedText out;
    out.used = parser.write_some(true, text.data(), text.size(), out.failed);
    if (!out.failed && !parser.done()) parser.write_some(false, nullptr, 0, out.failed);
    if (!out.failed) rest = parser.handler().release();
    return out;
}

}  // namespace fireform
