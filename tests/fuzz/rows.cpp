// Dataset rows for every use: pieces of any size give the same verdict as the whole. The first byte is the
// size of the pieces.
#include "engine/config/dataset_file.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace fireform {
namespace {

std::optional<RowChecker::BadRow> judge(std::string_view text, std::size_t piece,
                                        const std::vector<RowUse>& uses) {
    RowChecker checker(uses);
    for (; !text.empty(); text.remove_prefix(std::min(piece, text.size())))
        checker.feed(text.substr(0, piece));
    checker.finish();
    return checker.bad_row();
}

}  // namespace
}  // namespace fireform

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform;
    if (size == 0) return 0;
    const std::string_view text = fuzz::text_of(data + 1, size - 1);
    const std::vector<std::vector<RowUse>> all_uses = {
        {}, {RowUse::supervised}, {RowUse::preference}, {RowUse::rollout}, {RowUse::scored}};
    for (const auto& uses : all_uses) {
        const auto whole = judge(text, text.size() + 1, uses);
        const auto pieces = judge(text, 1u + data[0] % 64u, uses);
        fuzz::require(whole.has_value() == pieces.has_value(), "pieces and the whole are judged alike");
        if (whole) fuzz::require(whole->line == pieces->line, "the bad row is the same in pieces");
    }
    return 0;
}
