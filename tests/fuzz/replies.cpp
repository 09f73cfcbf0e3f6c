// The provider over a service that answers anything. The first part names what is asked ("list deployment"),
// the others are the replies (http_script.hpp). Every question ends, and no message tells the key.
#include "providers/fireworks/fireworks_provider.hpp"
#include "schemas/schema.hpp"
#include "tests/fuzz/http_script.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run_task.hpp"

#include <functional>
#include <map>

namespace fireform {
namespace {

constexpr std::string_view key = "fw_never_to_be_told_1234567890";

struct Asked {
    Provider& provider;
    const ResourceType& type;
    asio::io_context& io;

    template <class Reply>
    Diagnostics ask(Task<Reply> task) const {
        return run(io, std::move(task)).diagnostics;
    }
    [[nodiscard]] Attributes attributes() const {
        Attributes all;
        constexpr std::pair<const char*, const char*> usual[] = {
            {"base_model", "accounts/fireworks/models/qwen3-8b"},
            {"model", "accounts/acme/models/lora"},
            {"deployment", "accounts/acme/deployments/chat"},
            {"dataset", "accounts/acme/datasets/train"},
            {"display_name", "chat"}};
        for (const auto& [name, value] : usual)
            if (const std::size_t index = type.index_of(name); index != ResourceType::npos)
                all.set(index, Value(value));
        return all;
    }
    [[nodiscard]] CreateRequest create() const {
        return {Address{std::string(type.name), "chat", std::nullopt}, &type, "chat", attributes(), {}, "."};
    }
};

using Question = Diagnostics (*)(const Asked&);

const std::map<std::string_view, Question>& questions() {
    static const std::map<std::string_view, Question> all{
        {"account", [](const Asked& a) { return a.ask(a.provider.account()); }},
        {"list", [](const Asked& a) { return a.ask(a.provider.list(a.type)); }},
        {"read", [](const Asked& a) { return a.ask(a.provider.read(a.type, "chat")); }},
        {"create", [](const Asked& a) { return a.ask(a.provider.create(a.create())); }},
        {"update",
         [](const Asked& a) {
             UpdateRequest request;
             request.address = Address{std::string(a.type.name), "chat", std::nullopt};
             request.live.type = &a.type;
             request.live.id = "chat";
             request.live.name = full_name("acme", a.type.collection, "chat");
             request.attributes = a.attributes();
             for (const auto& [index, value] : request.attributes)
                 request.changed.push_back(index);
             return a.ask(a.provider.update(std::move(request)));
         }},
        {"undelete", [](const Asked& a) { return a.ask(a.provider.undelete(a.type, "chat")); }},
        {"scale", [](const Asked& a) { return a.ask(a.provider.scale(a.type, "chat", 1)); }},
        {"remove",
         [](const Asked& a) {
             RemoveRequest request;
             request.address = Address{std::string(a.type.name), "chat", std::nullopt};
             request.type = &a.type;
             request.id = "chat";
             request.cancel_first = true;
             request.output_model = "accounts/acme/models/out";
             return a.ask(a.provider.remove(std::move(request)));
         }},
        {"probe",
         [](const Asked& a) {
             return a.ask(a.provider.probe({"m", "chat/completions", "Hello", 1, std::chrono::seconds(5)}));
         }},
        {"models",
         [](const Asked& a) {
             ModelQuery query;
             query.names = {"qwen3-8b", "accounts/other/models/x"};
             query.own = query.objects = query.drafts = true;
             return a.ask(a.provider.find_models(std::move(query)));
         }},
        {"shapes",
         [](const Asked& a) {
             return a.ask(a.provider.find_shapes({"accounts/fireworks/models/qwen3-8b"}));
         }},
        {"read_shapes",
         [](const Asked& a) {
             return a.ask(a.provider.read_shapes({"accounts/fireworks/deploymentShapes/fast",
                                                  "accounts/fireworks/deploymentShapes/fast/versions/v1"}));
         }},
        {"quotas", [](const Asked& a) { return a.ask(a.provider.quotas()); }},
        {"dry_run",
         [](const Asked& a) {
             return a.type.dry_run ? a.ask(a.provider.dry_run(a.create())) : Diagnostics{};
         }},
        {"estimate",
         [](const Asked& a) {
             return a.type.estimates ? a.ask(a.provider.estimate_cost(a.create())) : Diagnostics{};
         }},
    };
    return all;
}

}  // namespace
}  // namespace fireform

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform;
    const auto parts = fuzz::parts(fuzz::text_of(data, size));
    const std::string_view wanted = parts.front();
    const std::size_t blank = std::min(wanted.find(' '), wanted.size());
    const auto question = questions().find(wanted.substr(0, blank));
    if (question == questions().end()) return 0;
    const ResourceType* type = fireworks_catalog().find(wanted.substr(std::min(blank + 1, wanted.size())));
    if (type == nullptr) type = *fireworks_catalog().begin();

    FireworksSettings settings;
    settings.api_key = std::string(key);
    if (question->first != "account") settings.account_id = "acme";
    fuzz::HttpScript http(std::span(parts).subspan(1));
    ManualClock clock;
    asio::io_context io(1);
    const auto provider = make_fireworks_provider(settings, http, clock);
    const Diagnostics said = question->second(Asked{*provider, *type, io});
    fuzz::require(to_text(said).find(key) == std::string::npos, "no message tells the key");
    // Retries, pages and looks at what became of a request are all bounded.
    fuzz::require(static_cast<std::size_t>(http.requests) < 200 + 12 * parts.size(), "every question ends");
    return 0;
}
