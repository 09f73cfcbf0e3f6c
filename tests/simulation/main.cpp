// Tells stories: --seeds N from --seed S on. The first that ends badly is told again, aloud.
// --variants: each program with a mistake has to be noticed within so many seeds. --repeats: each story
// twice.
#include "tests/simulation/story.hpp"
#include "tests/simulation/variants.hpp"

#include <fmt/format.h>

#include <malloc.h>
#include <unistd.h>
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <string>

namespace {

using namespace fireform::simulation;

struct Options {
    std::uint64_t first = 1;
    std::uint64_t count = 1000;
    bool aloud = false;        ///< the story, even when all is well
    bool repeats = false;      ///< each story is told twice and compared
    bool variants = false;     ///< each broken variant has to be caught
    std::string variant = {};  ///< the program with this mistake
    bool go_on = false;        ///< after a story that ends badly: all faults, each with its seed
};

bool read_number(std::string_view text, std::uint64_t& number) {
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && end == text.data() + text.size();
}

class Folder {
 public:
    Folder() {
        // In memory where that is possible: all that happens here are locks.
        const std::filesystem::path memory = "/dev/shm";
        const auto parent =
            ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
        std::string name = (parent / "fireform-simulation-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
        path_ = name;
        prepare(path_);
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
    std::filesystem::path path_;
};

int usage() {
    fmt::print(stderr,
               "usage: simulation [--seeds N] [--seed S] [--aloud] [--go-on] [--variant NAME] [--variants] "
               "[--repeats]\n");
    return 2;
}

int tell_again(std::uint64_t seed, const Variant& variant, const std::filesystem::path& folder) {
    Trace trace;
    trace.listening = true;
    const Verdict verdict = tell(seed, trace, variant, folder);
    for (const std::string& line : trace.lines())
        fmt::print("{}\n", line);
    fmt::print("seed {}: {}\n", seed, verdict.fault.empty() ? "all is well" : verdict.fault);
    return verdict.fault.empty() ? 0 : 1;
}

/// Told twice, a story is the same to the letter.
int repeat(const Options& options, const std::filesystem::path& folder) {
    for (std::uint64_t seed = options.first; seed < options.first + options.count; ++seed) {
        Trace first, second;
        first.listening = second.listening = true;
        static_cast<void>(tell(seed, first, Variant{}, folder));
        static_cast<void>(tell(seed, second, Variant{}, folder));
        if (first.lines() == second.lines()) continue;
        const auto [a, b] = std::mismatch(first.lines().begin(), first.lines().end(), second.lines().begin(),
                                          second.lines().end());
        fmt::print("seed {} goes another way the second time:\n{}\n{}\n", seed,
                   a == first.lines().end() ? "(end)" : *a, b == second.lines().end() ? "(end)" : *b);
        return 1;
    }
    fmt::print("{} seeds, each told twice: the same to the letter\n", options.count);
    return 0;
}

/// Each mistake must be noticed within `count` seeds.
int catch_variants(const Options& options, const std::filesystem::path& folder) {
    int missed = 0;
    for (const Variant& variant : broken_variants()) {
        std::string fault;
        std::uint64_t seed = options.first;
        for (; seed < options.first + options.count && fault.empty(); ++seed) {
            Trace trace;
            fault = tell(seed, trace, variant, folder).fault;
        }
        if (fault.empty()) ++missed;
        fmt::print("{} ({}): {}\n", variant.name, variant.mistake,
                   fault.empty() ? "NOT NOTICED" : fmt::format("noticed at seed {}: {}", seed - 1, fault));
    }
    return missed == 0 ? 0 : 1;
}

const Variant* find_variant(const std::string& name) {
    static const Variant as_it_is;
    if (name.empty()) return &as_it_is;
    for (const Variant& variant : broken_variants())
        if (variant.name == name) return &variant;
    return nullptr;
}

int run(const Options& options) {
    const Folder folder;
    if (options.repeats) return repeat(options, folder.path());
    if (options.variants) return catch_variants(options, folder.path());
    const Variant* chosen = find_variant(options.variant);
    if (!chosen) return usage();
    const Variant& variant = *chosen;
    if (options.aloud) return tell_again(options.first, variant, folder.path());
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t busy_before = std::clock();
    std::uint64_t requests = 0, runs = 0, deaths = 0, calls = 0, bad = 0;
    for (std::uint64_t i = 0; i < options.count; ++i) {
        Trace trace;
        const Verdict verdict = tell(options.first + i, trace, variant, folder.path());
        requests += verdict.requests;
        runs += static_cast<std::uint64_t>(verdict.runs);
        deaths += static_cast<std::uint64_t>(verdict.deaths);
        calls += static_cast<std::uint64_t>(verdict.calls);
        if (verdict.fault.empty()) continue;
        if (!options.go_on) return tell_again(options.first + i, variant, folder.path());
        fmt::print("seed {}: {}\n", options.first + i, verdict.fault);
        ++bad;
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    // On a machine that others use, too, the time of the processor says more.
    const double busy = static_cast<double>(std::clock() - busy_before) / CLOCKS_PER_SEC;
    const auto per_story = [&](std::uint64_t number) {
        return static_cast<double>(number) / static_cast<double>(options.count);
    };
    fmt::print(
        "{} seeds from {} on, {}: {:.0f} seeds/s, {:.0f} a second of processor time; "
        "{:.0f} requests, {:.1f} runs and {:.1f} deaths a story; {} calls for a person\n",
        options.count, options.first, bad == 0 ? "all is well" : fmt::format("{} end badly", bad),
        static_cast<double>(options.count) / seconds, static_cast<double>(options.count) / busy,
        per_story(requests), per_story(runs), per_story(deaths), calls);
    return bad == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    // Stories take and give back the same memory again and again: the heap need not shrink and grow.
    ::mallopt(M_TRIM_THRESHOLD, 256 << 20);
    ::mallopt(M_TOP_PAD, 64 << 20);
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view flag = argv[i];
        bool* const is = flag == "--aloud"      ? &options.aloud
                         : flag == "--go-on"    ? &options.go_on
                         : flag == "--repeats"  ? &options.repeats
                         : flag == "--variants" ? &options.variants
                                                : nullptr;
        if (is) {
            *is = true;
            continue;
        }
        if (i + 1 == argc) return usage();
        if (flag == "--variant") {
            options.variant = argv[++i];
            continue;
        }
        std::uint64_t* number = flag == "--seeds"  ? &options.count
                                : flag == "--seed" ? &options.first
                                                   : nullptr;
        if (!number || !read_number(argv[++i], *number)) return usage();
    }
    return run(options);
}
