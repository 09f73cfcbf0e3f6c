#include "providers/fireworks/fireworks_provider.hpp"

#include "providers/fireworks/account.hpp"
#include "providers/fireworks/audit_log.hpp"
#include "providers/fireworks/capacity.hpp"
#include "providers/fireworks/models.hpp"
#include "providers/fireworks/objects.hpp"
#include "providers/fireworks/shapes.hpp"

namespace fireform {
namespace {

class FireworksProvider final : public Provider {
 public:
    FireworksProvider(FireworksSettings settings, HttpClient& http, Clock& clock)
        : session_(std::move(settings), http, clock) {}

    void wind_down() override { session_.wind_down(); }
    [[nodiscard]] Task<Checked<Account>> account() override { return session_.account(); }
    [[nodiscard]] Task<Checked<ModelsFound>> find_models(ModelQuery query) override {
        return fireworks::find_models(session_, std::move(query));
    }
    [[nodiscard]] Task<Checked<std::vector<LiveObject>>> find_shapes(
        std::set<std::string> base_models) override {
        return fireworks::find_shapes(session_, std::move(base_models));
    }
    [[nodiscard]] Task<Checked<std::vector<LiveShape>>> read_shapes(std::set<std::string> names) override {
        return fireworks::read_shapes(session_, std::move(names));
    }
    [[nodiscard]] Task<Checked<std::vector<LiveQuota>>> quotas() override {
        return fireworks::list_quotas(session_);
    }
    [[nodiscard]] Task<Checked<AuditLog>> audit_log(std::string since) override {
        return fireworks::list_audit_log(session_, std::move(since));
    }
    [[nodiscard]] Task<Checked<std::vector<LiveObject>>> list(const ResourceType& type) override {
        return fireworks::list_objects(session_, type);
    }
    [[nodiscard]] Task<Checked<LiveObject>> read(const ResourceType& type, std::string id) override {
        return fireworks::read_object(session_, type, std::move(id));
    }
    [[nodiscard]] Task<Created> create(CreateRequest request) override {
        return fireworks::create_object(session_, std::move(request), on_upload);
    }
    [[nodiscard]] Task<Checked<LiveObject>> dry_run(CreateRequest request) override {
        return fireworks::dry_run_create(session_, std::move(request));
    }
    [[nodiscard]] Task<Checked<LiveObject>> update(UpdateRequest request) override {
        return fireworks::update_object(session_, std::move(request));
    }
    [[nodiscard]] Task<Checked<LiveObject>> undelete(const ResourceType& type, std::string id) override {
        return fireworks::undelete_object(session_, type, std::move(id));
    }
    [[nodiscard]] Task<Checked<LiveObject>> scale(const ResourceType& type, std::string id,
                                                  int replicas) override {
        return fireworks::scale_object(session_, type, std::move(id), replicas);
    }
    [[nodiscard]] Task<Checked<ProbeAnswer>> probe(ProbeRequest request) override {
        return fireworks::probe_model(session_, std::move(request));
    }
    [[nodiscard]] Task<Checked<bool>> remove(RemoveRequest request) override {
        return fireworks::remove_object(session_, std::move(request));
    }
    [[nodiscard]] Task<Checked<Money>> estimate_cost(CreateRequest request) override {
        return fireworks::estimate_run(session_, std::move(request));
    }

 private:
    fireworks::Session session_;
};

}  // namespace

std::unique_ptr<Provider> make_fireworks_provider(FireworksSettings settings, HttpClient& http,
                                                  Clock& clock) {
    return std::make_unique<FireworksProvider>(std::move(settings), http, clock);
}

}  // namespace fireform
