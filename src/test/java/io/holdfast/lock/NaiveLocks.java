package io.holdfast.lock;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockCommand.Cancel;
import io.holdfast.lock.LockCommand.Claim;
import io.holdfast.lock.LockCommand.Convert;
import io.holdfast.lock.LockCommand.Extend;
import io.holdfast.lock.LockCommand.ForceRelease;
import io.holdfast.lock.LockCommand.Release;
import io.holdfast.lock.LockCommand.RequestRevoke;
import io.holdfast.lock.LockEvent.Cause;
import io.holdfast.lock.LockQueries.HeldLock;
import io.holdfast.lock.LockResult.Reason;
import io.holdfast.lock.LockResult.Refused;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Locks as one would write them in an afternoon: lists, and every question a scan of them. Nothing is shared with the
 * machine but its vocabulary. Knows nothing of limits. Which of several waits in a deadlock is given up it lets the
 * machine say, and checks that there was a deadlock, that what the machine says of it is so, and that none is left.
 */
final class NaiveLocks {

    private static final long NEVER = Long.MAX_VALUE;

    private static final class Grasp {
        private final LockName lock;
        private final Owner owner;
        private final long sequence;
        private final long since;
        private final long minUntil;
        private final long delay;
        private final String comment;
        private Mode mode;
        private long token;
        private int count = 1;
        private long until;
        private long unclaimed;
        private @Nullable Revocation revocation;

        private Grasp(Stamp at, LockName lock, Owner owner, Mode mode, long token, Terms terms, long unclaimed) {
            this.lock = lock;
            this.owner = owner;
            this.sequence = at.sequence();
            this.since = at.millis();
            this.minUntil = terms.minHoldMillis() > 0 ? at.millis() + terms.minHoldMillis() : 0;
            this.delay = terms.delayMillis() >= 0 ? terms.delayMillis() : LockMove.lockDelayMillis(owner.session());
            this.comment = terms.comment();
            this.mode = mode;
            this.token = token;
            this.until = terms.leaseMillis() > 0 ? at.millis() + terms.leaseMillis() : NEVER;
            this.unclaimed = unclaimed;
        }

        private Holder view() {
            return new Holder(
                    owner, mode, new FencingToken(token), count, since, until, comment, unclaimed == 0, revocation);
        }

        private Grant grant() {
            return new Grant(lock, mode, new FencingToken(token));
        }

        private long leaseMillis(Stamp at) {
            return until == NEVER ? 0 : until - at.millis();
        }
    }

    private static final class Past {
        private final Waiter waiter;
        private final List<Grant> grants;
        private final long deadlock;
        private TicketState state;
        private long claimUntil;
        private long grantedAt;

        private Past(Waiter waiter, List<Grant> grants, TicketState state, long deadlock) {
            this.waiter = waiter;
            this.grants = grants;
            this.state = state;
            this.deadlock = deadlock;
        }
    }

    /** The lock is kept shut as if it were held in that mode. */
    private record Shut(LockName lock, Mode mode, long until) {}

    /** Somebody waits for somebody. */
    private record Edge(Owner from, Owner to) {}

    private record Defeat(Owner owner, long born, int times, long at) {}

    private final List<Grasp> grips = new ArrayList<>();
    private final List<Waiter> wishes = new ArrayList<>();
    private final Map<TicketId, Past> pasts = new HashMap<>();
    private final List<Past> unclaimed = new ArrayList<>();
    private final List<Shut> shuts = new ArrayList<>();
    private final List<TicketId> tickets = new ArrayList<>();
    private final List<Defeat> defeats = new ArrayList<>();
    private final TreeSet<LockName> touched = new TreeSet<>();

    /** @param verdicts the deadlocks that the machine found in this step, in order; those that there were are taken out */
    Applied<LockResult> apply(Stamp at, LockCommand command, Deque<Deadlock> verdicts) {
        var events = new ArrayList<Event>();
        var result = switch (command) {
            case Acquire acquire -> acquire(at, acquire, verdicts, events);
            case Convert convert -> convert(at, convert, verdicts, events);
            case Release release -> release(at, release, events);
            case Extend extend -> extend(at, extend);
            case Cancel cancel -> cancel(at, cancel, events);
            case Claim claim -> claim(at, claim);
            case RequestRevoke revoke -> requestRevoke(at, revoke, events);
            case ForceRelease force -> forceRelease(at, force, events);
        };
        promote(at, events);
        return new Applied<>(result, events);
    }

