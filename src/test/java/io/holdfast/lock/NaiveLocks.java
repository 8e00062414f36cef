package io.holdfast.lock;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockCommand.Cancel;
import io.holdfast.lock.LockCommand.Extend;
import io.holdfast.lock.LockCommand.Release;
import io.holdfast.lock.LockEvent.Cause;
import io.holdfast.lock.LockQueries.HeldLock;
import io.holdfast.lock.LockResult.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Locks as one would write them in an hour: three lists, every question a scan of them. Nothing is shared with the
 * machine but its vocabulary. Knows nothing of limits.
 */
final class NaiveLocks {

    private record Grip(
            LockName lock, Owner owner, Mode mode, long token, int count, long sinceMillis, long untilMillis) {

        Grip counted(int newCount) {
            return new Grip(lock, owner, mode, token, newCount, sinceMillis, untilMillis);
        }

        Grip until(long millis) {
            return new Grip(lock, owner, mode, token, count, sinceMillis, millis);
        }

        Holder view() {
            return new Holder(owner, mode, new FencingToken(token), count, sinceMillis, untilMillis);
        }
    }

    private record Wish(LockName lock, Waiter waiter) {}

    private record Past(LockName lock, Waiter waiter, TicketState state, long token) {}

    private static final long NEVER = Long.MAX_VALUE;

    private final List<Grip> grips = new ArrayList<>();
    private final List<Wish> wishes = new ArrayList<>();
    private final List<Past> pasts = new ArrayList<>();
    private final List<TicketId> tickets = new ArrayList<>();

    Applied<LockResult> apply(Stamp at, LockCommand command) {
        var events = new ArrayList<Event>();
        var result = switch (command) {
            case Acquire acquire -> acquire(at, acquire);
            case Release release -> release(release);
            case Extend extend -> extend(at, extend);
            case Cancel cancel -> cancel(cancel, events);
        };
        promote(at, events);
        return new Applied<>(result, events);
    }

    private LockResult acquire(Stamp at, Acquire wanted) {
        var mine = grip(wanted.lock(), wanted.owner());
        if (mine != null && mine.mode == Mode.S && wanted.mode() == Mode.X) {
            return new LockResult.Refused(Reason.WEAKER_MODE);
        }
        if (mine != null) {
            boolean leased = mine.untilMillis != NEVER && wanted.leaseMillis() > 0;
            long until = leased ? Math.max(mine.untilMillis, at.millis() + wanted.leaseMillis()) : mine.untilMillis;
            return granted(at, replace(mine, mine.counted(mine.count + 1).until(until)));
        }
        for (var wish : wishes) {
            if (wish.waiter.owner().equals(wanted.owner())) {
                return new LockResult.Busy(wish.waiter.ticket());
            }
        }
        var holders = gripsOn(wanted.lock());
        var waiters = wishesFor(wanted.lock());
        var present =
                Stream.concat(holders.stream().map(Grip::mode), waiters.stream().map(wish -> wish.waiter.mode()));
        if (present.noneMatch(mode -> conflict(mode, wanted.mode()))) {
            return granted(at, grant(at, wanted.lock(), wanted.owner(), wanted.mode(), wanted.leaseMillis()));
        }
        if (wanted.waitMillis() == 0) {
            return new LockResult.Held(holders.size(), waiters.size());
        }
        var waiter = new Waiter(
                new TicketId(at.sequence()),
                wanted.owner(),
                wanted.mode(),
                at.millis(),
                at.millis() + wanted.waitMillis(),
                wanted.leaseMillis());
        wishes.add(new Wish(wanted.lock(), waiter));
        tickets.add(waiter.ticket());
        return new LockResult.Waiting(waiter.ticket());
    }

    private static boolean conflict(Mode one, Mode other) {
        return !(one == Mode.S && other == Mode.S);
    }

    private static LockResult granted(Stamp at, Grip grip) {
        long lease = grip.untilMillis == NEVER ? 0 : grip.untilMillis - at.millis();
        return new LockResult.Granted(
                grip.lock, grip.owner, grip.mode, new FencingToken(grip.token), grip.count, lease);
    }

    private Grip grant(Stamp at, LockName lock, Owner owner, Mode mode, long leaseMillis) {
        long token = currentToken(lock) > 0 ? currentToken(lock) : at.sequence();
        long until = leaseMillis > 0 ? at.millis() + leaseMillis : NEVER;
        var grip = new Grip(lock, owner, mode, token, 1, at.millis(), until);
        grips.add(grip);
        return grip;
    }

