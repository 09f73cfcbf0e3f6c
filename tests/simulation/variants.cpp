#include "tests/simulation/variants.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace fireform::simulation {
namespace {

/// Says that it is done.
class WithoutSync final : public ProcessFiles {
 public:
    using ProcessFiles::ProcessFiles;
    int sync_data(int) override { return 0; }
};

class WithoutFolderSync final : public ProcessFiles {
 public:
    using ProcessFiles::ProcessFiles;
    int sync_folder(const std::filesystem::path&) override { return 0; }
};

/// Writes over the file itself where it should write another one and rename it.
class InPlace final : public ProcessFiles {
 public:
    using ProcessFiles::ProcessFiles;
    int open(const std::filesystem::path& path, Mode mode) override {
        auto target = path;
        if (mode == Mode::replace && target.extension() == ".tmp") target.replace_extension();
        return ProcessFiles::open(target, mode);
    }
    int rename(const std::filesystem::path&, const std::filesystem::path&) override { return 0; }
};

template <class Broken>
std::unique_ptr<Files> made(VirtualDisk& disk, Process& process, Trace& trace) {
    return std::make_unique<Broken>(disk, process, trace);
}

class Wrapped : public HttpClient {
 public:
    explicit Wrapped(std::unique_ptr<HttpClient> inner) : inner_(std::move(inner)) {}

 protected:
    std::unique_ptr<HttpClient> inner_;
};

/// Whoever gets no answer asks again, also for a create.
class BlindRepeat final : public Wrapped {
 public:
    using Wrapped::Wrapped;
    Task<HttpResult> send(HttpRequest request) override {
        HttpRequest copy = request;
        HttpResult result = co_await inner_->send(std::move(copy));
        const bool unanswered = result.failure && result.failure->maybe_handled;
        if (request.method == "POST" && unanswered) co_return co_await inner_->send(std::move(request));
        co_return result;
    }
};

/// The first page is taken for everything.
class FirstPage final : public Wrapped {
 public:
    using Wrapped::Wrapped;
    Task<HttpResult> send(HttpRequest request) override {
        HttpResult result = co_await inner_->send(std::move(request));
        if (!result.response) co_return result;
        constexpr std::string_view token = "\"nextPageToken\":\"";
        std::string& body = result.response->body;
        if (const std::size_t at = body.find(token); at != std::string::npos) {
            const std::size_t start = at + token.size();
            body.erase(start, body.find('"', start) - start);
        }
        co_return result;
    }
};

/// The service chooses the ids of deployments.
class WithoutIds final : public Wrapped {
 public:
    using Wrapped::Wrapped;
    Task<HttpResult> send(HttpRequest request) override {
        constexpr std::string_view parameter = "deploymentId=";
        if (const std::size_t at = request.url.find(parameter); at != std::string::npos)
            request.url.erase(at, std::min(request.url.find('&', at), request.url.size()) - at);
        co_return co_await inner_->send(std::move(request));
    }
};

template <class Broken>
std::unique_ptr<HttpClient> around(std::unique_ptr<HttpClient> inner) {
    return std::make_unique<Broken>(std::move(inner));
}

}  // namespace

const std::vector<Variant>& broken_variants() {
    static const std::vector<Variant> all{
        {.name = "skip-the-sync",
         .mistake = "records are not synced before they are acted on",
         .files = made<WithoutSync>},
        {.name = "skip-the-folder-sync",
         .mistake = "names are not synced after a rename",
         .files = made<WithoutFolderSync>},
        {.name = "truncate-in-place",
         .mistake = "files are written over where they stand",
         .files = made<InPlace>},
        {.name = "repeat-blindly",
         .mistake = "a POST without an answer is sent again without a look",
         .client = around<BlindRepeat>},
        {.name = "ignore-the-page-token",
         .mistake = "the first page of a list is taken for all of it",
         .client = around<FirstPage>},
        {.name = "leave-ids-to-the-service",
         .mistake = "a create does not say the id of its object",
         .client = around<WithoutIds>},
        {.name = "forget-the-lock", .mistake = "two runs work on one state at once", .own_lock = true},
    };
    return all;
}

}  // namespace fireform::simulation
