#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/import_entry.hpp"
#include "engine/cli/lock.hpp"
#include "engine/cli/problem.hpp"
#include "engine/cli/session.hpp"
#include "engine/plan/deployment_type.hpp"
#include "schemas/hash.hpp"

#include <fmt/format.h>

namespace fireform::cli {
namespace {

/// The id behind what the user wrote; a full name must be of this type and account.
Checked<std::string> id_of(const ImportCommand& command, const ResourceType& type,
                           const std::string& account) {
    const std::string id(last_segment(command.id));
    const bool full = command.id.find('/') != std::string::npos;
    if (full && command.id != full_name(account, type.collection, id))
        return problem("Name of something else",
                       fmt::format("{} is not a {} of account {}.", command.id, type.name, account),
                       full_name(account, type.collection, "ID"));
    if (!is_server_id(id))
        return problem("Not an id",
                       fmt::format("{} cannot be the id of an object.", fireform::in_quotes(command.id)),
                       "the id is the last part of the object's name");
    return id;
}

/// Why state does not take it; nothing: it does.
std::optional<Diagnostic> refused(const Snapshot& state, const ResourceConfig& resource,
                                  const LiveObject& live) {
    const Address& address = resource.address;
    if (state.resources.contains(address))
        return problem("Address is taken",
                       fmt::format("{} has an object in state already.", to_text(address)),
                       fmt::format("fireform state show '{}'", to_text(address)));
    for (const auto& [other, entry] : state.resources)
        if (entry.name == live.name)
            return problem("Object is owned", fmt::format("{} is {} in state.", live.name, to_text(other)),
                           fmt::format("fireform state mv '{}' '{}'", to_text(other), to_text(address)));
    if (live.phase == Phase::soft_deleted || live.phase == Phase::deleting)
        return problem("Object is deleted", fmt::format("{} is {}.", live.name, live.state),
                       "import what is left, or let apply make a new one");
    if (live.bookkeeping)
        return problem("Object is the service's own", fmt::format("{} goes with its deployment.", live.name));
    if (!live.lineage.empty() && live.lineage != state.lineage && resource.lifecycle.adopt != "force")
        return problem("Object is owned",
                       fmt::format("{} belongs to another state, with lineage {}, as {}.", live.name,
                                   live.lineage, live.address.empty() ? "an unknown address" : live.address),
                       fmt::format("[{}.lifecycle] adopt = \"force\" takes it over", to_text(address)));
    const Value& written =
        resource.type->find("id") ? resource.attributes.get(*resource.type, "id") : Value();
    if (!written.is_null() && written.text() != live.id)
        return problem(
            "Another id is written",
            fmt::format("{} has id = {} in the configuration.", to_text(address), to_text(written)),
            fmt::format("fireform import '{}' {}", to_text(address), written.text()));
    return std::nullopt;
}

Diagnostic no_block(const Address& address, const Config& config) {
    return problem("No such block", fmt::format("The configuration has no {}.", to_text(address)),
                   meant(to_text(address), address_texts(config.resources),
                         fmt::format("write [{}] first", to_text(address))));
}

/// The block has come to something else, or cannot be decided.
Diagnostics not_made(const Address& address, const DecidedTypes& decided) {
    const Address block{"deployment", address.name, address.key};
    Diagnostics problems;
    for (const Diagnostic& each : decided.diagnostics)
        if (each.severity == Severity::error && each.address == block) problems.add(each);
    if (problems.empty())
        problems.add(problem("No such block",
                             fmt::format("The configuration has no {}, and {} does not become one.",
                                         to_text(address), to_text(block)),
                             "fireform plan shows what it becomes"));
    return problems;
}

/// What the configuration says of the address: its block, or what the plan makes of another one.
Task<Checked<ResourceConfig>> find_resource(Session& session, const Snapshot& state, ImportCommand command) {
    const Address& address = command.address;
    const auto written = session.config.resources.find(address);
    if (written != session.config.resources.end()) co_return written->second;
    const Checked<Live> live = co_await read_live(session, state, Reading::objects);
    if (!live.ok()) co_return live.diagnostics;
    // As if it were in state already, which keeps what it has when the model has become serverless.
    Snapshot with_object = state;
    with_object.resources[address].address = address;
    with_object.resources[address].id = last_segment(command.id);
    const LiveIndex index(*live.value);
    const DecidedTypes decided = decide_deployment_types(session.config, with_object, *live.value, index);
    if (decided.config) {
        const auto made = decided.config->resources.find(address);
        if (made != decided.config->resources.end()) co_return made->second;
    }
    co_return not_made(address, decided);
}

Task<Checked<LiveObject>> find_object(Session& session, const ResourceConfig& resource,
                                      ImportCommand command) {
    Checked<Account> account = co_await session.provider->account();
    if (!account.ok()) co_return std::move(account.diagnostics);
    Checked<std::string> id = id_of(command, *resource.type, account.value->id);
    if (!id.ok()) co_return std::move(id.diagnostics);
    Checked<LiveObject> live = co_await session.provider->read(*resource.type, *id.value);
    if (!live.value && !live.diagnostics.has_errors())
        co_return problem("No such object",
                          fmt::format("Account {} has no {} with id {}.", account.value->id,
                                      resource.type->name, *id.value),
                          "look at the id again");
    co_return live;
}

Task<int> import_object(Context& context, Session& session, Reporter& reporter,
                        const ImportCommand& command) {
    Diagnostics problems;
    if (!session.config.resources.contains(command.address) && !may_become(command.address, session.config)) {
        problems.add(no_block(command.address, session.config));
        reporter.tell(problems);
        co_return exit_code::error;
    }
    LockHolder holder = this_process("import", session.clock);
    LockWait on_wait = tell_waiting(context, reporter);
    const auto lock = co_await take_lock(*session.store, session.clock, std::move(holder),
                                         command.lock_timeout, std::move(on_wait));
    reporter.tell(lock.diagnostics);
    if (!lock.ok()) co_return exit_code::error;
    Checked<Snapshot> state = session.store->read();
    reporter.tell(state.diagnostics);
    if (!state.ok()) co_return exit_code::error;
    const Checked<ResourceConfig> found = co_await find_resource(session, *state.value, command);
    reporter.tell(found.diagnostics);
    if (!found.ok()) co_return exit_code::error;
    const ResourceConfig& resource = *found.value;
    const Checked<LiveObject> live = co_await find_object(session, resource, command);
    reporter.tell(live.diagnostics);
    if (!live.ok()) co_return exit_code::error;

    Snapshot& snapshot = *state.value;
    if (snapshot.lineage.empty()) snapshot.lineage = random_uuid();
    if (const auto reason = refused(snapshot, resource, *live.value)) {
        problems.add(*reason);
    } else {
        context.loop.finish_when_interrupted(nullptr);
        snapshot.resources[resource.address] = import_entry(resource, *live.value);
        problems.add(session.store->write(snapshot));
    }
    reporter.tell(problems);
    if (problems.has_errors()) co_return exit_code::error;
    context.console.out(fmt::format("Imported {} as {}. What differs: fireform plan\n", live.value->name,
                                    to_text(resource.address)));
    co_return exit_code::done;
}

}  // namespace

int carry_out(Context& context, const ImportCommand& command) {
    Reporter reporter(context, false);
    const auto session = open_session(context, reporter, command.variables);
    if (!session || !connect(context, reporter, *session)) return exit_code::error;
    return context.loop.run(import_object(context, *session, reporter, command));
}

}  // namespace fireform::cli