    private LockResult release(Release asked) {
        var found = find(asked.lock(), asked.session(), asked.owner(), asked.token());
        if (found.size() != 1) {
            return refusal(asked.lock(), asked.token(), found.size());
        }
        var grip = found.getFirst();
        int left = Math.max(0, grip.count - asked.count());
        if (left > 0) {
            replace(grip, grip.counted(left));
        } else {
            grips.remove(grip);
        }
        return new LockResult.Released(left);
    }

    private LockResult extend(Stamp at, Extend asked) {
        var found = find(asked.lock(), asked.session(), asked.owner(), asked.token());
        if (found.size() != 1) {
            return refusal(asked.lock(), asked.token(), found.size());
        }
        var grip = found.getFirst();
        long until = at.millis() + asked.leaseMillis();
        long longer = grip.untilMillis == NEVER ? until : Math.max(until, grip.untilMillis);
        replace(grip, grip.until(longer));
        return new LockResult.Extended(longer - at.millis());
    }

    private List<Grip> find(LockName lock, SessionId session, @Nullable String owner, FencingToken token) {
        return gripsOn(lock).stream()
                .filter(grip -> grip.owner.session().equals(session))
                .filter(grip -> owner == null || grip.owner.name().equals(owner))
                .filter(grip -> grip.token == token.value())
                .toList();
    }

    private LockResult refusal(LockName lock, FencingToken token, int found) {
        if (found > 1) {
            return new LockResult.Refused(Reason.AMBIGUOUS_OWNER);
        }
        boolean current = gripsOn(lock).stream().anyMatch(grip -> grip.token == token.value());
        return new LockResult.Refused(current ? Reason.NOT_OWNER : Reason.LOST);
    }

    private LockResult cancel(Cancel asked, List<Event> events) {
        for (var wish : wishes) {
            if (wish.waiter.ticket().equals(asked.ticket())) {
                if (!wish.waiter.owner().session().equals(asked.session())) {
                    return new LockResult.Refused(Reason.NOT_OWNER);
                }
                events.add(end(wish, TicketState.CANCELLED));
                return new LockResult.Cancelled(false);
            }
        }
        for (var past : pasts) {
            if (past.waiter.ticket().equals(asked.ticket())) {
                if (!past.waiter.owner().session().equals(asked.session())) {
                    return new LockResult.Refused(Reason.NOT_OWNER);
                }
                var grip = gripOf(past);
                if (grip == null) {
                    return new LockResult.Cancelled(false);
                }
                grips.remove(grip);
                pasts.set(pasts.indexOf(past), new Past(past.lock, past.waiter, TicketState.CANCELLED, past.token));
                return new LockResult.Cancelled(true);
            }
        }
        return new LockResult.Refused(Reason.UNKNOWN_TICKET);
    }

    private @Nullable Grip gripOf(Past past) {
        var grip = grip(past.lock, past.waiter.owner());
        return grip != null && past.state == TicketState.GRANTED && grip.token == past.token ? grip : null;
    }

    private LockEvent end(Wish wish, TicketState state) {
        wishes.remove(wish);
        pasts.add(new Past(wish.lock, wish.waiter, state, 0));
        return new LockEvent.WaitEnded(wish.waiter.ticket(), wish.lock, wish.waiter.owner(), state);
    }

    List<Event> sessionEnded(Stamp at, SessionId session) {
        var events = new ArrayList<Event>();
        for (var wish : List.copyOf(wishes)) {
            if (wish.waiter.owner().session().equals(session)) {
                events.add(end(wish, TicketState.SESSION_ENDED));
            }
        }
        grips.stream()
                .filter(grip -> grip.owner.session().equals(session))
                .sorted(BY_KEY)
                .toList()
                .forEach(grip -> events.add(lose(grip, Cause.SESSION_ENDED)));
        promote(at, events);
        return events;
    }

    private static final Comparator<Grip> BY_KEY = Comparator.comparing((Grip grip) -> grip.lock)
            .thenComparing(grip -> grip.owner.session())
            .thenComparing(grip -> grip.owner.name());

    private LockEvent lose(Grip grip, Cause cause) {
        grips.remove(grip);
        return new LockEvent.Lost(grip.lock, grip.owner, new FencingToken(grip.token), cause);
    }

    List<Event> timePassed(Stamp at) {
        var events = new ArrayList<Event>();
        for (var due = nextDeadline(); due.isPresent() && due.getAsLong() <= at.millis(); due = nextDeadline()) {
            long millis = due.getAsLong();
            var lease =
                    grips.stream().filter(grip -> grip.untilMillis == millis).min(BY_KEY);
            if (lease.isPresent()) {
                events.add(lose(lease.get(), Cause.LEASE_ENDED));
            } else {
                var wish = wishes.stream().filter(waiting -> waiting.waiter.untilMillis() == millis);
                events.add(end(wish.findFirst().orElseThrow(), TicketState.TIMED_OUT));
            }
            promote(at, events);
        }
        return events;
    }

