// The small readers of the emulator: page tokens, cron expressions, queries, masks, multipart bodies. Every
// input goes to all of them; the first line is the content type of the multipart body behind it.
#include "providers/emulator/cron.hpp"
#include "providers/emulator/deployment_fields.hpp"
#include "providers/emulator/list_query.hpp"
#include "providers/emulator/masks.hpp"
#include "providers/emulator/multipart.hpp"
#include "providers/emulator/page_token.hpp"
#include "providers/emulator/query.hpp"
#include "tests/fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform;
    using namespace fireform::emulator;
    const std::string_view text = fuzz::text_of(data, size);
    if (const auto token = parse_page_token(text)) {
        const auto again = parse_page_token(to_text(*token));
        fuzz::require(again && again->bound == token->bound && again->total == token->total &&
                          again->cursor == token->cursor,
                      "a page token reads back as it was");
    }
    if (const auto cron = parse_cron(text)) {
        fuzz::require(cron->minutes != 0 && cron->minutes >> 60 == 0, "a cron has minutes");
        fuzz::require(cron->hours != 0 && cron->hours >> 24 == 0, "a cron has hours");
        (void)cron->matches(1777636800);
        (void)cron->matches(-1);
    }
    Query query;
    (void)read_query(text, {list_parameters}, query);
    (void)percent_decode(text, true);
    std::vector<FieldPath> paths;
    (void)read_mask(deployment_message, text, false, paths);
    std::string_view body = text;
    const std::string_view content_type = fuzz::take_line(body);
    if (const auto part = find_part(content_type, body, "file"))
        fuzz::require(part->content.size() <= body.size(), "a part lies within its body");
    return 0;
}
