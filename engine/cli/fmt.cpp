#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/problem.hpp"
#include "engine/cli/rewrite_file.hpp"
#include "engine/config/format.hpp"
#include "engine/config/secrets.hpp"
#include "engine/config/source_files.hpp"
#include "state/atomic_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace fireform::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view from_stdin = "-";
constexpr std::uint64_t size_max = std::uint64_t{256} << 20;

/// Configuration, and what goes with it: values of variables, overlays.
bool is_ours(const std::string& name) {
    return is_configuration_name(name) || (name.starts_with("fireform.") && name.ends_with(".toml"));
}

/// In the folder that we work in, by name.
std::vector<std::string> files_of_folder() {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator at(".", error), end; !error && at != end; at.increment(error)) {
        const std::string name = at->path().filename().string();
        if (is_ours(name) && !at->is_directory(error)) names.push_back(name);
    }
    std::ranges::sort(names);
    return names;
}

/// What a message may show of a file that is no TOML. Which variables are sensitive, another file says: of
/// values nothing.
std::string shown(const std::string& file, const std::string& text) {
    if (!is_configuration_name(fs::path(file).filename().string())) return {};
    auto keys = secret_keys(fireworks_catalog());
    keys.emplace("default");
    return cover_lines(text, keys);
}

class Formatter {
 public:
    Formatter(Context& context, bool check) : context_(context), reporter_(context, false), check_(check) {}

    void file(const std::string& name) {
        const Checked<std::string> text = read_stream(system_files(), name, size_max);
        if (!text.value) {
            if (text.diagnostics.empty())
                return fail(problem("No such file", fmt::format("There is no {}.", name),
                                    "without a name, fmt takes every file of the folder"));
            return fail(titled(text.diagnostics, "File cannot be read", fmt::format("ls -l {}", name)));
        }
        const Checked<std::string> formatted = format(name, *text.value);
        if (!formatted.value || *formatted.value == *text.value) return;
        differs_ = true;
        const std::string failure = check_ ? std::string() : rewrite_file(name, *formatted.value);
        if (failure.empty())
            context_.console.out(name + '\n');
        else
            fail(problem("File cannot be written", fmt::format("{}: {}. It is as it was.", name, failure),
                         fmt::format("ls -l {}", name)));
    }

    void standard_input(const std::string& text) {
        const Checked<std::string> formatted = format("stdin", text);
        if (!formatted.value) return;
        differs_ = *formatted.value != text;
        if (!check_) context_.console.out(*formatted.value);
    }

    void fail(const Diagnostics& problems) {
        failed_ = true;
        reporter_.tell(problems);
    }
    void fail(Diagnostic problem) {
        Diagnostics problems;
        problems.add(std::move(problem));
        fail(problems);
    }

    [[nodiscard]] int code() const {
        if (failed_) return exit_code::error;
        return check_ && differs_ ? exit_code::unformatted : exit_code::done;
    }

 private:
    Checked<std::string> format(const std::string& name, const std::string& text) {
        Checked<std::string> out = format_toml(name, text);
        if (out.value) return out;
        reporter_.know({{name, shown(name, text)}});
        fail(out.diagnostics);
        return out;
    }

    Context& context_;
    Reporter reporter_;
    bool check_;
    bool differs_ = false;
    bool failed_ = false;
};

Task<int> format_input(Context& context, Formatter& formatter) {
    formatter.standard_input(co_await context.console.read_all());
    co_return formatter.code();
}

}  // namespace

int carry_out(Context& context, const FmtCommand& command) {
    Formatter formatter(context, command.check);
    const bool input = std::ranges::find(command.files, from_stdin) != command.files.end();
    if (input && command.files.size() == 1) return context.loop.run(format_input(context, formatter));
    if (input) {
        formatter.fail(problem("Wrong usage", "- for stdin stands alone.", "fireform fmt -"));
        return formatter.code();
    }
    const std::vector<std::string> files = command.files.empty() ? files_of_folder() : command.files;
    if (files.empty())
        formatter.fail(problem("No configuration",
                               "There is no fireform.toml and no *.fireform.toml in this folder.",
                               "write one with `fireform init`, or name another folder with --chdir DIR"));
    for (const std::string& name : files)
        formatter.file(name);
    return formatter.code();
}

}  // namespace fireform::cli