    private LockResult acquire(Stamp at, Acquire asked, Deque<Deadlock> verdicts, List<Event> events) {
        for (var want : asked.wants()) {
            var mine = grip(want.lock(), asked.owner());
            if (mine != null) {
                return asked.wants().size() > 1
                        ? new Refused(Reason.ALREADY_HELD, want.lock())
                        : again(at, mine, want.mode(), asked.terms());
            }
        }
        var waiting = wishOf(asked.owner());
        if (waiting != null) {
            return new LockResult.Busy(waiting.ticket());
        }
        for (var want : asked.wants()) {
            if (isBlocked(want.lock(), want.mode(), null, wishesFor(want.lock()))) {
                return asked.terms().waitMillis() == 0
                        ? held(at, want)
                        : stand(at, asked.owner(), asked.wants(), false, asked.terms(), verdicts, events);
            }
        }
        var granted = new ArrayList<Grasp>();
        for (var want : asked.wants()) {
            var grip = grant(at, want, asked.owner(), asked.terms(), 0);
            granted.add(grip);
            events.add(new LockEvent.Acquired(grip.lock, grip.owner, grip.mode, new FencingToken(grip.token)));
        }
        return granted(at, granted);
    }

    private LockResult again(Stamp at, Grasp mine, Mode mode, Terms terms) {
        boolean enough = mine.mode == mode || mine.mode == Mode.X || mode == Mode.S;
        if (!enough) {
            return new Refused(Reason.WEAKER_MODE);
        }
        seen(mine);
        mine.count++;
        if (mine.until != NEVER && terms.leaseMillis() > 0) {
            mine.until = Math.max(mine.until, at.millis() + terms.leaseMillis());
        }
        return granted(at, List.of(mine));
    }

    private static LockResult granted(Stamp at, List<Grasp> grips) {
        var first = grips.getFirst();
        return grips.size() == 1
                ? new LockResult.Granted(
                        first.lock,
                        first.owner,
                        first.mode,
                        new FencingToken(first.token),
                        first.count,
                        first.leaseMillis(at))
                : new LockResult.GrantedAll(
                        first.owner, grips.stream().map(Grasp::grant).toList(), first.leaseMillis(at));
    }

    private LockResult held(Stamp at, Want want) {
        long shut = shuts.stream()
                .filter(one -> one.lock.equals(want.lock()) && conflict(one.mode, want.mode()))
                .mapToLong(Shut::until)
                .max()
                .orElse(0);
        return new LockResult.Held(
                want.lock(),
                gripsOn(want.lock()).size(),
                wishesFor(want.lock()).size(),
                Math.max(0, shut - at.millis()));
    }

    private LockResult stand(
            Stamp at,
            Owner owner,
            List<Want> wants,
            boolean conversion,
            Terms terms,
            Deque<Deadlock> verdicts,
            List<Event> events) {
        var wish = new Waiter(
                new TicketId(at.sequence()),
                owner,
                wants,
                conversion,
                at.millis(),
                at.millis() + terms.waitMillis(),
                terms);
        wishes.add(wish);
        tickets.add(wish.ticket());
        while (wishes.contains(wish) && waitsForItself(owner)) {
            var verdict = verdicts.pollFirst();
            if (verdict == null) {
                throw new AssertionError("a deadlock was not found: " + edges());
            }
            giveUp(at, wish, verdict, events);
        }
        if (wishes.contains(wish)) {
            return new LockResult.Waiting(wish.ticket());
        }
        var past = past(wish.ticket());
        if (past.state == TicketState.DEADLOCKED) {
            return new LockResult.Deadlocked(wish.ticket(), past.deadlock);
        }
        claimed(past);
        var mine = gripsOf(past);
        mine.forEach(grip -> grip.unclaimed = 0);
        return conversion ? converted(at, mine.getFirst()) : granted(at, mine);
    }

