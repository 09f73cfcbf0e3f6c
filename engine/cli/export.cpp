// `export`: the live account as blocks and state. Nothing in the account is changed, and no file of the
// user's.
#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/exporting.hpp"
#include "engine/cli/lock.hpp"
#include "engine/cli/new_file.hpp"
#include "engine/cli/problem.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/settings.hpp"
#include "engine/config/source_files.hpp"
#include "engine/render/block_text.hpp"
#include "engine/render/text.hpp"
#include "schemas/hash.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace fireform::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view settings_file = "fireform.toml";
constexpr std::string_view service_url = "https://api.fireworks.ai";

std::vector<std::string> configuration_in(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (const std::string name = at->path().filename().string(); is_configuration_name(name))
            names.push_back(name);
    std::ranges::sort(names);
    return names;
}

std::string settings_text(const std::string& account, const std::string& base_url) {
    std::string out = fmt::format(
        "# The account whose objects the other files describe. The key comes from FIREWORKS_API_KEY.\n"
        "[provider.fireworks]\naccount_id = {}\n",
        toml_text(account));
    if (!base_url.empty() && base_url != service_url)
        out += fmt::format("base_url   = {}\n", toml_text(base_url));
    return out;
}

/// Where it goes.
struct Place {
    fs::path folder;
    bool here = true;           ///< the folder that we work in
    bool with_settings = true;  ///< a file of settings is to be written
    std::string base_url;
};

class ExportRun {
 public:
    ExportRun(Context& context, Session& session, Reporter& reporter, const ExportCommand& command,
              Place place)
        : context_(context),
          session_(session),
          reporter_(reporter),
          command_(command),
          place_(std::move(place)) {}

    Task<int> run() {
        Config config;
        config.folder = place_.folder;
        const std::unique_ptr<Session> other =
            place_.here ? nullptr : session_of(context_, std::move(config));
        Store& store = place_.here ? *session_.store : *other->store;
        std::error_code error;
        if (!place_.here) fs::create_directories(place_.folder, error);
        if (error)
            co_return fail(problem("File cannot be written",
                                   fmt::format("{}: {}.", place_.folder.string(), error.message()),
                                   "--out with a folder that may be made"));
        LockHolder holder = this_process("export", session_.clock);
        LockWait on_wait = tell_waiting(context_, reporter_);
        const auto lock = co_await take_lock(store, session_.clock, std::move(holder), command_.lock_timeout,
                                             std::move(on_wait));
        reporter_.tell(lock.diagnostics);
        if (!lock.ok()) co_return exit_code::error;
        const Checked<Snapshot> state = store.read();
        reporter_.tell(state.diagnostics);
        if (!state.ok()) co_return exit_code::error;
        if (!state.value->resources.empty())
            co_return fail(
                problem("State is there",
                        fmt::format("{} has {}; export begins a new one.", store.title(),
                                    counted(state.value->resources.size(), "resource", "resources")),
                        "fireform export --out DIR, or [[import]] with fireform plan --generate-config F"));
        const Checked<Account> account = co_await session_.provider->account();
        if (!account.ok()) co_return fail(account.diagnostics);

        Checked<Exported> made = co_await make_export(
            request(state.value->lineage.empty() ? random_uuid() : state.value->lineage), *session_.provider);
        if (!made.value) co_return fail(made.diagnostics);
        Exported& out = *made.value;
        if (out.counts.empty()) {
            context_.console.out(fmt::format("Account {} has nothing to export.\n", account.value->id));
            context_.console.out(left_out(out));
            co_return exit_code::done;
        }
        if (place_.with_settings)
            out.files[std::string(settings_file)] = settings_text(account.value->id, place_.base_url);
        const Diagnostics written = write(out, store);
        if (written.has_errors()) co_return fail(written);
        context_.console.out(summary(out, account.value->id));
        co_return co_await prove();
    }

 private:
    int fail(const Diagnostics& problems) {
        reporter_.tell(problems);
        return exit_code::error;
    }
    int fail(Diagnostic one) {
        Diagnostics problems;
        problems.add(std::move(one));
        return fail(problems);
    }

    [[nodiscard]] ExportPlan request(std::string lineage) const {
        ExportPlan plan;
        plan.choice.types = command_.types;
        plan.choice.filter = object_filter(command_.filter);
        plan.choice.owned = command_.force;
        plan.lineage = std::move(lineage);
        plan.folder = place_.folder;
        plan.environment = context_.environment;
        if (place_.here)
            for (const auto& [name, text] : reporter_.sources())
                if (is_configuration_name(name)) plan.files[name] = text;
        return plan;
    }

    Diagnostics write(const Exported& out, Store& store) {
        Diagnostics problems;
        std::error_code ignored;
        for (const auto& [name, text] : out.files)
            if (fs::exists(place_.folder / name, ignored)) problems.add(file_is_there(path(name)));
        if (problems.has_errors()) return problems;
        context_.loop.finish_when_interrupted(nullptr);
        for (const auto& [name, text] : out.files) {
            problems.add(write_new_file(path(name), text));
            if (problems.has_errors()) return problems;
        }
        Snapshot state = out.state;
        problems.add(store.write(state));
        return problems;
    }

