package io.holdfast.semaphore;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.semaphore.SemaphoreEvent.Cause;
import io.holdfast.semaphore.SemaphoreResult.Reason;
import io.holdfast.semaphore.SemaphoreResult.Refused;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Semaphores as one would write them in an hour: sizes, a list of grants, a list of wishes, a list of what became of
 * tickets; every question is a scan. Nothing is shared with the machine but its vocabulary. Knows nothing of limits.
 */
final class NaiveSemaphores {

    private record Size(int permits, boolean drained) {}

    private record Grip(SemaphoreName semaphore, Holder holder) {}

    private record Wish(SemaphoreName semaphore, Waiter waiter) {}

    /** A ticket whose wait is over. */
    private record Past(SemaphoreName semaphore, Waiter waiter, TicketState state, FencingToken token, int permits) {}

    private static final long NEVER = Long.MAX_VALUE;

    private final TreeMap<SemaphoreName, Size> sizes = new TreeMap<>();
    private final List<Grip> grips = new ArrayList<>();
    private final List<Wish> wishes = new ArrayList<>();
    private final List<Past> pasts = new ArrayList<>();
    private final List<TicketId> tickets = new ArrayList<>();

    Applied<SemaphoreResult> apply(Stamp at, SemaphoreCommand command) {
        var events = new ArrayList<Event>();
        var result = switch (command) {
            case SemaphoreCommand.Define(var name, int permits) -> define(name, permits, events);
            case SemaphoreCommand.Drain(var name) -> drain(name, true, events);
            case SemaphoreCommand.Undrain(var name) -> drain(name, false, events);
            case SemaphoreCommand.Delete(var name) -> delete(name, events);
            case SemaphoreCommand.Acquire wanted -> acquire(at, wanted, events);
            case SemaphoreCommand.Release asked -> release(asked, events);
            case SemaphoreCommand.Extend asked -> extend(at, asked);
            case SemaphoreCommand.Cancel asked -> cancel(asked, events);
            case SemaphoreCommand.Claim asked -> claim(at, asked);
        };
        promote(at, events);
        return new Applied<>(result, events);
    }

    private SemaphoreResult define(SemaphoreName name, int permits, List<Event> events) {
        var before = sizes.put(name, new Size(permits, false));
        if (before == null) {
            events.add(new SemaphoreEvent.Defined(name, permits));
        } else if (before.permits != permits) {
            events.add(new SemaphoreEvent.Resized(name, permits, before.permits));
        }
        if (before != null && before.drained) {
            events.add(new SemaphoreEvent.Undrained(name));
        }
        wishesFor(name).stream()
                .filter(wish -> wish.waiter.permits() > permits)
                .forEach(wish -> end(wish, TicketState.OUTSIZED, events));
        return new SemaphoreResult.Defined(permits, before == null ? 0 : before.permits);
    }

    private SemaphoreResult drain(SemaphoreName name, boolean drained, List<Event> events) {
        var size = sizes.get(name);
        if (size == null) {
            return new Refused(Reason.UNKNOWN_SEMAPHORE);
        }
        sizes.put(name, new Size(size.permits, drained));
        if (drained != size.drained) {
            events.add(drained ? new SemaphoreEvent.Drained(name, out(name)) : new SemaphoreEvent.Undrained(name));
        }
        return drained ? new SemaphoreResult.Drained(out(name)) : new SemaphoreResult.Undrained();
    }

    private SemaphoreResult delete(SemaphoreName name, List<Event> events) {
        if (!sizes.containsKey(name)) {
            return new Refused(Reason.UNKNOWN_SEMAPHORE);
        }
        if (!gripsOn(name).isEmpty() || !wishesFor(name).isEmpty()) {
            return new Refused(Reason.IN_USE);
        }
        sizes.remove(name);
        events.add(new SemaphoreEvent.Deleted(name));
        return new SemaphoreResult.Deleted();
    }

