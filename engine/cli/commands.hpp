// The commands. Each is given what the parser made of its words and returns its exit code; each stands in the
// file of its name.
#pragma once

#include "engine/cli/context.hpp"
#include "engine/cli/options.hpp"

namespace fireform::cli {

[[nodiscard]] int carry_out(Context& context, const HelpCommand& command);
[[nodiscard]] int carry_out(Context& context, const InitCommand& command);
[[nodiscard]] int carry_out(Context& context, const ValidateCommand& command);
[[nodiscard]] int carry_out(Context& context, const PlanCommand& command);
[[nodiscard]] int carry_out(Context& context, const ApplyCommand& command);
[[nodiscard]] int carry_out(Context& context, const DriftCommand& command);
[[nodiscard]] int carry_out(Context& context, const ImportCommand& command);
[[nodiscard]] int carry_out(Context& context, const ExportCommand& command);
[[nodiscard]] int carry_out(Context& context, const OrphansCommand& command);
[[nodiscard]] int carry_out(Context& context, const StateCommand& command);
[[nodiscard]] int carry_out(Context& context, const HistoryCommand& command);
[[nodiscard]] int carry_out(Context& context, const ShowCommand& command);
[[nodiscard]] int carry_out(Context& context, const OutputCommand& command);
[[nodiscard]] int carry_out(Context& context, const ClientCommand& command);
[[nodiscard]] int carry_out(Context& context, const SchemaCommand& command);
[[nodiscard]] int carry_out(Context& context, const FmtCommand& command);
[[nodiscard]] int carry_out(Context& context, const GraphCommand& command);
[[nodiscard]] int carry_out(Context& context, const DoctorCommand& command);
[[nodiscard]] int carry_out(Context& context, const ExplainCommand& command);
[[nodiscard]] int carry_out(Context& context, const CompletionCommand& command);
[[nodiscard]] int carry_out(Context& context, const ManualCommand& command);
[[nodiscard]] int carry_out(Context& context, const EmulatorCommand& command);
[[nodiscard]] int carry_out(Context& context, const VersionCommand& command);

}  // namespace fireform::cli
