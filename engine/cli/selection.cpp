#include "engine/cli/selection.hpp"

#include "engine/cli/problem.hpp"
#include "engine/cli/session.hpp"
#include "schemas/wildcard.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform::cli {

AddressBook::AddressBook(const Config& config, const Snapshot& prior) : config_(config) {
    for (const auto& [address, resource] : config.resources)
        known_.insert(address);
    for (const auto& [address, entry] : prior.resources)
        known_.insert(address);
}

std::vector<Address> AddressBook::addresses(std::string_view flag, const std::vector<std::string>& texts,
                                            Diagnostics& problems) const {
    std::set<Address> chosen;
    for (const std::string& text : texts) {
        const bool pattern = text.find('*') != std::string::npos;
        const auto written = pattern ? std::nullopt : parse_address(text);
        bool any = written && may_become(*written, config_);
        if (any) chosen.insert(*written);
        for (const Address& address : known_) {
            const bool is_instance =
                written && !written->key && written->type == address.type && written->name == address.name;
            if (!is_instance && !(written && *written == address) &&
                !(pattern && matches(text, to_text(address))))
                continue;
            any = true;
            // A block with for_each stands for all of it.
            chosen.insert(written ? *written : address);
        }
        if (any) continue;
        std::vector<std::string> names;
        for (const Address& address : known_)
            names.push_back(to_text(address));
        const std::string best = nearest(text, {names.begin(), names.end()});
        problems.add(
            problem("Unknown target",
                    pattern ? fmt::format("{} is like nothing in the configuration or in state.", text)
                            : fmt::format("{} is neither in the configuration nor in state.", text),
                    best.empty() ? "fireform state list" : fmt::format("did you mean {} {}?", flag, best)));
    }
    return {chosen.begin(), chosen.end()};
}

}  // namespace fireform::cli
