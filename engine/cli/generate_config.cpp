#include "engine/cli/generate_config.hpp"

#include "engine/cli/new_file.hpp"
#include "engine/cli/problem.hpp"
#include "engine/config/format.hpp"
#include "engine/config/source_files.hpp"
#include "engine/plan/description.hpp"
#include "engine/plan/export_choice.hpp"
#include "engine/plan/import_patterns.hpp"
#include "engine/render/block_text.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform::cli {
namespace {

/// Null: the account does not have it.
const LiveObject* object_of(const Address& address, const ImportConfig& import, const Live& live) {
    const bool full = import.id.find('/') != std::string::npos;
    const auto found = std::ranges::find_if(live.objects, [&](const LiveObject& object) {
        return object.type->name == address.type && is_present(object) &&
               (full ? object.name : object.id) == import.id;
    });
    return found == live.objects.end() ? nullptr : &*found;
}

Diagnostic no_object(const Address& address, const ImportConfig& import) {
    Diagnostic out = problem("No such object",
                             fmt::format("The account has no {} {}, which {} is to take.", address.type,
                                         fireform::in_quotes(import.id), to_text(address)),
                             "look at the id again");
    out.range = import.range;
    return out;
}

std::string file_text(const std::vector<DescribedBlock>& blocks, const std::string& file) {
    std::string text;
    for (const DescribedBlock& block : blocks)
        text += (text.empty() ? "" : "\n") + block_text(block);
    Checked<std::string> formatted = format_toml(file, text);
    return formatted.value ? std::move(*formatted.value) : text;
}

}  // namespace

Task<Checked<std::size_t>> generate_config(Context& context, Session& session, Reporter& reporter,
                                           LoadOptions options, std::string file) {
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) co_return file_is_there(file);
    const Checked<Snapshot> state = session.store->read();
    if (!state.ok()) co_return state.diagnostics;
    const Checked<Live> live = co_await read_live(session, *state.value, Reading::objects);
    if (!live.ok()) co_return live.diagnostics;
    const auto imports = find_imports(session.config, *live.value, false);
    if (!imports.ok()) co_return imports.diagnostics;

    std::vector<Subject> subjects;
    Diagnostics problems;
    for (const auto& [address, import] : *imports.value) {
        if (session.config.resources.contains(address) || address.key) continue;
        if (const LiveObject* object = object_of(address, import, *live.value))
            subjects.push_back({address, object});
        else
            problems.add(no_object(address, import));
    }
    if (problems.has_errors()) co_return problems;
    std::map<std::string, Address> known;
    for (const auto& [address, entry] : state.value->resources)
        if (session.config.resources.contains(address)) known.emplace(entry.name, address);
    if (!subjects.empty()) {
        problems.add(write_new_file(file, file_text(describe(subjects, known), file)));
        if (problems.has_errors()) co_return problems;
        options.more_files.push_back(file);
    }
    options.imports_need_blocks = true;
    Checked<Config> config = load_config(options, fireworks_catalog());
    if (config.value) reporter.know(config.value->sources);
    if (!config.ok()) co_return config.diagnostics;
    session.config = std::move(*config.value);
    context.console.err(subjects.empty()
                            ? "Nothing to write: every [[import]] has its block.\n\n"
                            : fmt::format("Wrote {}: {}.\n\n", file,
                                          subjects.size() == 1 ? std::string("1 block")
                                                               : fmt::format("{} blocks", subjects.size())));
    Checked<std::size_t> out(subjects.size());
    out.diagnostics = std::move(config.diagnostics);
    if (!subjects.empty() && !is_configuration_name(std::filesystem::path(file).filename().string()))
        out.diagnostics.add(warning(
            "File is not part of the configuration",
            fmt::format("{} is in this plan, and no other command reads it.", file),
            fmt::format("mv {0} {1}.fireform.toml", file, std::filesystem::path(file).stem().string())));
    co_return out;
}

}  // namespace fireform::cli
