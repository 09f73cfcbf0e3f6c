#include "engine/render/markdown.hpp"

#include <doctest/doctest.h>

using namespace fireform;

TEST_CASE("markdown: text of strangers says nothing but itself") {
    CHECK(markdown_code("lora_addon.support") == "<code>lora_addon.support</code>");
    CHECK(markdown_code("`a|b`</code><script>") ==
          "<code>&#96;a&#124;b&#96;&#60;/code&#62;&#60;script&#62;</code>");
    CHECK(markdown_code("deployment.chat[\"eu\"]") == "<code>deployment.chat&#91;&#34;eu&#34;&#93;</code>");
    CHECK(markdown_words("*all* [x](y) _z_ two\nlines") ==
          "&#42;all&#42; &#91;x&#93;(y) &#95;z&#95; two&#92;nlines");
    CHECK(markdown_words("@team #7") == "&#64;&#8203;team &#35;&#8203;7");
    CHECK(markdown_words("&amp;") == "&#38;amp;");
}

TEST_CASE("markdown: nothing inside of a block ends it") {
    CHECK(markdown_block("diff", "+ a\n") == "```diff\n+ a\n```\n");
    CHECK(markdown_block("", "````\n</details>") == "`````\n````\n</details>\n`````\n");
}

TEST_CASE("markdown: what is folded keeps the empty lines that Markdown inside of HTML needs") {
    CHECK(markdown_folded("more", "| a |\n") == "<details><summary>more</summary>\n\n| a |\n\n</details>\n");
}
