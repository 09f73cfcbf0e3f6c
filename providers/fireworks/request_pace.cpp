#include "providers/fireworks/request_pace.hpp"

#include "providers/fireworks/rests.hpp"

#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <exception>
#include <list>

namespace fireform::fireworks {
namespace {

using std::chrono::duration;
using std::chrono::nanoseconds;
using std::chrono::seconds;

/// What the clock of a service and the way to it blur: below it a longer latency is no sign of a queue.
constexpr std::chrono::milliseconds latency_noise{20};
/// After a refusal the rate rests for so many times as long as nothing was let through, so that trying for
/// more costs a fiftieth of the time at most, and no shorter than this.
constexpr int rest_factor = 50;
constexpr seconds rest_min{1};
constexpr seconds rest_max{60};
/// Raised by so much, twice that after each raise that was not refused.
constexpr double raise_first = 0.02;
constexpr double raise_max = 0.5;
/// So many requests are left out at the beginning of a schedule: a bucket that was empty has them to spare,
/// and one that comes a little early still passes.
constexpr double spare = 2;
/// Who was kept from sending catches up on as much; a service that counts by the second or so has it left.
constexpr std::chrono::milliseconds catch_up{50};
/// Uploads take long: they must not hold up everything else.
constexpr double window_min = 4;
/// Fewer accepted requests say nothing about a rate.
constexpr int sample_min = 20;

double in_seconds(nanoseconds time) {
    return duration<double>(time).count();
}

nanoseconds from_seconds(double time) {
    return std::chrono::duration_cast<nanoseconds>(duration<double>(time));
}

using Turn = asio::experimental::channel<void(boost::system::error_code)>;

}  // namespace

struct RequestPace::State {
    State(Clock& time, PaceLimits bounds)
        : clock(time), limits(bounds), window(static_cast<double>(bounds.window_first)) {}

    Clock& clock;
    PaceLimits limits;

    std::list<std::shared_ptr<Turn>> queue;  // the front one watches the clock
    std::size_t in_flight = 0;

    double window;
    bool slow_start = true;
    nanoseconds latency_least = nanoseconds::max();
    nanoseconds cut{-1};  // what was sent before says nothing new about trouble

    Rests rests;
    nanoseconds closed_until{0};
    std::optional<double> rate;
    nanoseconds next{0};  // by the schedule
    double left_out = 0;  // of the schedule, from now on

    // Since the last refusal for rate; before the first one nothing is measured.
    nanoseconds measured_from{0};
    nanoseconds closed_for{0};
    int accepted = 0;

    nanoseconds raise_at{0};
    nanoseconds rest{rest_min};
    double raise = raise_first;
    double held = 0;  // the rate before the last raise: it was not refused for a whole rest

    [[nodiscard]] bool has_room() const { return in_flight < whole_window(); }
    [[nodiscard]] std::size_t whole_window() const { return static_cast<std::size_t>(window); }
    [[nodiscard]] nanoseconds opens() const { return rate ? std::max(closed_until, next) : closed_until; }

    void wake_first() const {
        if (queue.empty()) return;
        // Where its coroutine cannot go on and is torn down at once, it leaves the queue while it is woken.
        const std::shared_ptr<Turn> first = queue.front();
        (void)first->try_send(boost::system::error_code{});  // false: it is woken already
    }

    void leave(nanoseconds now) {
        ++in_flight;
        if (!rate) return;
        // Time in which nobody wanted to send says nothing about what is permitted.
        if (next < now - catch_up) measured_from += now - catch_up - next;
        next = std::max<nanoseconds>(next, now - catch_up) + from_seconds((1 + left_out) / *rate);
        left_out = 0;
    }

    void answered_in(nanoseconds latency) {
        ++accepted;
        latency_least = std::min(latency_least, latency);
        const bool flat = latency <= 2 * latency_least + latency_noise;
        // Nobody waits: a larger one would not be used either.
        if (!flat || queue.empty()) return;
        window += slow_start ? 1 : 1 / window;
        window = std::min(window, static_cast<double>(limits.window_max));
    }

    void raise_rate(nanoseconds now) {
        if (!rate || queue.empty() || now < raise_at) return;
        held = *rate;
        *rate *= 1 + raise;
        raise = std::min(2 * raise, raise_max);
        raise_at = now + rest;
    }

