// `completion`: the scripts, and the answers to what they ask. They ask the binary at every stroke of the
// key, so that they never grow old.
#include "engine/cli/candidates.hpp"
#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/session.hpp"
#include "engine/render/explanations.hpp"
#include "schemas/lookups.hpp"

#include <filesystem>
#include <set>

namespace fireform::cli {
namespace {

constexpr std::string_view bash_script =
    R"sh(# fireform completion for bash; in ~/.bashrc: eval "$(fireform completion bash)"
_fireform() {
    local line=${COMP_LINE:0:COMP_POINT} word description
    local typed=${line##*[[:space:]]}
    # What readline replaces begins behind the last of these.
    local kept=${typed%"${typed##*[=:]}"}
    COMPREPLY=()
    while IFS=$'\t' read -r word description; do
        case $word in
            :files)
                compopt -o filenames 2>/dev/null
                mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "${typed#"$kept"}")
                ;;
            :folders)
                compopt -o filenames 2>/dev/null
                mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "${typed#"$kept"}")
                ;;
            *)
                printf -v word %q "${word#"$kept"}"
                COMPREPLY+=("$word")
                ;;
        esac
    done < <(FIREFORM_CLI_ARGS= "${COMP_WORDS[0]/#\~/$HOME}" completion --line "$line" 2>/dev/null)
}
complete -F _fireform fireform
)sh";

constexpr std::string_view zsh_script = R"sh(#compdef fireform
# fireform completion for zsh; in ~/.zshrc, behind compinit: eval "$(fireform completion zsh)"
_fireform() {
    local line="${(j: :)words[1,CURRENT-1]} $PREFIX" word description
    local files=
    local -a found shown
    while IFS=$'\t' read -r word description; do
        case $word in
            :files | :folders) files=$word ;;
            *) found+=("$word"); shown+=("$word${description:+  -- $description}") ;;
        esac
    done < <(FIREFORM_CLI_ARGS= ${~words[1]} completion --line "$line" 2>/dev/null)
    (( $#found )) && compadd -l -d shown -a found
    [[ -n $files && $PREFIX == -*=* ]] && compset -P '*='
    case $files in
        :files) _files ;;
        :folders) _files -/ ;;
    esac
}
if [[ $funcstack[1] == _fireform ]]; then
    _fireform "$@"
else
    compdef _fireform fireform
fi
)sh";

constexpr std::string_view fish_script =
    R"sh(# fireform completion for fish; in ~/.config/fish/completions/fireform.fish
function __fireform_candidates
    set -l typed (commandline --cut-at-cursor --current-token)
    set -l flag (string match --regex -- '^-[^=]*=' $typed)
    set -l line (commandline --cut-at-cursor --current-process)
    for found in (FIREFORM_CLI_ARGS= fireform completion --line "$line" 2>/dev/null)
        switch $found
            case :files
                printf "$flag%s\n" (__fish_complete_path (string replace -- "$flag" '' $typed))
            case :folders
                printf "$flag%s\n" (__fish_complete_directories (string replace -- "$flag" '' $typed))
            case '*'
                echo $found
        end
    end
end
complete --command fireform --no-files --arguments '(__fireform_candidates)'
)sh";

/// Of the configuration, and of the state that it names; what cannot be read has none.
class Live {
 public:
    explicit Live(Context& context) {
        Checked<Config> config = read_config(context);
        if (!config.value || config.value->files.empty()) return;
        session_ = session_of(context, std::move(*config.value));
        state_ = session_->store->read().value.value_or(Snapshot{});
    }

    /// A resource that stands in both once.
    [[nodiscard]] std::vector<Candidate> addresses() const {
        std::set<Address> all;
        if (session_)
            for (const auto& [address, resource] : session_->config.resources)
                all.insert(address);
        for (const auto& [address, resource] : state_.resources)
            all.insert(address);
        std::vector<Candidate> out;
        for (const Address& address : all)
            out.push_back({to_text(address)});
        return out;
    }

    [[nodiscard]] std::vector<Candidate> outputs() const {
        std::vector<Candidate> out;
        for (const auto& [name, output] : state_.outputs)
            out.push_back({name});
        return out;
    }

 private:
    std::unique_ptr<Session> session_;
    Snapshot state_;
};

std::vector<Candidate> types() {
    std::vector<Candidate> out;
    for (const ResourceType* type : fireworks_catalog())
        out.push_back({std::string(type->name)});
    for (const LookupType& type : fireworks_lookups())
        out.push_back({"lookup." + std::string(type.name)});
    return out;
}

std::vector<Candidate> codes() {
    std::vector<Candidate> out;
    for (const Explanation& one : explanations())
        out.push_back({code_text(one), std::string(one.summary)});
    return out;
}

std::string answer(Context& context, std::string_view line) {
    const std::vector<std::string> words = words_to_cursor(line);
    std::error_code ignored;  // then there is nothing to offer
    if (const std::string folder = folder_of(words); !folder.empty())
        std::filesystem::current_path(folder, ignored);
    const AskLive ask = [&context](LiveWords what) {
        if (what == LiveWords::types) return types();
        if (what == LiveWords::codes) return codes();
        const Live live(context);
        return what == LiveWords::addresses ? live.addresses() : live.outputs();
    };
    return to_lines(candidates(command_tree(), words, ask));
}

}  // namespace

int carry_out(Context& context, const CompletionCommand& command) {
    if (command.line)
        context.console.out(answer(context, *command.line));
    else
        context.console.out(command.shell == "bash"  ? bash_script
                            : command.shell == "zsh" ? zsh_script
                                                     : fish_script);
    return exit_code::done;
}

}  // namespace fireform::cli
