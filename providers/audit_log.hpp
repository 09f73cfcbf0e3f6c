// What the account's audit log says of who changed what (brief 2.12), as values.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace fireform {

struct AuditEntry {
    std::string method;             ///< gRPC method name: "UpdateDeployment"
    std::string principal;          ///< e-mail
    std::string resource;           ///< full name of what it was about
    std::string time;               ///< RFC 3339: when the request was received
    std::string user_agent;         ///< "firectl/1.2.3 grpc-go/1.73.0"; "" unknown
    std::string client_ip;          ///< "" unknown
    std::string api_key_id;         ///< "" by a person, or unknown
    std::set<std::string> members;  ///< names of all members of the payload, at any depth; empty: unknown
    bool operator==(const AuditEntry&) const = default;
};

struct AuditLog {
    bool readable = true;             ///< false: the key may not read it (403)
    std::vector<AuditEntry> entries;  ///< of what succeeded, in the order the service sends them
    bool operator==(const AuditLog&) const = default;
};

}  // namespace fireform