    private SemaphoreResult acquire(Stamp at, SemaphoreCommand.Acquire wanted, List<Event> events) {
        var size = sizes.get(wanted.semaphore());
        if (size == null) {
            return new Refused(Reason.UNKNOWN_SEMAPHORE);
        }
        if (wanted.permits() > size.permits) {
            return new Refused(Reason.TOO_MANY);
        }
        var queue = wishesFor(wanted.semaphore());
        for (var wish : queue) {
            if (wish.waiter.owner().equals(wanted.owner())) {
                return new SemaphoreResult.Busy(wish.waiter.ticket());
            }
        }
        int free = size.permits - out(wanted.semaphore());
        if (queue.isEmpty() && !size.drained && wanted.permits() <= free) {
            long until = wanted.leaseMillis() == 0 ? NEVER : at.millis() + wanted.leaseMillis();
            var token = new FencingToken(at.sequence());
            var holder = new Holder(
                    wanted.owner(), token, wanted.permits(), at.millis(), true, until, wanted.leaseMillis(), null);
            grips.add(new Grip(wanted.semaphore(), holder));
            events.add(new SemaphoreEvent.Granted(wanted.semaphore(), wanted.owner(), token, wanted.permits(), null));
            return new SemaphoreResult.Granted(
                    wanted.semaphore(), wanted.owner(), token, wanted.permits(), wanted.leaseMillis());
        }
        if (wanted.waitMillis() == 0) {
            return new SemaphoreResult.Exhausted(Math.max(0, free), queue.size());
        }
        var ticket = new TicketId(at.sequence());
        wishes.add(new Wish(
                wanted.semaphore(),
                new Waiter(
                        ticket,
                        wanted.owner(),
                        wanted.permits(),
                        at.millis(),
                        at.millis() + wanted.waitMillis(),
                        wanted.leaseMillis(),
                        wanted.claimMillis())));
        tickets.add(ticket);
        return new SemaphoreResult.Waiting(ticket);
    }

    private SemaphoreResult release(SemaphoreCommand.Release asked, List<Event> events) {
        var found = find(asked.semaphore(), asked.session(), asked.owner(), asked.token());
        if (found.size() != 1) {
            return refusal(asked.semaphore(), asked.token(), found.size());
        }
        var grip = found.getFirst();
        int back = Math.min(asked.permits(), grip.holder.permits());
        int left = grip.holder.permits() - back;
        events.add(new SemaphoreEvent.Released(asked.semaphore(), grip.holder.owner(), asked.token(), back));
        if (left == 0) {
            drop(grip, TicketState.CANCELLED);
        } else {
            replace(grip, holder(grip.holder, left, grip.holder.claimed(), grip.holder.untilMillis()));
        }
        return new SemaphoreResult.Released(left);
    }

    private SemaphoreResult extend(Stamp at, SemaphoreCommand.Extend asked) {
        var found = find(asked.semaphore(), asked.session(), asked.owner(), asked.token());
        if (found.size() != 1) {
            return refusal(asked.semaphore(), asked.token(), found.size());
        }
        var grip = claimed(at, found.getFirst());
        long until = at.millis() + asked.leaseMillis();
        long longer = grip.holder.untilMillis() == NEVER ? until : Math.max(until, grip.holder.untilMillis());
        replace(grip, holder(grip.holder, grip.holder.permits(), true, longer));
        return new SemaphoreResult.Extended(longer - at.millis());
    }

    private List<Grip> find(SemaphoreName name, SessionId session, String owner, FencingToken token) {
        return gripsOn(name).stream()
                .filter(grip -> grip.holder.token().equals(token))
                .filter(grip -> grip.holder.owner().session().equals(session))
                .filter(grip -> owner == null || grip.holder.owner().name().equals(owner))
                .toList();
    }

    private SemaphoreResult refusal(SemaphoreName name, FencingToken token, int found) {
        if (!sizes.containsKey(name)) {
            return new Refused(Reason.UNKNOWN_SEMAPHORE);
        }
        if (found > 1) {
            return new Refused(Reason.AMBIGUOUS_OWNER);
        }
        boolean known =
                gripsOn(name).stream().anyMatch(grip -> grip.holder.token().equals(token));
        return new Refused(known ? Reason.NOT_OWNER : Reason.LOST);
    }

    private SemaphoreResult cancel(SemaphoreCommand.Cancel asked, List<Event> events) {
        var wish = wish(asked.ticket());
        if (wish != null) {
            if (!wish.waiter.owner().session().equals(asked.session())) {
                return new Refused(Reason.NOT_OWNER);
            }
            end(wish, TicketState.CANCELLED, events);
            return new SemaphoreResult.Cancelled(false);
        }
        var past = past(asked.ticket());
        if (past == null) {
            return new Refused(Reason.UNKNOWN_TICKET);
        }
        if (!past.waiter.owner().session().equals(asked.session())) {
            return new Refused(Reason.NOT_OWNER);
        }
        var grip = gripOf(past);
        if (grip == null) {
            return new SemaphoreResult.Cancelled(false);
        }
        events.add(new SemaphoreEvent.Released(
                grip.semaphore, grip.holder.owner(), grip.holder.token(), grip.holder.permits()));
        grips.remove(grip);
        note(past, TicketState.CANCELLED, grip.holder.permits());
        return new SemaphoreResult.Cancelled(true);
    }