    /// As the user would type it.
    [[nodiscard]] fs::path path(const std::string& name) const {
        return place_.here ? fs::path(name) : place_.folder / name;
    }

    [[nodiscard]] std::string summary(const Exported& out, const std::string& account) const {
        std::size_t total = 0;
        std::size_t width = 0;
        for (const auto& [type, count] : out.counts) {
            total += count;
            width = std::max(width, path(export_file(type)).string().size());
        }
        std::string text =
            fmt::format("Exported {} of account {}:\n", counted(total, "object", "objects"), account);
        for (const auto& [type, count] : out.counts)
            text += fmt::format("  {:<{}}  {}\n", path(export_file(type)).string(), width, count);
        text += left_out(out);
        if (!out.unwritten.empty()) {
            text += "Attributes that are not written:\n";
            for (const std::string& each : out.unwritten)
                text += fmt::format("  {}\n", printable(each));
        }
        if (!out.environment.empty())
            text += fmt::format(
                "Nobody can read the values of secrets: they stay as they are. To change or move one, set "
                "{}.\n",
                fmt::join(out.environment, ", "));
        return text;
    }

    static std::string left_out(const Exported& out) {
        if (out.left_out.empty()) return "";
        std::string text = "Left out:\n";
        for (const LeftOut& each : out.left_out)
            text += fmt::format("  {}: {}\n", printable(each.name), printable(each.reason));
        return text;
    }

    /// The plan that the user would see next.
    Task<int> prove() {
        LoadOptions options = load_options(context_, command_.variables);
        options.folder = place_.here ? fs::path(".") : place_.folder;
        Checked<Config> config = load_config(options, fireworks_catalog());
        if (config.value) reporter_.know(config.value->sources);
        reporter_.tell(config.diagnostics);
        if (!config.ok()) co_return exit_code::error;
        const std::unique_ptr<Session> proof = session_of(context_, std::move(*config.value));
        proof->provider = std::move(session_.provider);
        const Checked<Planned> planned =
            co_await make_planned(*proof, Selection{}, PlanUse{.applied = false});
        session_.provider = std::move(proof->provider);
        reporter_.tell(planned.diagnostics);
        if (!planned.value) co_return exit_code::error;
        const std::string then = place_.here ? "" : fmt::format(" --chdir {}", place_.folder.string());
        if (planned.value->plan.has_changes()) {
            context_.console.out(render(planned.value->plan, context_.out, Detail::changes));
            co_return fail(problem("Plan after the export is not empty",
                                   "The account has changed meanwhile, or is not as it says.",
                                   fmt::format("fireform{} plan", then)));
        }
        context_.console.out(
            fmt::format("Checked: a plan of these files has no changes.\n\nNext: fireform{} plan\n", then));
        co_return exit_code::done;
    }

    Context& context_;
    Session& session_;
    Reporter& reporter_;
    const ExportCommand& command_;
    Place place_;
};

}  // namespace

int carry_out(Context& context, const ExportCommand& command) {
    Reporter reporter(context, false);
    const auto fail = [&reporter](Diagnostic one) {
        Diagnostics problems;
        problems.add(std::move(one));
        reporter.tell(problems);
        return exit_code::error;
    };
    const Diagnostics wrong = check_choice(command.types, command.filter);
    reporter.tell(wrong);
    if (wrong.has_errors()) return exit_code::error;

    Checked<Config> config = read_config(context, command.variables);
    const bool configured = config.value && !config.value->files.empty();
    if (configured) {
        reporter.know(config.value->sources);
        reporter.tell(config.diagnostics);
        if (!config.ok()) return exit_code::error;
    } else {
        config.value = Config{};
        config.value->folder = ".";
    }
    Place place;
    std::error_code ignored;
    place.here = command.out.empty() || fs::equivalent(command.out, ".", ignored);
    place.folder = place.here ? fs::path(".") : fs::path(command.out);
    place.with_settings = !place.here || !configured;
    if (place.here && !config.value->resources.empty())
        return fail(
            problem("Folder is in use", "The configuration of this folder has resources already.",
                    "fireform export --out DIR, or [[import]] with fireform plan --generate-config F"));
    if (const auto there = place.here ? std::vector<std::string>{} : configuration_in(place.folder);
        !there.empty())
        return fail(
            problem("Folder is in use",
                    fmt::format("{} has a configuration: {}.", place.folder.string(), fmt::join(there, ", ")),
                    "--out with a folder that has none"));
    const auto session = session_of(context, std::move(*config.value));
    const Checked<Connection> connection =
        connection_from(session->config.provider, context.environment, read_auth_file(context.environment));
    if (connection.value && connection.value->embedded && !place.here)
        return fail(
            problem("Account is in this folder",
                    "The emulator inside fireform keeps its objects here, where another folder does not see "
                    "them.",
                    "fireform export, without --out"));
    if (connection.value)
        place.base_url = connection.value->embedded ? "emulator" : connection.value->settings.base_url;
    if (!connect(context, reporter, *session)) return exit_code::error;
    ExportRun run(context, *session, reporter, command, std::move(place));
    return context.loop.run(run.run());
}

}  // namespace fireform::cli