    private void giveUp(Stamp at, Waiter closing, Deadlock verdict, List<Event> events) {
        checkCycle(closing, verdict);
        var victim = wishOf(verdict.victim());
        boolean self = closing.terms().victimPolicy() == Terms.VictimPolicy.SELF;
        claim(victim != null && victim.ticket().equals(verdict.ticket()), "the victim does not wait", verdict);
        claim(victim.equals(self ? closing : weakest(at, verdict)), "another should be the victim", verdict);
        var held = grips.stream()
                .filter(grip -> grip.owner.equals(verdict.victim()))
                .sorted(BY_KEY)
                .map(Grasp::grant)
                .toList();
        claim(verdict.heldByVictim().equals(held), "the victim holds something else", verdict);
        defeated(at, victim, verdict);
        events.addAll(end(victim, TicketState.DEADLOCKED, verdict.number()));
        events.add(new LockEvent.DeadlockBroken(victim.wants().getFirst().lock(), victim.owner(), verdict.number()));
        if (victim.terms().onDeadlock() == Terms.OnDeadlock.END_SESSION) {
            events.add(new LockEvent.SessionGivenUp(victim.owner()));
        }
        promote(at, events);
    }

    /** The cycle begins and ends with who closed it, each of its links is there, and none of its owners is in it twice. */
    private void checkCycle(Waiter closing, Deadlock verdict) {
        var cycle = verdict.cycle();
        var edges = edges();
        var owners = new ArrayList<Owner>();
        for (int i = 0; i < cycle.size(); i++) {
            var link = cycle.get(i);
            claim(link.next().equals(cycle.get((i + 1) % cycle.size()).owner()), "the cycle has a gap", verdict);
            claim(edges.contains(new Edge(link.owner(), link.next())), "there is no such wait", verdict);
            claim(!owners.contains(link.owner()), "the cycle has a loop", verdict);
            owners.add(link.owner());
        }
        claim(cycle.getFirst().owner().equals(closing.owner()), "another closed the cycle", verdict);
        claim(verdict.closedBy().equals(closing.owner()), "another closed the cycle", verdict);
    }

    private Waiter weakest(Stamp at, Deadlock verdict) {
        Waiter weakest = null;
        for (var link : verdict.cycle()) {
            var wish = wishOf(link.owner());
            if (weakest == null || isWeaker(at, wish, weakest)) {
                weakest = wish;
            }
        }
        return weakest;
    }

    private boolean isWeaker(Stamp at, Waiter one, Waiter other) {
        if (one.terms().deadlockPriority() != other.terms().deadlockPriority()) {
            return one.terms().deadlockPriority() < other.terms().deadlockPriority();
        }
        if (born(at, one) != born(at, other)) {
            return born(at, one) > born(at, other);
        }
        long ones =
                grips.stream().filter(grip -> grip.owner.equals(one.owner())).count();
        long others =
                grips.stream().filter(grip -> grip.owner.equals(other.owner())).count();
        return ones != others
                ? ones < others
                : one.ticket().value() > other.ticket().value();
    }

    private long born(Stamp at, Waiter wish) {
        long born = wish.ticket().value();
        for (var grip : grips) {
            if (grip.owner.equals(wish.owner())) {
                born = Math.min(born, grip.sequence);
            }
        }
        var before = defeatOf(at, wish.owner());
        return before == null ? born : Math.min(born, before.born);
    }

    private @Nullable Defeat defeatOf(Stamp at, Owner owner) {
        for (var defeat : defeats) {
            if (defeat.owner.equals(owner) && at.millis() - defeat.at <= LockLimits.AGE_KEPT_MILLIS) {
                return defeat;
            }
        }
        return null;
    }

    private void defeated(Stamp at, Waiter victim, Deadlock verdict) {
        var before = defeatOf(at, victim.owner());
        int times = before == null ? 1 : before.times + 1;
        long born = born(at, victim);
        defeats.removeIf(defeat -> defeat.owner.equals(victim.owner()));
        defeats.add(new Defeat(victim.owner(), born, times, at.millis()));
        claim(verdict.retryAfterMillis() == 100L << Math.min(times - 1, 6), "another time to retry", verdict);
    }

    private static void claim(boolean holds, String what, Deadlock verdict) {
        if (!holds) {
            throw new AssertionError(what + ": " + verdict);
        }
    }

    /** All who wait for somebody, and for whom. */
    private List<Edge> edges() {
        var edges = new ArrayList<Edge>();
        for (var wish : wishes) {
            for (var want : wish.wants()) {
                for (var grip : gripsOn(want.lock())) {
                    if (!grip.owner.equals(wish.owner()) && conflict(grip.mode, want.mode())) {
                        edges.add(new Edge(wish.owner(), grip.owner));
                    }
                }
                for (var earlier : obstacles(before(wish, want.lock()))) {
                    if (conflict(earlier.mode(want.lock()), want.mode())) {
                        edges.add(new Edge(wish.owner(), earlier.owner()));
                    }
                }
            }
        }
        return edges;
    }

