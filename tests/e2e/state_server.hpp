// A state server on loopback, to the letter of the protocol of Terraform's http backend.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace fireform::tests {

class StateServer {
 public:
    StateServer();
    ~StateServer();
    StateServer(const StateServer&) = delete;
    StateServer& operator=(const StateServer&) = delete;

    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/fleet"; }
    /// `[fireform.state]` of it.
    [[nodiscard]] std::string settings() const;
    [[nodiscard]] std::string stored() const;
    /// Lock information; "" not locked.
    [[nodiscard]] std::string lock() const;
    /// "GET PUT LOCK"
    [[nodiscard]] std::string methods() const;
    /// Called with the number of each request, once it is handled and before it is answered.
    void on_request(std::function<void(int number)> hook);

 private:
    struct Reply {
        int status = 200;
        std::string body;
    };
    void serve();
    [[nodiscard]] Reply handle(const std::string& method, const std::string& target, const std::string& head,
                               const std::string& body);

    int file_ = -1;
    int port_ = 0;
    mutable std::mutex mutex_;  // of what the test reads while the thread serves
    std::string stored_;
    std::string lock_;
    std::string methods_;
    std::function<void(int)> hook_;
    int number_ = 0;
    std::thread thread_;
};

}  // namespace fireform::tests
