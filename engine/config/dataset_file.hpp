// The file of a dataset: JSON Lines, checked row by row before anything is uploaded (brief 6.3).
#pragma once

#include "engine/config/site.hpp"
#include "schemas/address.hpp"
#include "schemas/diagnostic.hpp"
#include "schemas/schema.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fireform {

inline constexpr std::uint64_t dataset_rows_min = 3;
inline constexpr std::uint64_t dataset_rows_max = 3'000'000;
/// Bytes of one row: pictures stand in it as text.
inline constexpr std::uint64_t dataset_row_size_max = 64ull << 20;

struct DatasetFile {
    std::string content_hash;  ///< content_hash() of the SHA-256 of the bytes
    std::uint64_t rows = 0;    ///< lines that are not blank
};

/// A run that reads the rows.
struct DatasetUse {
    RowUse rows = RowUse::any;
    Address run;
    bool operator==(const DatasetUse&) const = default;
};

/// `file` is relative to `folder` and is what `site` points at. Reads in pieces, twice: once for the rows,
/// once for the hash. Errors: no such file, not readable, a row that is no JSON object (the first, with its
/// number), a row that does not fit one of the `uses`, too few or too many rows. Warning: the file is outside
/// of the folder.
[[nodiscard]] Checked<DatasetFile> read_dataset_file(const std::filesystem::path& folder,
                                                     const std::string& file, const Site& site,
                                                     const std::vector<DatasetUse>& uses = {});

/// The first row that is no JSON object or does not fit a use, fed in pieces of any size.
class RowChecker {
 public:
    struct BadRow {
        std::uint64_t line = 0;    ///< from one, blank lines counted
        std::uint64_t column = 0;  ///< of the first byte that is wrong, from one; 0: not known
        std::string reason;        ///< "a row must be a JSON object, this one is a list"
        RowUse use = RowUse::any;  ///< that it does not fit; any: it is no JSON object
    };

    /// Keeps a line in memory when there are uses, and none otherwise.
    explicit RowChecker(const std::vector<RowUse>& uses = {});
    ~RowChecker();
    RowChecker(const RowChecker&) = delete;
    RowChecker& operator=(const RowChecker&) = delete;

    /// Nothing more is looked at after a bad row.
    void feed(std::string_view bytes);
    /// The end of the file: the last line needs no line end.
    void finish();
    [[nodiscard]] const std::optional<BadRow>& bad_row() const;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace fireform