    OptionalLong nextDeadline() {
        var leases = grips.stream().mapToLong(Grip::untilMillis).filter(until -> until != NEVER);
        var waits = wishes.stream().mapToLong(wish -> wish.waiter.untilMillis());
        return LongStream.concat(leases, waits).min();
    }

    /** Grants, lock by lock, the first wish that nothing stands against, until there is none. */
    private void promote(Stamp at, List<Event> events) {
        var locks = new TreeSet<LockName>();
        wishes.forEach(wish -> locks.add(wish.lock));
        for (var lock : locks) {
            for (var wish = grantable(lock); wish != null; wish = grantable(lock)) {
                var waiter = wish.waiter;
                var grip = grant(at, lock, waiter.owner(), waiter.mode(), waiter.leaseMillis());
                wishes.remove(wish);
                pasts.add(new Past(lock, waiter, TicketState.GRANTED, grip.token));
                events.add(new LockEvent.Handed(waiter.ticket(), lock, waiter.owner(), new FencingToken(grip.token)));
            }
        }
    }

    private @Nullable Wish grantable(LockName lock) {
        var before = new ArrayList<Mode>();
        gripsOn(lock).forEach(grip -> before.add(grip.mode));
        for (var wish : wishesFor(lock)) {
            if (before.stream().noneMatch(mode -> conflict(mode, wish.waiter.mode()))) {
                return wish;
            }
            before.add(wish.waiter.mode());
        }
        return null;
    }

    private Grip replace(Grip old, Grip changed) {
        grips.set(grips.indexOf(old), changed);
        return changed;
    }

    private @Nullable Grip grip(LockName lock, Owner owner) {
        for (var grip : grips) {
            if (grip.lock.equals(lock) && grip.owner.equals(owner)) {
                return grip;
            }
        }
        return null;
    }

    private List<Grip> gripsOn(LockName lock) {
        var found = new ArrayList<>(grips);
        found.removeIf(grip -> !grip.lock.equals(lock));
        return found;
    }

    private List<Wish> wishesFor(LockName lock) {
        var found = new ArrayList<>(wishes);
        found.removeIf(wish -> !wish.lock.equals(lock));
        return found;
    }

    /** The token the lock is held under; 0 if it is free. */
    long currentToken(LockName lock) {
        var holding = gripsOn(lock);
        return holding.isEmpty() ? 0 : holding.getFirst().token;
    }

    LockView inspect(LockName lock) {
        var waiters = wishesFor(lock).stream().map(Wish::waiter).toList();
        return new LockView(lock, gripsOn(lock).stream().map(Grip::view).toList(), waiters, waiters.size());
    }

    @Nullable
    TicketView ticket(TicketId ticket) {
        for (var wish : wishes) {
            if (wish.waiter.ticket().equals(ticket)) {
                var view = inspect(wish.lock);
                int ahead = view.waiters().indexOf(wish.waiter);
                return ticket(
                        wish.lock,
                        wish.waiter,
                        TicketState.WAITING,
                        null,
                        view.waiters().subList(0, ahead),
                        view);
            }
        }
        for (var past : pasts) {
            if (past.waiter.ticket().equals(ticket)) {
                var grip = gripOf(past);
                return ticket(past.lock, past.waiter, past.state, grip == null ? null : grip.view(), null, null);
            }
        }
        return null;
    }

    private static TicketView ticket(
            LockName lock,
            Waiter waiter,
            TicketState state,
            @Nullable Holder hold,
            @Nullable List<Waiter> ahead,
            @Nullable LockView view) {
        return new TicketView(
                waiter.ticket(),
                state,
                lock,
                waiter.owner(),
                waiter.mode(),
                hold,
                ahead == null ? 0 : ahead.size() + 1,
                ahead == null ? List.of() : ahead,
                view == null ? List.of() : view.holders());
    }

    List<HeldLock> holdsOf(SessionId session) {
        return grips.stream()
                .filter(grip -> grip.owner.session().equals(session))
                .sorted(BY_KEY)
                .map(grip -> new HeldLock(grip.lock, grip.view()))
                .toList();
    }

    List<TicketId> waitsOf(SessionId session) {
        return wishes.stream()
                .map(Wish::waiter)
                .filter(waiter -> waiter.owner().session().equals(session))
                .map(Waiter::ticket)
                .toList();
    }

    List<TicketId> tickets() {
        return tickets;
    }

    int holdCount() {
        return grips.size();
    }

    int waiterCount() {
        return wishes.size();
    }

    int lockCount() {
        var named = new TreeSet<LockName>();
        grips.forEach(grip -> named.add(grip.lock));
        wishes.forEach(wish -> named.add(wish.lock));
        return named.size();
    }
}
