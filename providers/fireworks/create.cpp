// A create, until it is known what came of it: at most one object, never one that nobody knows of.
#include "providers/fireworks/dataset_upload.hpp"
#include "providers/fireworks/file_upload.hpp"
#include "providers/fireworks/json_codec.hpp"
#include "providers/fireworks/model_upload.hpp"
#include "providers/fireworks/objects.hpp"
#include "providers/fireworks/unknown_field.hpp"
#include "schemas/compare.hpp"

#include <fmt/core.h>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <variant>

namespace fireform::fireworks {
namespace json = boost::json;

namespace {

std::string named(const CreateRequest& request) {
    return label(*request.type, request.id.empty() ? request.address.name : request.id);
}

ApiRequest post(const Session& session, const CreateRequest& request, bool validate_only = false) {
    const ResourceType& type = *request.type;
    QueryParameters query;
    if (type.id_placement == IdPlacement::query && !request.id.empty())
        query.emplace_back(type.id_parameter, request.id);
    for (auto& parameter : create_parameters(type, request.attributes))
        query.push_back(std::move(parameter));

    if (validate_only) query.emplace_back("validateOnly", "true");

    json::object body = encode_create(type, request.attributes, request.tags);
    if (type.id_placement == IdPlacement::full_name)
        body["name"] = full_name(session.naming().account, type.collection, request.id);
    // Says that a file will follow (brief 2.3.2).
    if (type.name == "dataset" && !request.attributes.get(type, "file").is_null())
        body["userUploaded"] = json::object{};
    if (!type.body_member.empty()) {
        json::object wrapped;
        if (type.id_placement == IdPlacement::body) wrapped[type.id_parameter] = request.id;
        wrapped[type.body_member] = std::move(body);
        body = std::move(wrapped);
    }
    ApiRequest out = post_request(session.path(type.collection) + query_text(query), json::serialize(body),
                                  (validate_only ? "Validating the " : "Creating the ") + named(request));
    out.repeatable = validate_only;
    return out;
}

/// The live object that the request would have made. No value, no error: it is not there.
Task<Checked<LiveObject>> look(Session& session, const CreateRequest& request) {
    const ResourceType& type = *request.type;
    if (!request.id.empty()) co_return co_await read_object(session, type, request.id);
    // Only `model` is known to work in a filter (brief 2.2.1); the rest of the identity is compared here.
    const std::string filter = fmt::format("model=\"{}\"", request.attributes.get(type, "model").text());
    Checked<std::vector<LiveObject>> found = co_await list_objects(session, type, filter);
    if (!found.value) co_return found.diagnostics;
    for (LiveObject& object : *found.value) {
        bool match = object.phase != Phase::deleting;
        for (const std::string_view name : type.identity)
            match = match && same(*type.find(name), request.attributes.get(type, name),
                                  object.attributes.get(type, name));
        if (match) co_return std::move(object);
    }
    co_return Checked<LiveObject>{};
}

/// Names of the configured attributes in which the live object differs.
std::string differences(const CreateRequest& request, const LiveObject& live) {
    std::string out;
    for (const auto& [index, value] : request.attributes) {
        const Attribute& attribute = request.type->attributes[index];
        if (attribute.api.empty() || attribute.compared_with_state()) continue;
        if (attribute.update != Update::in_place && attribute.update != Update::replace) continue;
        if (!same(attribute, value, live.attributes.at(index)))
            out += (out.empty() ? "" : ", ") + std::string(attribute.name);
    }
    return out;
}

bool carries_our_tags(const CreateRequest& request, const LiveObject& live) {
    const auto tag = [&request](std::string_view key) {
        const auto found = request.tags.find(key);
        return found == request.tags.end() ? std::string() : found->second.text();
    };
    const std::string lineage = tag(tag_lineage);
    return !lineage.empty() && live.lineage == lineage && live.address == tag(tag_address);
}

Diagnostic in_the_way(const CreateRequest& request, const LiveObject& live, std::string_view different) {
    std::string detail = fmt::format("Creating the {}: there is one already, {}", named(request), live.name);
    std::string hint =
        fmt::format("run `fireform plan` again; to manage this one, run `fireform import {} {}`",
                    to_text(request.address), live.id);
    if (live.phase == Phase::soft_deleted) {
        detail += ", soft-deleted, and its id is still taken";
        hint = "run `fireform plan` again: it restores or purges the soft-deleted one";
    } else if (!live.lineage.empty()) {
        detail += fmt::format(", and it belongs to {} of the fireform state with lineage {}", live.address,
                              live.lineage);
        hint = "choose another id, or take it over with adopt = \"force\" in its lifecycle table";
    } else if (!different.empty()) {
        detail += fmt::format(", which differs in {}", different);
    }
    return problem("Already exists", detail + ".", hint);
}

/// Whether the request says something that no reply of the service repeats: the value of a secret.
bool has_hidden_values(const CreateRequest& request) {
    return std::ranges::any_of(request.attributes, [&request](const Attributes::Entry& entry) {
        const Attribute& attribute = request.type->attributes[entry.first];
        return attribute.write_only && !attribute.api.empty() && !entry.second.is_null();
    });
}

/// Whether the id is one that fireform makes for this address, which nobody else would choose.
bool has_derived_id(const CreateRequest& request) {
    constexpr int generations = 64;
    const auto lineage = request.tags.find(tag_lineage);
    if (lineage == request.tags.end()) return false;
    for (int generation = 1; generation <= generations; ++generation)
        if (derived_id(lineage->second.text(), request.address, generation) == request.id) return true;
    return false;
}

Created refused(Diagnostics why) {
    Created out(std::move(why));
    out.refused = true;
    return out;
}

Created refused(Diagnostic why) {
    Diagnostics problems;
    problems.add(std::move(why));
    return refused(std::move(problems));
}

/// Whether what was found is what was asked for: made by an earlier try (`in_doubt`), by an earlier run that
/// was cut off, or equal where the type has no place for a mark of ours.
Created recognised(const CreateRequest& request, LiveObject live, bool in_doubt) {
    const std::string different = differences(request, live);
    const bool usable = live.phase != Phase::soft_deleted && live.phase != Phase::deleting;
    if (usable && carries_our_tags(request, live)) {
        Created out(std::move(live));
        if (!different.empty()) {
            Diagnostic warning =
                problem("Object of an earlier run",
                        fmt::format("The {} was created by an earlier run and differs in {}.", named(request),
                                    different),
                        "run `fireform plan` again");
            warning.severity = Severity::warning;
            out.diagnostics.add(std::move(warning));
        }
        return out;
    }
    // What the service never shows could be another's: only a try of ours is known to have sent it.
    const bool comparable = in_doubt || !has_hidden_values(request);
    const bool nobodys = comparable && (!request.type->tags ||
                                        (live.lineage.empty() && (in_doubt || has_derived_id(request))));
    if (usable && nobodys && different.empty()) return live;
    // Whatever holds the place, ours has not got it.
    return refused(in_the_way(request, live, different));
}

Diagnostic outcome_unknown(const CreateRequest& request) {
    return problem(
        "Outcome unknown",
        fmt::format(
            "Whether the {} was created is not known: the reply was lost, and it could not be looked up.",
            named(request)),
        "run `fireform plan`: it looks again before anything is created");
}

/// What the public API does not list may be refused, and then the way out is to do without (brief 2.8).
Diagnostic refused_create(const CreateRequest& request, const Reply& reply, Diagnostic refused) {
    if (reply.status() != 400) return refused;
    std::string out;
    bool meant = false;
    for (std::size_t i = 0; i < request.type->attributes.size(); ++i) {
        const Attribute& attribute = request.type->attributes[i];
        const Value& value = request.attributes.at(i);
        if (!attribute.droppable || (!value.is_null() && is_absent(attribute, value))) continue;
        meant = meant || mentions(refused.detail, attribute.name.substr(0, attribute.name.find('_')));
        out += fmt::format("{}{} = {}", out.empty() ? "" : " and ", attribute.name,
                           attribute.type == ValueType::string ? "\"\"" : "0");
    }
    if (meant) refused.hint = fmt::format("write {}: then it is not sent, and the service chooses", out);
    return refused;
}

/// A list may lag behind the object that it is asked for (brief 8.9); an id is read directly and does not.
constexpr int looks_max = 4;

struct Made {
    Created object;
    bool upload = false;  ///< its file is still to be sent
};

/// Whether a create that may have been handled is over: who answers has nothing left to do, but for a
/// gateway that would not wait for whoever does.
bool is_over(const Reply& reply) {
    constexpr int gateway_timeout = 504;
    return reply.response && reply.status() != gateway_timeout;
}

Task<Made> make(Session& session, const CreateRequest& request, const Secrets& secrets) {
    Made out;
    Attempts attempts = session.begin();
    const ApiRequest prepared = post(session, request);
    bool in_doubt = false;
    bool underway = false;  // a try may be handled after we have looked
    for (int looks = 1;; ++looks) {
        ApiRequest copy = prepared;
        const Reply reply = co_await session.send(std::move(copy), attempts);
        const bool taken = reply.already_exists();
        if (reply.success()) {
            out.object = object_in(session, *request.type, prepared.what, reply);
            out.upload = true;
            if (out.object.value) co_return out;
        } else if (!reply.outcome_unknown() && !taken) {
            Diagnostic problem =
                with_attribute_named(session.error(prepared.what, reply, &secrets), reply, *request.type);
            out.object = refused_create(request, reply, std::move(problem));
            out.object.refused = !underway;
            co_return out;
        }
        in_doubt = in_doubt || !taken;
        underway = underway || !is_over(reply) || (in_doubt && request.id.empty());

        Checked<LiveObject> found = co_await look(session, request);
        if (found.value) {
            out.upload = in_doubt && found.value->phase == Phase::pending;
            out.object = recognised(request, std::move(*found.value), in_doubt);
            co_return out;
        }
        if (found.diagnostics.has_errors()) {
            if (in_doubt) found.diagnostics.add(outcome_unknown(request));
            out.object = found.diagnostics;
            out.object.refused = !in_doubt;
            co_return out;
        }
        const bool again = taken ? request.id.empty() && looks < looks_max && co_await session.pause(attempts)
                                 : co_await session.pause(attempts, reply);
        if (!again) {
            out.object = reply.success() ? session.unexpected(prepared.what, reply)
                                         : session.error(prepared.what, reply, &secrets);
            out.object.refused = !underway && !reply.success();
            co_return out;
        }
    }
}

/// What stands on this machine and belongs to the object: the file of a dataset, the folder of a model.
using LocalContent = std::variant<std::monostate, LocalFile, LocalFolder>;

Checked<LocalContent> check_content(const CreateRequest& request) {
    const ResourceType& type = *request.type;
    const auto is_set = [&](std::string_view name) {
        const std::size_t index = type.index_of(name);
        return index != ResourceType::npos && !request.attributes.at(index).is_null();
    };
    const auto as_content = [](auto checked) {
        Checked<LocalContent> out(std::move(checked.diagnostics));
        if (checked.value) out.value = std::move(*checked.value);
        return out;
    };
    if (type.name == "dataset" && is_set("file")) return as_content(check_file(request));
    if (type.name == "model" && is_set("path")) return as_content(check_folder(request));
    return LocalContent{};
}

Task<Checked<LiveObject>> upload(Session& session, const Address& address, const LiveObject& object,
                                 const LocalContent& content, const UploadProgress& progress) {
    if (const auto* file = std::get_if<LocalFile>(&content))
        co_return co_await upload_dataset(session, address, object, *file, progress);
    co_return co_await upload_model(session, address, object, std::get<LocalFolder>(content), progress);
}

}  // namespace

Task<Created> create_object(Session& session, CreateRequest request, const UploadProgress& progress) {
    const Checked<Account> account = co_await session.account();
    if (!account.ok()) co_return refused(about(request.address, account.diagnostics));
    const ResourceType& type = *request.type;
    const Checked<LocalContent> content = check_content(request);
    if (!content.ok()) co_return refused(about(request.address, content.diagnostics));
    if (const auto* file = std::get_if<LocalFile>(&*content.value))
        if (request.attributes.get(type, "example_count").is_null())
            request.attributes.put(type, "example_count", Value(static_cast<std::int64_t>(file->line_count)));
    Secrets secrets = session.secrets();
    secrets.add(type, request.attributes);

    Made made = co_await make(session, request, secrets);
    made.object.diagnostics = about(request.address, std::move(made.object.diagnostics));
    if (!made.object.ok() || std::holds_alternative<std::monostate>(*content.value))
        co_return std::move(made.object);
    if (!made.upload) {
        if (made.object.value->phase != Phase::ready)
            made.object.diagnostics.add(about(request.address, unfinished_upload(request)));
        co_return std::move(made.object);
    }
    Checked<LiveObject> uploaded =
        co_await upload(session, request.address, *made.object.value, *content.value, progress);
    if (uploaded.value) made.object.value = std::move(uploaded.value);
    made.object.diagnostics.add(about(request.address, std::move(uploaded.diagnostics)));
    co_return std::move(made.object);
}

Task<Checked<LiveObject>> dry_run_create(Session& session, CreateRequest request) {
    const Checked<Account> account = co_await session.account();
    if (!account.ok()) co_return about(request.address, account.diagnostics);
    Secrets secrets = session.secrets();
    secrets.add(*request.type, request.attributes);
    const ApiRequest prepared = post(session, request, true);
    ApiRequest copy = prepared;
    const Reply reply = co_await session.send(std::move(copy));
    Checked<LiveObject> made = reply.success() ? object_in(session, *request.type, prepared.what, reply)
                                               : session.error(prepared.what, reply, &secrets);
    made.diagnostics = about(request.address, std::move(made.diagnostics));
    co_return made;
}

}  // namespace fireform::fireworks
