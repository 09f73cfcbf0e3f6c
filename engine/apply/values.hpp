// What references stand for while a plan is carried out: the attributes of objects that steps have made, and
// of those that the plan leaves as they are. By the plan's own rules, so that the next plan finds nothing to
// do.
#pragma once

#include "engine/config/expression.hpp"
#include "engine/plan/plan.hpp"
#include "schemas/diagnostic.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace fireform {

class Values {
 public:
    /// `plan` must outlive it. Only what the plan refers to is kept.
    explicit Values(const Plan& plan);

    /// The resource of `change` is now `object`. `desired`: what it was made with, all known. What an object
    /// lacks is absent, or, while it is not ready, still unknown.
    void set(const Change& change, const Attributes& desired, const LiveObject& object);

    /// No value: not known (yet). Unknown attributes and resources are never known.
    [[nodiscard]] std::optional<Value> of(const Reference& reference) const;

    /// The desired attributes of `change` with every reference resolved and every name full; what resolves to
    /// nothing is left out. Error: a reference that is still not known, which is a bug in plan or executor.
    [[nodiscard]] Checked<Attributes> desired(const Change& change) const;

 private:
    struct Known {
        const ResourceType* type = nullptr;
        Attributes attributes;
        bool settled = false;
    };
    [[nodiscard]] static Known known(const Change& change, const Attributes& desired, Attributes live,
                                     const std::string& name, const std::string& account);

    const Plan& plan_;
    std::set<Address> referred_;
    std::map<Address, Known> finished_;
    mutable std::map<Address, Known> unchanged_;
};

}  // namespace fireform
