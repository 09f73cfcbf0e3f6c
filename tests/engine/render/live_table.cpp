#include "engine/render/live_table.hpp"

#include "engine/render/text.hpp"
#include "tests/engine/render/samples.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::tests;
using namespace std::chrono_literals;

namespace {

Event event(std::string_view address, Event::Kind kind, std::string phase = {},
            std::chrono::milliseconds elapsed = 0ms) {
    Event out;
    out.address = *parse_address(address);
    out.kind = kind;
    out.phase = std::move(phase);
    out.elapsed = elapsed;
    return out;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string out;
    for (const std::string& line : lines)
        out += line + '\n';
    return out;
}

}  // namespace

TEST_CASE("live table: address, phase and elapsed of what runs, oldest first, and a row that counts") {
    using enum Event::Kind;
    LiveTable table(Style{false, 60}, 5, 10);
    CHECK(table.frame(0s).empty());
    table.on(event("deployment.zeta", started), 0s);
    table.on(event("deployment.chat", started), 1s);
    table.on(event("deployment.zeta", progress, "CREATING, downloading model 1/2", 5s), 5s);
    table.on(event("lora_addon.a", completed), 6s);
    CHECK(joined(table.frame(11s)) == text(R"(
        deployment.zeta  downloading model 1/2                  11s
        deployment.chat  creating                               10s
        2 running, 1 of 5 done
    )"));
    table.on(event("deployment.zeta", failed), 12s);
    table.on(event("deployment.chat", completed), 12s);
    CHECK(table.frame(12s).empty());
}

TEST_CASE("live table: no row is wider than the terminal, and no more rows than it has") {
    LiveTable table(Style{false, 40}, 30, 4);
    for (int number = 0; number < 20; ++number)
        table.on(event("deployment.a-rather-long-name-" + std::to_string(number), Event::Kind::progress,
                       "downloading a very big model 日本語 " + std::to_string(number), 5s),
                 5s);
    const std::vector<std::string> frame = table.frame(7s);
    CHECK(frame.size() == 4);
    for (const std::string& line : frame)
        CHECK(columns(line) < 40);
    CHECK(frame.back() == "20 running (17 not shown), 0 of 30 done");
}

TEST_CASE("live table: only rows that changed are drawn again") {
    CHECK(repaint({}, {"a", "b"}) == "a\x1b[K\nb\x1b[K\n");
    CHECK(repaint({"a", "b"}, {"a", "b"}).empty());
    CHECK(repaint({"a", "b"}, {"a", "c"}) ==
          "\r\x1b[2A\x1b[1B"
          "c\x1b[K\n");
    CHECK(repaint({"a", "b"}, {"a"}) == "\r\x1b[2A\x1b[1B\x1b[J");
    CHECK(repaint({"a", "b"}, {}) == "\r\x1b[2A\x1b[J");
}
