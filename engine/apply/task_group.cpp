#include "engine/apply/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <list>
#include <vector>

namespace fireform {

// A channel and not a handler of our own: an abandoned wait is owned by the event loop, which unwinds it when
// it is torn down; kept in the waiting coroutine's own frame it would own itself for ever.
struct Signal::Channel {
    explicit Channel(asio::any_io_executor executor) : messages(std::move(executor), 1) {}
    asio::experimental::channel<void(boost::system::error_code)> messages;
};

Signal::Signal(asio::any_io_executor executor) : channel_(std::make_unique<Channel>(std::move(executor))) {}
Signal::~Signal() = default;

void Signal::notify() {
    // False: a wake-up is waiting already, and several count as one.
    (void)channel_->messages.try_send(boost::system::error_code{});
}

Task<void> Signal::wait() {
    co_await channel_->messages.async_receive(asio::use_awaitable);
}

struct Children::Running {
    using Stop = std::shared_ptr<asio::cancellation_signal>;
    std::list<Stop> all;
};

namespace {

/// Runs when a child has ended; shares what it touches, since the loop may be torn down in any order.
template <class Running>
struct WhenEnded {
    std::shared_ptr<Running> running;
    typename std::list<typename Running::Stop>::iterator place;
    std::shared_ptr<Signal> wake;

    void operator()(const std::exception_ptr&) {
        running->all.erase(place);
        wake->notify();
    }
};

}  // namespace

Children::Children(asio::any_io_executor executor, std::shared_ptr<Signal> wake)
    : executor_(std::move(executor)), wake_(std::move(wake)), running_(std::make_shared<Running>()) {}
Children::~Children() = default;

void Children::start(Task<void> child) {
    const auto stop = std::make_shared<asio::cancellation_signal>();
    const auto place = running_->all.insert(running_->all.end(), stop);
    WhenEnded<Running> when_ended{running_, place, wake_};
    asio::co_spawn(executor_, std::move(child),
                   asio::bind_cancellation_slot(stop->slot(), std::move(when_ended)));
}

void Children::cancel() {
    // A copy: a child may end while it is told.
    const std::vector<Running::Stop> all(running_->all.begin(), running_->all.end());
    for (const Running::Stop& each : all)
        each->emit(asio::cancellation_type::terminal);
}

}  // namespace fireform