    private SemaphoreResult claim(Stamp at, SemaphoreCommand.Claim asked) {
        if (wish(asked.ticket()) != null) {
            return new Refused(Reason.NOT_GRANTED);
        }
        var past = past(asked.ticket());
        if (past == null) {
            return new Refused(Reason.UNKNOWN_TICKET);
        }
        if (!past.waiter.owner().session().equals(asked.session())) {
            return new Refused(Reason.NOT_OWNER);
        }
        var grip = gripOf(past);
        if (grip == null) {
            return new Refused(Reason.NOT_GRANTED);
        }
        claimed(at, grip);
        return new SemaphoreResult.Claimed(past.token);
    }

    private Grip claimed(Stamp at, Grip grip) {
        var holder = grip.holder;
        if (holder.claimed()) {
            return grip;
        }
        note(past(holder.ticket()), TicketState.CLAIMED, holder.permits());
        long until = holder.leaseMillis() == 0 ? NEVER : at.millis() + holder.leaseMillis();
        return replace(grip, holder(holder, holder.permits(), true, until));
    }

    private static Holder holder(Holder holder, int permits, boolean claimed, long untilMillis) {
        return new Holder(
                holder.owner(),
                holder.token(),
                permits,
                holder.sinceMillis(),
                claimed,
                untilMillis,
                holder.leaseMillis(),
                holder.ticket());
    }

    private Grip replace(Grip grip, Holder holder) {
        var other = new Grip(grip.semaphore, holder);
        grips.set(grips.indexOf(grip), other);
        return other;
    }

    private void drop(Grip grip, TicketState state) {
        grips.remove(grip);
        if (!grip.holder.claimed()) {
            note(past(grip.holder.ticket()), state, grip.holder.permits());
        }
    }

    private void end(Wish wish, TicketState state, List<Event> events) {
        wishes.remove(wish);
        pasts.add(new Past(wish.semaphore, wish.waiter, state, new FencingToken(0), wish.waiter.permits()));
        events.add(new SemaphoreEvent.WaitEnded(wish.waiter.ticket(), wish.semaphore, wish.waiter.owner(), state));
    }

    private void note(Past past, TicketState state, int permits) {
        pasts.set(pasts.indexOf(past), new Past(past.semaphore, past.waiter, state, past.token, permits));
    }

    private void promote(Stamp at, List<Event> events) {
        sizes.keySet().forEach(name -> promote(at, name, events));
    }

    private void promote(Stamp at, SemaphoreName name, List<Event> events) {
        var size = sizes.get(name);
        for (var wish : wishesFor(name)) {
            if (size.drained || wish.waiter.permits() > size.permits - out(name)) {
                return;
            }
            wishes.remove(wish);
            var waiter = wish.waiter;
            var token = new FencingToken(at.sequence());
            grips.add(new Grip(
                    name,
                    new Holder(
                            waiter.owner(),
                            token,
                            waiter.permits(),
                            at.millis(),
                            false,
                            at.millis() + waiter.claimMillis(),
                            waiter.leaseMillis(),
                            waiter.ticket())));
            pasts.add(new Past(name, waiter, TicketState.GRANTED, token, waiter.permits()));
            events.add(new SemaphoreEvent.Granted(name, waiter.owner(), token, waiter.permits(), waiter.ticket()));
        }
    }

    List<Event> sessionEnded(Stamp at, SessionId session) {
        var events = new ArrayList<Event>();
        List.copyOf(wishes).stream()
                .filter(wish -> wish.waiter.owner().session().equals(session))
                .forEach(wish -> end(wish, TicketState.SESSION_ENDED, events));
        sorted(grip -> grip.holder.owner().session().equals(session)).forEach(grip -> {
            drop(grip, TicketState.SESSION_ENDED);
            events.add(lost(grip, Cause.SESSION_ENDED));
        });
        promote(at, events);
        return events;
    }

    private static SemaphoreEvent lost(Grip grip, Cause cause) {
        return new SemaphoreEvent.Lost(
                grip.semaphore, grip.holder.owner(), grip.holder.token(), grip.holder.permits(), cause);
    }

