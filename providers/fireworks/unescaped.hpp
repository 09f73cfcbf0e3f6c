// A text with the escapes of JSON, urls and HTML undone, layer by layer, and where each of its bytes stood
// before. For looking for something that may have been escaped on its way, not for decoding anything.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fireform::fireworks {

class Unescaped {
 public:
    /// As it is. `original` must outlive this.
    explicit Unescaped(std::string_view original) : text_(original) {}

    /// Undoes one more layer. False: there is none, or there were `layers_max`.
    bool undo();

    [[nodiscard]] std::string_view text() const { return text_; }
    /// Where in the original the byte at `at` begins; of the end, the end.
    [[nodiscard]] std::size_t origin(std::size_t at) const { return origins_.empty() ? at : origins_[at]; }

 private:
    static constexpr int layers_max = 6;  ///< JSON in JSON in JSON, in a url, in a page

    std::string_view text_;
    std::string own_;
    std::vector<std::size_t> origins_;  ///< one per byte, and the end; empty: nothing was undone yet
    int layers_ = 0;
};

}  // namespace fireform::fireworks
