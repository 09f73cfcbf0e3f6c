// What is wrong at the moment it happens, seen from outside: from the requests that leave and the bytes that
// are durable by then. Shares nothing with the code that it judges but the format of the journal.
#pragma once

#include "engine/plan/plan.hpp"
#include "tests/simulation/network.hpp"
#include "tests/simulation/virtual_disk.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace fireform::simulation {

/// An action that the durable journal announces.
struct Announced {
    std::string address;
    std::string verb;
    std::string id;
    bool closed = false;  ///< by an outcome of the address, which may have been about another object of it
};

/// Reads the journal as a power cut would leave it, each line once.
class DurableJournal {
 public:
    explicit DurableJournal(const VirtualDisk& disk) : disk_(disk) {}
    [[nodiscard]] const std::vector<Announced>& announced();

 private:
    void read(std::string_view line);

    const VirtualDisk& disk_;
    VirtualDisk::FileRef file_;
    std::uint64_t rewrites_ = 0;
    std::size_t read_ = 0;  // bytes
    std::vector<Announced> announced_;
};

class Evidence final : public Witness {
 public:
    explicit Evidence(const VirtualDisk& disk) : journal_(disk) {}

    /// From now on this process may do what the plan says, and nothing else.
    void approved(const Process& process, const Plan& plan);

    void sending(const Process& process, const HttpRequest& request) override;
    void unanswered(const HttpRequest& request) override;
    void handled(const HttpRequest& request, const HttpResponse& reply) override;

    /// Full names of everything that was ever made for us, with how often.
    [[nodiscard]] const std::set<std::string>& made() const { return made_; }
    /// The first thing that must never happen; "" nothing did.
    [[nodiscard]] const std::string& violation() const { return violation_; }
    void accuse(std::string what) {
        if (violation_.empty()) violation_ = std::move(what);
    }

 private:
    struct Approval {
        std::set<std::string> removals;                    ///< ids
        std::map<std::string, std::string> output_models;  ///< id of a model that goes with the address
    };

    [[nodiscard]] bool is_announced(const Process& process, const HttpRequest& request,
                                    std::string_view collection);

    DurableJournal journal_;
    std::map<const Process*, Approval> approvals_;
    std::set<std::string> made_;
    std::map<std::string, std::string> in_doubt_;  // create, as text -> its collection's path
    std::string violation_;
};

}  // namespace fireform::simulation