    private boolean waitsForItself(Owner owner) {
        var edges = edges();
        var reached = new ArrayList<Owner>();
        reached.add(owner);
        for (int i = 0; i < reached.size(); i++) {
            for (var edge : edges) {
                if (edge.from.equals(reached.get(i))) {
                    if (edge.to.equals(owner)) {
                        return true;
                    }
                    if (!reached.contains(edge.to)) {
                        reached.add(edge.to);
                    }
                }
            }
        }
        return false;
    }

    /** Whether anybody at all waits for itself. */
    boolean hasDeadlock() {
        var left = edges();
        int before;
        do { // an edge to somebody who waits for nobody is in no cycle
            before = left.size();
            var waiting = left.stream().map(Edge::from).collect(Collectors.toSet());
            left.removeIf(edge -> !waiting.contains(edge.to));
        } while (left.size() < before);
        return !left.isEmpty();
    }

    private static boolean conflict(Mode one, Mode other) {
        return switch (one) {
            case S -> other == Mode.X;
            case U -> other != Mode.S;
            case X -> true;
        };
    }

    private Grasp grant(Stamp at, Want want, Owner owner, Terms terms, long unclaimed) {
        long running = currentToken(want.lock());
        long token = running > 0 ? running : at.sequence();
        var grip = new Grasp(at, want.lock(), owner, want.mode(), token, terms, unclaimed);
        grips.add(grip);
        return grip;
    }

    private LockResult convert(Stamp at, Convert asked, Deque<Deadlock> verdicts, List<Event> events) {
        var lock = asked.grip().lock();
        var refusal = new ArrayList<Refused>();
        var found = find(List.of(asked.grip()), asked.session(), asked.owner(), refusal);
        if (!refusal.isEmpty()) {
            return refusal.getFirst();
        }
        var mine = found.getFirst();
        boolean weaker = mine.mode == asked.to() || mine.mode == Mode.X || asked.to() == Mode.S;
        var waiting = wishOf(mine.owner);
        boolean toBeConverted = waiting != null
                && waiting.conversion()
                && waiting.wants().getFirst().lock().equals(lock);
        if (waiting != null && (toBeConverted || !weaker)) {
            return new LockResult.Busy(waiting.ticket());
        }
        seen(mine);
        var conversions = wishesFor(lock).stream().filter(Waiter::conversion).toList();
        if (weaker || !isBlocked(lock, asked.to(), mine, conversions)) {
            turn(at, mine, asked.to());
            events.add(new LockEvent.Converted(lock, mine.owner, mine.mode, new FencingToken(mine.token)));
            touched.add(lock);
            return converted(at, mine);
        }
        var want = new Want(lock, asked.to());
        return asked.terms().waitMillis() == 0
                ? held(at, want)
                : stand(at, mine.owner, List.of(want), true, asked.terms(), verdicts, events);
    }

    private static void turn(Stamp at, Grasp grip, Mode to) {
        if (grip.mode != to && (grip.mode == Mode.X || to == Mode.X)) {
            grip.token = at.sequence();
        }
        grip.mode = to;
    }

    private static LockResult converted(Stamp at, Grasp grip) {
        return new LockResult.Converted(
                grip.lock, grip.owner, grip.mode, new FencingToken(grip.token), grip.count, grip.leaseMillis(at));
    }

    private LockResult release(Stamp at, Release asked, List<Event> events) {
        var refusal = new ArrayList<Refused>();
        var found = find(asked.grips(), asked.session(), asked.owner(), refusal);
        if (!refusal.isEmpty()) {
            return refusal.getFirst();
        }
        int left = 0;
        for (var grip : found) {
            seen(grip);
            grip.count = Math.max(0, grip.count - asked.count());
            left += grip.count;
            if (grip.count == 0) {
                giveBack(at, grip, events);
            }
        }
        return new LockResult.Released(left);
    }

