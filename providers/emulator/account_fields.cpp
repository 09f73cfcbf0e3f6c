// What accounts, quotas and evaluators hold (brief 2.12).
#include "providers/emulator/account_fields.hpp"

#include "providers/emulator/common_fields.hpp"

#include <array>

namespace fireform::emulator {
namespace {

using namespace rule;

constexpr std::array<std::string_view, 5> account_states{"STATE_UNSPECIFIED", "CREATING", "READY", "UPDATING",
                                                         "DELETING"};
constexpr std::array<std::string_view, 5> suspend_states{"UNSUSPENDED", "FAILED_PAYMENTS", "CREDIT_DEPLETED",
                                                         "MONTHLY_SPEND_LIMIT_EXCEEDED",
                                                         "BLOCKED_BY_ABUSE_RULE"};
constexpr std::array<std::string_view, 2> account_types{"ACCOUNT_TYPE_UNSPECIFIED", "ENTERPRISE"};
constexpr std::array<std::string_view, 4> evaluator_states{"STATE_UNSPECIFIED", "ACTIVE", "BUILDING",
                                                           "BUILD_FAILED"};
constexpr std::array<std::string_view, 4> source_types{"TYPE_UNSPECIFIED", "TYPE_UPLOAD", "TYPE_GITHUB",
                                                       "TYPE_TEMPORARY"};
constexpr std::array<std::string_view, 2> criterion_types{"TYPE_UNSPECIFIED", "CODE_SNIPPETS"};

constexpr std::array<Field, 1> notification_fields{{
    {.name = "monthlySpendThresholds",
     .kind = Kind::message,
     .shape = Shape::list,
     .message = &money_message},
}};
constexpr Message notification_message{"NotificationSettings", notification_fields};

constexpr std::array<Field, 10> account_table{{
    {.name = "name", .rules = output_only},
    {.name = "displayName", .length_max = 63},
    {.name = "createTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "accountType", .kind = Kind::enumeration, .values = account_types},
    {.name = "email"},
    {.name = "state", .kind = Kind::enumeration, .rules = output_only, .values = account_states},
    {.name = "status", .kind = Kind::message, .rules = output_only, .message = &status_message},
    {.name = "suspendState", .kind = Kind::enumeration, .rules = output_only, .values = suspend_states},
    {.name = "updateTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "notificationSettings", .kind = Kind::message, .message = &notification_message},
}};

constexpr std::array<Field, 5> quota_table{{
    {.name = "name", .rules = output_only},
    {.name = "value", .kind = Kind::int64},
    {.name = "maxValue", .kind = Kind::int64, .rules = immutable},
    {.name = "usage", .kind = Kind::float64, .rules = output_only},
    {.name = "updateTime", .kind = Kind::timestamp, .rules = output_only},
}};

constexpr std::array<Field, 4> snippet_fields{{
    {.name = "language"},
    {.name = "fileContents", .shape = Shape::map},
    {.name = "entryFile"},
    {.name = "entryFunc"},
}};
constexpr Message snippet_message{"CodeSnippets", snippet_fields};
constexpr std::array<Field, 4> criterion_fields{{
    {.name = "type", .kind = Kind::enumeration, .values = criterion_types},
    {.name = "name"},
    {.name = "description"},
    {.name = "codeSnippets", .kind = Kind::message, .message = &snippet_message},
}};
constexpr Message criterion_message{"Criterion", criterion_fields};
constexpr std::array<Field, 2> source_fields{{
    {.name = "type", .kind = Kind::enumeration, .values = source_types},
    {.name = "githubRepositoryName"},
}};
constexpr Message source_message{"EvaluatorSource", source_fields};

constexpr std::array<Field, 14> evaluator_table{{
    {.name = "name", .rules = output_only},
    {.name = "displayName"},
    {.name = "description"},
    {.name = "createTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "createdBy", .rules = output_only},
    {.name = "updateTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "state", .kind = Kind::enumeration, .rules = output_only, .values = evaluator_states},
    {.name = "criteria", .kind = Kind::message, .shape = Shape::list, .message = &criterion_message},
    {.name = "requirements"},
    {.name = "entryPoint"},
    {.name = "status", .kind = Kind::message, .rules = output_only, .message = &status_message},
    {.name = "commitHash"},
    {.name = "source", .kind = Kind::message, .message = &source_message},
    {.name = "defaultDataset"},
}};

constexpr std::array<Field, 2> create_evaluator_fields{{
    {.name = "evaluator", .kind = Kind::message, .rules = required, .message = &evaluator_message},
    {.name = "evaluatorId"},
}};

}  // namespace

constinit const Message account_message{"Account", account_table};
constinit const Message quota_message{"Quota", quota_table};
constinit const Message evaluator_message{"Evaluator", evaluator_table};
constinit const Message create_evaluator_message{"CreateEvaluatorRequest", create_evaluator_fields};

}  // namespace fireform::emulator
