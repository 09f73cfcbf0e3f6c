#include "providers/fireworks/rests.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>

namespace fireform::fireworks {

struct Rests::One {
    explicit One(const asio::any_io_executor& executor) : over(executor, 1) {}
    asio::experimental::channel<void(boost::system::error_code)> over;
    asio::cancellation_signal end;
};

Task<void> Rests::sleep(Clock& clock, std::chrono::nanoseconds duration) {
    if (state_->ended) co_return;
    const auto executor = co_await asio::this_coro::executor;
    const auto one = std::make_shared<One>(executor);
    /// Leaves the list however its coroutine ends, and the clock where it is cancelled. Where it is torn down
    /// the clock is, too.
    struct Place {
        std::shared_ptr<State> state;
        std::list<std::shared_ptr<One>>::iterator place;
        int exceptions = std::uncaught_exceptions();
        Place(std::shared_ptr<State> all, const std::shared_ptr<One>& mine)
            : state(std::move(all)), place(state->sleeping.insert(state->sleeping.end(), mine)) {}
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        ~Place() {
            const std::shared_ptr<One> mine = *place;
            state->sleeping.erase(place);
            if (std::uncaught_exceptions() > exceptions) mine->end.emit(asio::cancellation_type::terminal);
        }
    };
    const Place place(state_, one);
    asio::co_spawn(executor, clock.sleep(duration),
                   asio::bind_cancellation_slot(one->end.slot(), [one](std::exception_ptr) {
                       (void)one->over.try_send(boost::system::error_code{});
                   }));
    co_await one->over.async_receive(asio::use_awaitable);
}

void Rests::end_all() {
    state_->ended = true;
    const std::list<std::shared_ptr<One>> sleeping = state_->sleeping;
    for (const std::shared_ptr<One>& one : sleeping)
        one->end.emit(asio::cancellation_type::terminal);
}

}  // namespace fireform::fireworks