    private LockResult extend(Stamp at, Extend asked) {
        var refusal = new ArrayList<Refused>();
        var found = find(asked.grips(), asked.session(), asked.owner(), refusal);
        if (!refusal.isEmpty()) {
            return refusal.getFirst();
        }
        long until = at.millis() + asked.leaseMillis();
        for (var grip : found) {
            seen(grip);
            grip.until = grip.until == NEVER ? until : Math.max(until, grip.until);
        }
        long least = found.stream().mapToLong(grip -> grip.until).min().orElseThrow();
        return new LockResult.Extended(least - at.millis());
    }

    private List<Grasp> find(List<Grip> shown, SessionId session, @Nullable String owner, List<Refused> refusal) {
        var found = new ArrayList<Grasp>();
        for (var one : shown) {
            var current = gripsOn(one.lock()).stream()
                    .filter(grip -> grip.token == one.token().value())
                    .toList();
            var mine = current.stream()
                    .filter(grip -> grip.owner.session().equals(session))
                    .filter(grip -> owner == null || grip.owner.name().equals(owner))
                    .toList();
            if (mine.size() == 1) {
                found.add(mine.getFirst());
            } else if (refusal.isEmpty()) {
                var reason =
                        current.isEmpty() ? Reason.LOST : mine.isEmpty() ? Reason.NOT_OWNER : Reason.AMBIGUOUS_OWNER;
                refusal.add(new Refused(reason, shown.size() > 1 ? one.lock() : null));
            }
        }
        return found;
    }

    private LockResult cancel(Stamp at, Cancel asked, List<Event> events) {
        for (var wish : wishes) {
            if (wish.ticket().equals(asked.ticket())) {
                if (!wish.owner().session().equals(asked.session())) {
                    return new Refused(Reason.NOT_OWNER);
                }
                events.addAll(end(wish, TicketState.CANCELLED, 0));
                return new LockResult.Cancelled(false);
            }
        }
        var past = past(asked.ticket());
        if (past == null) {
            return new Refused(Reason.UNKNOWN_TICKET);
        }
        if (!past.waiter.owner().session().equals(asked.session())) {
            return new Refused(Reason.NOT_OWNER);
        }
        var mine = gripsOf(past);
        if (mine.isEmpty()) {
            return new LockResult.Cancelled(false);
        }
        if (past.waiter.conversion()) {
            return converted(at, mine.getFirst());
        }
        past.state = TicketState.CANCELLED;
        claimed(past);
        mine.forEach(grip -> giveBack(at, grip, events));
        return new LockResult.Cancelled(true);
    }

    private LockResult claim(Stamp at, Claim asked) {
        var past = past(asked.ticket());
        if (past == null) {
            boolean waits = wishes.stream().anyMatch(wish -> wish.ticket().equals(asked.ticket()));
            return new Refused(waits ? Reason.NOT_GRANTED : Reason.UNKNOWN_TICKET);
        }
        if (!past.waiter.owner().session().equals(asked.session())) {
            return new Refused(Reason.NOT_OWNER);
        }
        var mine = gripsOf(past);
        if (mine.size() < past.grants.size()) {
            return new Refused(past.state == TicketState.GRANTED ? Reason.LOST : Reason.NOT_GRANTED);
        }
        claimed(past);
        mine.forEach(grip -> grip.unclaimed = 0);
        return new LockResult.Claimed(
                past.waiter.owner(), past.grants, mine.getFirst().leaseMillis(at));
    }

    private void claimed(Past past) {
        past.claimUntil = 0;
        unclaimed.remove(past);
    }

    /** The owner has shown that it knows of this, and so of all that came with the same ticket. */
    private void seen(Grasp grip) {
        if (grip.unclaimed != 0) {
            var past = past(new TicketId(grip.unclaimed));
            claimed(past);
            gripsOf(past).forEach(one -> one.unclaimed = 0);
        }
    }

    private LockResult requestRevoke(Stamp at, RequestRevoke asked, List<Event> events) {
        var meant = gripsOn(asked.lock());
        if (meant.isEmpty()) {
            return new Refused(Reason.NOT_HELD);
        }
        for (var grip : meant) {
            grip.revocation = new Revocation(asked.reason(), at.millis() + asked.graceMillis(), asked.force());
            events.add(new LockEvent.RevokeRequested(
                    grip.lock, grip.owner, new FencingToken(grip.token), grip.revocation));
        }
        return new LockResult.RevokeRequested(meant.size());
    }

