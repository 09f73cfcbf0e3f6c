#include "engine/config/dataset_file.hpp"

#include "engine/config/outside.hpp"
#include "engine/config/row_format.hpp"
#include "schemas/hash.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

namespace fireform {
namespace {

constexpr std::size_t piece_size = 1 << 20;

struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

Diagnostic not_readable(const Site& site, const std::string& file, const std::string& reason) {
    return site.error("Dataset file cannot be read", fmt::format("\"{}\" cannot be read: {}.", file, reason));
}

}  // namespace

Checked<DatasetFile> read_dataset_file(const std::filesystem::path& folder, const std::string& file,
                                       const Site& site, const std::vector<DatasetUse>& uses) {
    const auto path = folder / file;
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status))
        return site.error("Dataset file not found",
                          fmt::format("There is no file \"{}\".", path.lexically_normal().string()),
                          "paths are relative to the folder of the configuration");
    if (!std::filesystem::is_regular_file(status)) return not_readable(site, file, "it is not a file");

    Checked<DatasetFile> result;
    if (leads_outside(folder, file))
        result.diagnostics.add(
            site.warning("Dataset file outside of the folder",
                         fmt::format("\"{}\" leads out of the folder of the configuration.", file),
                         "copy it in, so that the folder is all that a run needs"));

    const std::unique_ptr<std::FILE, Closer> stream(std::fopen(path.c_str(), "rb"));
    if (!stream) {
        result.diagnostics.add(not_readable(site, file, std::strerror(errno)));
        return result;
    }
    std::vector<RowUse> wanted;
    for (const DatasetUse& use : uses)
        wanted.push_back(use.rows);
    RowChecker rows(wanted);
    std::vector<char> piece(piece_size);
    while (!rows.bad_row()) {
        const std::size_t size = std::fread(piece.data(), 1, piece.size(), stream.get());
        rows.feed({piece.data(), size});
        if (size < piece.size()) break;
    }
    if (std::ferror(stream.get())) {
        result.diagnostics.add(not_readable(site, file, std::strerror(errno)));
        return result;
    }
    rows.finish();
    if (const auto& bad = rows.bad_row(); bad && bad->use != RowUse::any) {
        const auto use = std::ranges::find(uses, bad->use, &DatasetUse::rows);
        result.diagnostics.add(
            site.error("Dataset row does not fit its use",
                       fmt::format("{}:{}: {}; {} reads it.", path.lexically_normal().string(), bad->line,
                                   bad->reason, to_text(use->run)),
                       fmt::format("a row: {}", sample_row(bad->use))));
        return result;
    }
    if (const auto& bad = rows.bad_row()) {
        result.diagnostics.add(
            site.error("Dataset row is not a JSON object",
                       fmt::format("{}:{}{}: {}.", path.lexically_normal().string(), bad->line,
                                   bad->column > 0 ? fmt::format(":{}", bad->column) : "", bad->reason),
                       "a dataset has one JSON object on each line, as in {\"prompt\": \"...\", "
                       "\"completion\": \"...\"}"));
        return result;
    }

    const auto digest = digest_file(path);
    result.diagnostics.add(digest.diagnostics);
    if (!digest.value) return result;
    const std::uint64_t count = digest.value->line_count;
    if (count < dataset_rows_min || count > dataset_rows_max)
        result.diagnostics.add(site.error(
            "Dataset size out of range",
            fmt::format("\"{}\" has {} {}; the API allows {} to {}.", file, fmt::group_digits(count),
                        count == 1 ? "row" : "rows", dataset_rows_min, fmt::group_digits(dataset_rows_max))));
    result.value = DatasetFile{content_hash(digest.value->sha256), count};
    return result;
}

}  // namespace fireform
