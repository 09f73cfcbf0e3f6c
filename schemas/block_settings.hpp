// What a block of any type may say beside its attributes: `depends_on`, `for_each`, `from`, `[...
// .lifecycle]` and
// `[... .timeouts]`. Rows like those of the types, so that they are read, checked and shown the same way.
#pragma once

#include "schemas/schema.hpp"

#include <array>

namespace fireform {

inline constexpr Attribute depends_on_setting{
    .name = "depends_on",
    .api = "",
    .type = ValueType::list,
    .update = Update::client_side,
    .description = "Addresses of resources that must be there first, beside those that are referred to."};

inline constexpr Attribute for_each_setting{
    .name = "for_each",
    .api = "",
    .type = ValueType::list,
    .update = Update::client_side,
    .description =
        "One resource for each string of a list or key of a table, with ${each.key} and "
        "${each.value}."};

inline constexpr Attribute from_setting{
    .name = "from",
    .api = "",
    .update = Update::client_side,
    .description = "The [template.NAME] that says whatever the block does not."};

inline constexpr std::array<std::string_view, 2> on_destroy_words{"destroy", "keep"};
inline constexpr std::array<std::string_view, 3> adopt_words{"auto", "never", "force"};

inline constexpr std::array<Attribute, 6> lifecycle_settings{
    {{.name = "protect",
      .api = "",
      .type = ValueType::boolean,
      .update = Update::client_side,
      .fallback = "false",
      .description = "Refuse every plan that would destroy or replace the object."},
     {.name = "ignore_changes",
      .api = "",
      .type = ValueType::list,
      .update = Update::client_side,
      .description = "Attributes that are left as they are in the account; \"all\" for all of them."},
     {.name = "create_before_destroy",
      .api = "",
      .type = ValueType::boolean,
      .update = Update::client_side,
      .description = "Whether a replacement is made before the old object goes; not where an id is written."},
     {.name = "replace_on",
      .api = "",
      .type = ValueType::list,
      .update = Update::client_side,
      .description =
          "Addresses, or attributes of resources (\"dataset.x.content_hash\"): when a plan changes "
          "one of them, this object is made anew."},
     {.name = "on_destroy",
      .api = "",
      .update = Update::client_side,
      .values = on_destroy_words,
      .fallback = "destroy",
      .description = "keep: forget the object instead of destroying it."},
     {.name = "adopt",
      .api = "",
      .update = Update::client_side,
      .values = adopt_words,
      .fallback = "auto",
      .description = "Whether to take over an object with the same identity; force: even of another state. "
                     "One with the tags of this state always is."}}};

// A week: longer than any run.
inline constexpr Bounds timeout_bounds{.minimum = 1, .maximum = 604800, .multiple_of = 1};
inline constexpr std::array<Attribute, 3> timeout_settings{
    {{.name = "create",
      .api = "",
      .type = ValueType::duration,
      .update = Update::client_side,
      .bounds = timeout_bounds,
      .description = "How long apply waits until a new object is ready."},
     {.name = "update",
      .api = "",
      .type = ValueType::duration,
      .update = Update::client_side,
      .bounds = timeout_bounds,
      .description = "How long apply waits until a changed object is ready again."},
     {.name = "delete",
      .api = "",
      .type = ValueType::duration,
      .update = Update::client_side,
      .bounds = timeout_bounds,
      .description = "How long apply waits until a deleted object is gone."}}};

}  // namespace fireform