    void halve(nanoseconds now) {
        slow_start = false;
        window = std::max(window_min, window / 2);
        cut = now;
    }

    /// Between two refusals the service let through what it permits, and nothing was left at either end,
    /// unless it was closed for long, or the rate was lower on the way.
    [[nodiscard]] double permitted(nanoseconds now) const {
        const double time = std::max(in_seconds(now - measured_from), 1e-3);
        const bool exact = accepted >= sample_min && closed_for * 4 <= now - measured_from;
        const double measured = exact ? accepted / time : std::max((accepted + 1) / time, *rate / 2);
        return std::min(*rate, std::max(measured, held));
    }

    void refused(nanoseconds now, nanoseconds asked) {
        halve(now);
        const bool raised = raise > raise_first;
        rate = std::max(limits.rate_min, rate ? permitted(now) : limits.rate_documented);
        rest = std::clamp<nanoseconds>(rest_factor * asked, raised ? 2 * rest : rest_min, rest_max);
        raise = raise_first;
        held = 0;
        raise_at = now + asked + rest;
        measured_from = now;
        closed_for = asked;
        accepted = 0;
        next = now + asked;
        left_out = spare;
    }
};

/// A place in the queue, which is left however its coroutine ends. Where that is torn down with everything
/// else nobody is woken: the others are being torn down as well.
struct RequestPace::Place {
    std::shared_ptr<State> state;
    std::list<std::shared_ptr<Turn>>::iterator turn;
    bool over = false;  ///< it has waited to the end
    int exceptions = std::uncaught_exceptions();

    Place(std::shared_ptr<State> pace, std::shared_ptr<Turn> mine)
        : state(std::move(pace)), turn(state->queue.insert(state->queue.end(), std::move(mine))) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() {
        const bool first = turn == state->queue.begin();
        state->queue.erase(turn);
        if (first && (over || std::uncaught_exceptions() > exceptions)) state->wake_first();
    }
    [[nodiscard]] bool is_first() const { return turn == state->queue.begin(); }
};

RequestPace::RequestPace(Clock& clock, PaceLimits limits) : state_(std::make_shared<State>(clock, limits)) {}

Task<RequestPace::Pass> RequestPace::enter() {
    const std::shared_ptr<State> state = state_;
    const nanoseconds came = state->clock.now();
    const bool waits = !state->queue.empty() || !state->has_room() || state->opens() > came;
    if (waits && !state->rests.ended()) {
        const auto turn = std::make_shared<Turn>(co_await asio::this_coro::executor, 1);
        Place place(state, turn);
        for (;;) {
            const nanoseconds now = state->clock.now();
            if (state->rests.ended()) break;
            if (!place.is_first() || !state->has_room())
                co_await turn->async_receive(asio::use_awaitable);
            else if (state->opens() > now)
                co_await state->rests.sleep(state->clock, state->opens() - now);
            else
                break;
        }
        place.over = true;
        state->leave(state->clock.now());
    } else {
        state->leave(came);
    }
    const nanoseconds now = state->clock.now();
    co_return Pass(state, now - came, now);
}

void RequestPace::let_all_go() {
    state_->rests.end_all();
    const std::list<std::shared_ptr<Turn>> waiting = state_->queue;
    for (const std::shared_ptr<Turn>& turn : waiting)
        (void)turn->try_send(boost::system::error_code{});
}

std::size_t RequestPace::window() const {
    return state_->whole_window();
}

std::optional<double> RequestPace::rate() const {
    return state_->rate;
}

void RequestPace::Pass::answered(Pressure pressure, std::optional<std::chrono::milliseconds> asked) {
    State& state = *state_;
    const nanoseconds now = state.clock.now();
    const nanoseconds closed = asked.value_or(std::chrono::milliseconds(0));
    if (asked) state.closed_until = std::max(state.closed_until, now + closed);
    if (pressure == Pressure::none) {
        state.answered_in(now - sent_);
        state.raise_rate(now);
    } else if (sent_ > state.cut) {
        // Those that left before the last cut tell of the same trouble.
        if (pressure == Pressure::refused)
            state.refused(now, closed);
        else
            state.halve(now);
    }
}

RequestPace::Pass::~Pass() {
    if (!state_) return;  // moved from
    --state_->in_flight;
    state_->wake_first();
}

}  // namespace fireform::fireworks