    private LockResult forceRelease(Stamp at, ForceRelease asked, List<Event> events) {
        var meant = gripsOn(asked.lock());
        meant.removeIf(grip -> asked.token() != null && asked.token().value() != grip.token);
        meant.removeIf(grip -> asked.owner() != null && !asked.owner().equals(grip.owner.name()));
        meant.forEach(grip -> lose(at, grip, Cause.FORCED, asked.delayMillis(), events));
        return meant.isEmpty() ? new Refused(Reason.NOT_HELD) : new LockResult.ForceReleased(meant.size());
    }

    private void giveBack(Stamp at, Grasp grip, List<Event> events) {
        drop(grip, TicketState.CANCELLED, events);
        events.add(new LockEvent.Released(grip.lock, grip.owner, new FencingToken(grip.token)));
        shut(at, grip, grip.minUntil);
    }

    private void lose(Stamp at, Grasp grip, Cause cause, long delay, List<Event> events) {
        drop(grip, TicketState.LOST, events);
        events.add(new LockEvent.Lost(grip.lock, grip.owner, new FencingToken(grip.token), cause));
        shut(at, grip, Math.max(grip.minUntil, at.millis() + Math.max(grip.delay, delay)));
    }

    private void drop(Grasp grip, TicketState conversion, List<Event> events) {
        var wish = wishOf(grip.owner);
        if (wish != null && wish.conversion() && wish.wants().getFirst().lock().equals(grip.lock)) {
            events.addAll(end(wish, conversion, 0));
        }
        touched.add(grip.lock);
        grips.remove(grip);
    }

    private void shut(Stamp at, Grasp grip, long until) {
        var before = shuts.stream()
                .filter(shut -> shut.lock.equals(grip.lock) && shut.mode == grip.mode)
                .findFirst();
        if (until > at.millis() && (before.isEmpty() || before.get().until < until)) {
            before.ifPresent(shuts::remove);
            shuts.add(new Shut(grip.lock, grip.mode, until));
        }
    }

    private List<Event> end(Waiter wish, TicketState state, long deadlock) {
        wishes.remove(wish);
        wish.wants().forEach(want -> touched.add(want.lock()));
        var grants = wish.wants().stream()
                .map(want -> new Grant(want.lock(), want.mode(), new FencingToken(0)))
                .toList();
        pasts.put(wish.ticket(), new Past(wish, grants, state, deadlock));
        return wish.wants().stream()
                .<Event>map(want -> new LockEvent.WaitEnded(wish.ticket(), want.lock(), wish.owner(), state))
                .toList();
    }

    List<Event> sessionEnded(Stamp at, SessionId session) {
        var events = new ArrayList<Event>();
        for (var wish : List.copyOf(wishes)) {
            if (wish.owner().session().equals(session)) {
                events.addAll(end(wish, TicketState.SESSION_ENDED, 0));
            }
        }
        grips.stream()
                .filter(grip -> grip.owner.session().equals(session))
                .sorted(BY_KEY)
                .toList()
                .forEach(grip -> lose(at, grip, Cause.SESSION_ENDED, 0, events));
        promote(at, events);
        return events;
    }

    private static final Comparator<Grasp> BY_KEY = Comparator.comparing((Grasp grip) -> grip.lock)
            .thenComparing(grip -> grip.owner.session())
            .thenComparing(grip -> grip.owner.name());

    List<Event> timePassed(Stamp at) {
        var events = new ArrayList<Event>();
        for (var due = nextDeadline(); due.isPresent() && due.getAsLong() <= at.millis(); due = nextDeadline()) {
            actOn(at, due.getAsLong(), events);
            promote(at, events);
        }
        return events;
    }