    /** One deadline after another, the earliest first; at one instant grants before wishes. */
    List<Event> timePassed(Stamp at) {
        var events = new ArrayList<Event>();
        while (nextDeadline().orElse(NEVER) <= at.millis()) {
            long due = nextDeadline().getAsLong();
            var ends = sorted(grip -> grip.holder.untilMillis() == due);
            if (!ends.isEmpty()) {
                var grip = ends.getFirst();
                drop(grip, TicketState.UNCLAIMED);
                events.add(lost(grip, grip.holder.claimed() ? Cause.LEASE_ENDED : Cause.UNCLAIMED));
            } else {
                var wish = wishes.stream()
                        .filter(each -> each.waiter.untilMillis() == due)
                        .min(Comparator.comparing(each -> each.waiter.ticket()))
                        .orElseThrow();
                end(wish, TicketState.TIMED_OUT, events);
            }
            promote(at, events);
        }
        return events;
    }

    private List<Grip> sorted(Predicate<Grip> which) {
        return grips.stream()
                .filter(which)
                .sorted(Comparator.comparing(Grip::semaphore)
                        .thenComparing(grip -> grip.holder.token())
                        .thenComparing(grip -> grip.holder.owner()))
                .toList();
    }

    OptionalLong nextDeadline() {
        var deadlines = new TreeSet<Long>();
        grips.forEach(grip -> deadlines.add(grip.holder.untilMillis()));
        wishes.forEach(wish -> deadlines.add(wish.waiter.untilMillis()));
        deadlines.remove(NEVER);
        return deadlines.isEmpty() ? OptionalLong.empty() : OptionalLong.of(deadlines.first());
    }

    private int out(SemaphoreName name) {
        return gripsOn(name).stream().mapToInt(grip -> grip.holder.permits()).sum();
    }

    private List<Grip> gripsOn(SemaphoreName name) {
        return sorted(grip -> grip.semaphore.equals(name));
    }

    private List<Wish> wishesFor(SemaphoreName name) {
        return wishes.stream().filter(wish -> wish.semaphore.equals(name)).toList();
    }

    private Wish wish(TicketId ticket) {
        return wishes.stream()
                .filter(wish -> wish.waiter.ticket().equals(ticket))
                .findFirst()
                .orElse(null);
    }

    private Past past(TicketId ticket) {
        return pasts.stream()
                .filter(past -> past.waiter.ticket().equals(ticket))
                .findFirst()
                .orElse(null);
    }

    private Grip gripOf(Past past) {
        return grips.stream()
                .filter(grip -> past.waiter.ticket().equals(grip.holder.ticket()))
                .findFirst()
                .orElse(null);
    }

    SemaphoreView inspect(SemaphoreName name) {
        var size = sizes.get(name);
        if (size == null) {
            return null;
        }
        var holders = gripsOn(name).stream().map(Grip::holder).toList();
        var waiters = wishesFor(name).stream().map(Wish::waiter).toList();
        return new SemaphoreView(
                name, size.permits, out(name), size.drained, holders, holders.size(), waiters, waiters.size());
    }

    TicketView ticket(TicketId ticket) {
        var wish = wish(ticket);
        if (wish != null) {
            var queue = wishesFor(wish.semaphore);
            int place = queue.indexOf(wish);
            return new TicketView(
                    ticket,
                    TicketState.WAITING,
                    wish.semaphore,
                    wish.waiter.owner(),
                    wish.waiter.permits(),
                    null,
                    place + 1,
                    Math.max(0, sizes.get(wish.semaphore).permits - out(wish.semaphore)),
                    queue.subList(0, place).stream().map(Wish::waiter).toList());
        }
        var past = past(ticket);
        if (past == null) {
            return null;
        }
        var grip = gripOf(past);
        var holder = grip == null ? null : grip.holder;
        int permits = past.state == TicketState.GRANTED && holder != null ? holder.permits() : past.permits;
        return new TicketView(
                ticket, past.state, past.semaphore, past.waiter.owner(), permits, holder, 0, 0, List.of());
    }

    List<Holder> holdersOf(SessionId session) {
        return sorted(grip -> grip.holder.owner().session().equals(session)).stream()
                .map(Grip::holder)
                .toList();
    }

    List<TicketId> waitsOf(SessionId session) {
        return wishes.stream()
                .filter(wish -> wish.waiter.owner().session().equals(session))
                .map(wish -> wish.waiter.ticket())
                .sorted()
                .toList();
    }

    List<TicketId> tickets() {
        return tickets;
    }

    /** The token of some grant there is, and 0 where there is none. */
    long tokenOf(SemaphoreName name, Owner owner) {
        return gripsOn(name).stream()
                .filter(grip -> grip.holder.owner().equals(owner))
                .mapToLong(grip -> grip.holder.token().value())
                .findFirst()
                .orElse(0);
    }

    long heldCount() {
        return grips.stream().mapToLong(grip -> grip.holder.permits()).sum();
    }

    int waiterCount() {
        return wishes.size();
    }
}
