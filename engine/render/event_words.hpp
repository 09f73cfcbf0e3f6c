// How events are worded, the same in lines, in the live table and in the event stream.
#pragma once

#include "engine/apply/events.hpp"

#include <string>
#include <string_view>

namespace fireform {

struct VerbWords {
    std::string_view doing;   ///< "Creating"
    std::string_view still;   ///< "creating", behind "Still"
    std::string_view noun;    ///< "Creation"
    std::string_view action;  ///< Terraform's word in its event stream: "create", "delete"
};
[[nodiscard]] const VerbWords& words_of(const Event& event);

/// What happened, without the address: "Creation complete after 12s [id=chat-3f2a91bc]". Printable, no
/// colour.
[[nodiscard]] std::string event_line(const Event& event);

/// The phase without the API's state word where more is known: "downloading model 1/2".
[[nodiscard]] std::string phase_text(std::string_view phase);

/// "Summary: detail" of the first error, without one the detail of the first note, printable; "" without any.
[[nodiscard]] std::string first_problem(const Diagnostics& diagnostics);

}  // namespace fireform