    private void actOn(Stamp at, long due, List<Event> events) {
        var lease = grips.stream().filter(grip -> grip.until == due).min(BY_KEY);
        if (lease.isPresent()) {
            lose(at, lease.get(), Cause.LEASE_ENDED, 0, events);
            return;
        }
        var revoked = grips.stream().filter(grip -> forcedAt(grip) == due).min(BY_KEY);
        if (revoked.isPresent()) {
            lose(at, revoked.get(), Cause.FORCED, 0, events);
            return;
        }
        var late = unclaimed.stream()
                .filter(past -> past.claimUntil == due)
                .min(Comparator.comparing(past -> past.waiter.ticket()));
        if (late.isPresent()) {
            var mine = gripsOf(late.get());
            late.get().state = TicketState.UNCLAIMED;
            claimed(late.get());
            mine.forEach(grip -> lose(at, grip, Cause.UNCLAIMED, 0, events));
            return;
        }
        var open = shuts.stream()
                .filter(shut -> shut.until == due)
                .min(Comparator.comparing(Shut::lock).thenComparing(Shut::mode));
        if (open.isPresent()) {
            shuts.remove(open.get());
            touched.add(open.get().lock);
            return;
        }
        var tired = wishes.stream().filter(wish -> wish.untilMillis() == due).findFirst();
        events.addAll(end(tired.orElseThrow(), TicketState.TIMED_OUT, 0));
    }

    private static long forcedAt(Grasp grip) {
        return grip.revocation != null && grip.revocation.force() ? grip.revocation.untilMillis() : NEVER;
    }

    OptionalLong nextDeadline() {
        var all = LongStream.concat(
                LongStream.concat(
                        grips.stream().mapToLong(grip -> grip.until),
                        grips.stream().mapToLong(NaiveLocks::forcedAt)),
                LongStream.concat(
                        unclaimed.stream().mapToLong(past -> past.claimUntil),
                        LongStream.concat(
                                shuts.stream().mapToLong(Shut::until),
                                wishes.stream().mapToLong(Waiter::untilMillis))));
        return all.filter(until -> until != NEVER).min();
    }

    /** Grants, lock by lock of those that something happened to, the first wish that nothing stands against, until there is none. */
    private void promote(Stamp at, List<Event> events) {
        for (var lock : List.copyOf(touched)) {
            for (var wish = grantable(lock); wish != null; wish = grantable(lock)) {
                hand(at, wish, events);
            }
        }
        touched.clear();
        if (wishes.stream().anyMatch(this::canHave)) {
            throw new AssertionError("INV-4: somebody waits that could hold: " + wishes);
        }
    }

    private @Nullable Waiter grantable(LockName lock) {
        for (var wish : wishesFor(lock)) {
            if (canHave(wish)) {
                return wish;
            }
        }
        return null;
    }

    private boolean canHave(Waiter wish) {
        return wish.wants().stream()
                .noneMatch(want -> isBlocked(
                        want.lock(),
                        want.mode(),
                        wish.conversion() ? grip(want.lock(), wish.owner()) : null,
                        before(wish, want.lock())));
    }

    /** Whether somebody else holds the lock, has just lost it, or waits before, in a mode that conflicts. */
    private boolean isBlocked(LockName lock, Mode mode, @Nullable Grasp own, List<Waiter> before) {
        return gripsOn(lock).stream().anyMatch(grip -> grip != own && conflict(grip.mode, mode))
                || shuts.stream().anyMatch(shut -> shut.lock.equals(lock) && conflict(shut.mode, mode))
                || obstacles(before).stream().anyMatch(wish -> conflict(wish.mode(lock), mode));
    }

    private void hand(Stamp at, Waiter wish, List<Event> events) {
        wishes.remove(wish);
        boolean mustClaim = wish.terms().claimMillis() > 0 && !wish.conversion();
        var grants = new ArrayList<Grant>();
        for (var want : wish.wants()) {
            var grip = grip(want.lock(), wish.owner());
            if (wish.conversion()) {
                turn(at, grip, want.mode());
            } else {
                grip = grant(
                        at,
                        want,
                        wish.owner(),
                        wish.terms(),
                        mustClaim ? wish.ticket().value() : 0);
            }
            grants.add(grip.grant());
            events.add(new LockEvent.Handed(wish.ticket(), want.lock(), wish.owner(), new FencingToken(grip.token)));
        }
        var past = new Past(wish, grants, TicketState.GRANTED, 0);
        past.grantedAt = at.sequence();
        if (mustClaim) {
            past.claimUntil = at.millis() + wish.terms().claimMillis();
            unclaimed.add(past);
        }
        pasts.put(wish.ticket(), past);
    }

    private @Nullable Past past(TicketId ticket) {
        return pasts.get(ticket);
    }

    private List<Grasp> gripsOf(Past past) {
        var found = new ArrayList<Grasp>();
        for (var grant : past.grants) {
            var grip = grip(grant.lock(), past.waiter.owner());
            boolean same = grip != null
                    && (past.waiter.conversion()
                            ? grip.token == grant.token().value()
                            : grip.sequence == past.grantedAt);
            if (past.state == TicketState.GRANTED && same) {
                found.add(grip);
            }
        }
        return found;
    }

    private @Nullable Grasp grip(LockName lock, Owner owner) {
        for (var grip : grips) {
            if (grip.lock.equals(lock) && grip.owner.equals(owner)) {
                return grip;
            }
        }
        return null;
    }

    private @Nullable Waiter wishOf(Owner owner) {
        for (var wish : wishes) {
            if (wish.owner().equals(owner)) {
                return wish;
            }
        }
        return null;
    }

    private List<Grasp> gripsOn(LockName lock) {
        var found = new ArrayList<>(grips);
        found.removeIf(grip -> !grip.lock.equals(lock));
        return found;
    }

    /** The queue: those that convert, and then the others, as they came. */
    private List<Waiter> wishesFor(LockName lock) {
        var found = new ArrayList<Waiter>();
        wishes.stream().filter(Waiter::conversion).forEach(found::add);
        wishes.stream().filter(wish -> !wish.conversion()).forEach(found::add);
        found.removeIf(
                wish -> wish.wants().stream().noneMatch(want -> want.lock().equals(lock)));
        return found;
    }

    private List<Waiter> before(Waiter wish, LockName lock) {
        var queue = wishesFor(lock);
        return queue.subList(0, queue.indexOf(wish));
    }

    /** Those whom nobody passes. Who converts lets nobody pass, whatever it says. */
    private static List<Waiter> obstacles(List<Waiter> waiters) {
        return waiters.stream()
                .filter(waiter -> waiter.conversion() || waiter.terms().strategy() != Terms.Strategy.SKIP)
                .toList();
    }

    /** The token the lock is held under; 0 if it is free. */
    long currentToken(LockName lock) {
        var holding = gripsOn(lock);
        return holding.isEmpty() ? 0 : holding.getFirst().token;
    }

    LockView inspect(LockName lock) {
        var waiters = wishesFor(lock);
        long shut = shuts.stream()
                .filter(one -> one.lock.equals(lock))
                .mapToLong(Shut::until)
                .max()
                .orElse(0);
        return new LockView(lock, gripsOn(lock).stream().map(Grasp::view).toList(), waiters, waiters.size(), shut);
    }

    @Nullable
    TicketView ticket(TicketId ticket) {
        for (var wish : wishes) {
            if (wish.ticket().equals(ticket)) {
                return waiting(wish);
            }
        }
        var past = past(ticket);
        return past == null
                ? null
                : new TicketView(
                        ticket,
                        past.state,
                        past.waiter.owner(),
                        past.grants,
                        past.waiter.conversion(),
                        gripsOf(past).stream().map(Grasp::view).toList(),
                        past.state == TicketState.GRANTED && past.claimUntil == 0,
                        0,
                        List.of(),
                        List.of(),
                        0,
                        past.deadlock,
                        null);
    }

    private TicketView waiting(Waiter wish) {
        var ahead = new ArrayList<Waiter>();
        var holders = new ArrayList<Holder>();
        int position = 1;
        long shut = 0;
        for (var want : wish.wants()) {
            var before = obstacles(before(wish, want.lock()));
            position = Math.max(position, before.size() + 1);
            before.stream().filter(one -> !ahead.contains(one)).forEach(ahead::add);
            gripsOn(want.lock()).forEach(grip -> holders.add(grip.view()));
            for (var one : shuts) {
                boolean inTheWay = one.lock.equals(want.lock()) && conflict(one.mode, want.mode());
                shut = Math.max(shut, inTheWay ? one.until : 0);
            }
        }
        return new TicketView(
                wish.ticket(),
                TicketState.WAITING,
                wish.owner(),
                wish.wants().stream()
                        .map(want -> new Grant(want.lock(), want.mode(), new FencingToken(0)))
                        .toList(),
                wish.conversion(),
                List.of(),
                false,
                position,
                ahead,
                holders,
                shut,
                0,
                wish);
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
                .filter(wish -> wish.owner().session().equals(session))
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
        wishes.forEach(wish -> wish.wants().forEach(want -> named.add(want.lock())));
        shuts.forEach(shut -> named.add(shut.lock));
        return named.size();
    }
}
