package io.holdfast.simulation;

import io.holdfast.core.Command;
import io.holdfast.core.Declined.SessionGone;
import io.holdfast.core.Opening;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.core.Result;
import io.holdfast.core.SessionId;
import io.holdfast.lock.FencingToken;
import io.holdfast.lock.Grip;
import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockCommand.Cancel;
import io.holdfast.lock.LockCommand.Claim;
import io.holdfast.lock.LockCommand.Convert;
import io.holdfast.lock.LockCommand.Extend;
import io.holdfast.lock.LockCommand.Release;
import io.holdfast.lock.LockName;
import io.holdfast.lock.LockQueries;
import io.holdfast.lock.LockResult.Converted;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.LockResult.GrantedAll;
import io.holdfast.lock.LockResult.Waiting;
import io.holdfast.lock.Mode;
import io.holdfast.lock.Owner;
import io.holdfast.lock.Terms;
import io.holdfast.lock.TicketId;
import io.holdfast.lock.TicketState;
import io.holdfast.lock.Want;
import io.holdfast.session.SessionCommand.EndSession;
import io.holdfast.session.SessionCommand.OpenSession;
import io.holdfast.session.SessionResult.Opened;
import io.holdfast.testing.Seeded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A client: it asks one thing at a time, under a key of its own, and remembers what it was told. */
final class SimulatedClient {

    static final List<LockName> LOCKS = List.of(new LockName("a"), new LockName("b"), new LockName("c"));

    private static final List<String> OWNERS = List.of("", "x");
    private static final long TTL_MILLIS_MIN = 2_000;
    private static final long TTL_MILLIS_MAX = 8_000;
    private static final long MILLIS_MAX = 10_000;
    /** After so long nobody asks again, which is well before answers are forgotten. */
    private static final long PATIENCE_MILLIS = 60_000;

    private static final int MINTED_MAX = 8;

    private record Asked(RequestKey key, Command command, boolean implicit, long sinceMillis) {}

    private record Grasp(LockName lock, Owner owner, FencingToken token) {}

    private final String name;
    private final Supplier<SessionId> mint;
    private final List<Grasp> grips = new ArrayList<>();
    private final List<TicketId> tickets = new ArrayList<>();
    /** Sessions that were minted for requests about other things than locks; most of them were never opened. */
    private final ArrayDeque<SessionId> minted = new ArrayDeque<>();

    private @Nullable SessionId session;
    private @Nullable Asked asked;
    private @Nullable Asked answered;
    private int count;

    SimulatedClient(String name, Supplier<SessionId> mint) {
        this.name = name;
        this.mint = mint;
    }

    @Nullable
    SessionId session() {
        return session;
    }

    /** Something new, unless an answer is still waited for. */
    @Nullable
    Request ask(Seeded dice, Questions questions, long now) {
        if (asked != null && now - asked.sinceMillis() < PATIENCE_MILLIS) {
            return null;
        }
        if (dice.percent(70)) {
            poll(questions.locks());
        }
        boolean implicit = session == null ? dice.percent(60) : dice.percent(20);
        var key = new RequestKey(name, "k" + count++);
        asked = new Asked(key, wish(dice, questions, implicit), implicit, now);
        return request(asked);
    }

    /** The same again: what has no answer, or else what has one. */
    @Nullable
    Request repeat(long now) {
        var again = asked != null ? asked : answered;
        return again == null || now - again.sinceMillis() >= PATIENCE_MILLIS ? null : request(again);
    }

    /** Something else under a key that was used. */
    @Nullable
    Request misuse(long now) {
        return answered == null || session == null || now - answered.sinceMillis() >= PATIENCE_MILLIS
                ? null
                : new Request(answered.key(), -1, null, new EndSession(session));
    }

    /** An implicit session is minted anew each time, as another node would; the request remains the same. */
    private Request request(Asked what) {
        long fingerprint = what.key().key().hashCode();
        if (what.implicit()) {
            var opening = new Opening(mint.get(), name, TTL_MILLIS_MAX);
            var command = of(what.command(), opening);
            if (command != null) {
                return new Request(what.key(), fingerprint, opening, command);
            }
        }
        return new Request(what.key(), fingerprint, null, what.command());
    }

    /** The request in the name of a session that is opened for it; null where it needs none. */
    private @Nullable Command of(Command command, Opening opening) {
        if (command instanceof Acquire acquire) {
            var owner = new Owner(opening.session(), acquire.owner().name());
            return new Acquire(acquire.wants(), owner, acquire.terms());
        }
        var other = OtherWishes.of(command, opening);
        if (other != null) {
            minted.addLast(opening.session());
            if (minted.size() > MINTED_MAX) {
                minted.removeFirst();
            }
        }
        return other;
    }

    private Command wish(Seeded dice, Questions questions, boolean implicit) {
        boolean aboutLocks = dice.percent(60) || (session == null && !implicit);
        if (aboutLocks) {
            return lockWish(dice, questions.locks(), implicit);
        }
        var mine = new ArrayList<>(minted);
        if (session != null) {
            mine.add(session);
        }
        return new OtherWishes(dice, questions, mine).draw(session == null ? mint.get() : session);
    }

    private Command lockWish(Seeded dice, LockQueries locks, boolean implicit) {
        int roll = dice.below(100);
        if (!grips.isEmpty() && roll < 35) {
            var grip = dice.pick(grips);
            var token = dice.percent(85)
                    ? grip.token()
                    : new FencingToken(grip.token().value() - 1);
            var owner = dice.percent(50) ? grip.owner().name() : null;
            return new Release(grip.lock(), grip.owner().session(), owner, token, 1 + dice.below(2));
        }
        if (!grips.isEmpty() && roll < 39) {
            var grip = dice.pick(grips);
            return new Convert(
                    new Grip(grip.lock(), grip.token()),
                    grip.owner().session(),
                    grip.owner().name(),
                    dice.pick(List.of(Mode.values())),
                    terms(dice));
        }
        if (!tickets.isEmpty() && roll < 70) {
            var ticket = locks.ticket(dice.pick(tickets));
            if (ticket != null && ticket.state() == TicketState.GRANTED && !ticket.isClaimed()) {
                return new Claim(ticket.ticket(), ticket.owner().session());
            }
        }
        if (!grips.isEmpty() && roll < 44) {
            var grip = dice.pick(grips);
            long lease = dice.between(1, MILLIS_MAX);
            return new Extend(grip.lock(), grip.owner().session(), grip.owner().name(), grip.token(), lease);
        }
        if (!tickets.isEmpty() && roll < 50) {
            var ticket = locks.ticket(dice.pick(tickets));
            if (ticket != null) {
                return new Cancel(ticket.ticket(), ticket.owner().session());
            }
        }
        if (session != null && roll > 96) {
            return new EndSession(session);
        }
        if (session == null && !implicit) {
            var metadata = Map.of("host", "h-" + name, "pid", String.valueOf(count));
            long ttlMillis = dice.between(TTL_MILLIS_MIN, TTL_MILLIS_MAX);
            long lockDelayMillis = dice.percent(70) ? 0 : dice.between(1, MILLIS_MAX);
            return new OpenSession(mint.get(), name, ttlMillis, lockDelayMillis, metadata);
        }
        var owner = new Owner(session == null ? mint.get() : session, dice.pick(OWNERS));
        return new Acquire(wants(dice), owner, terms(dice));
    }

    private static List<Want> wants(Seeded dice) {
        var wants = new ArrayList<Want>();
        for (var lock : LOCKS) {
            if (dice.percent(40)) {
                wants.add(new Want(lock, mode(dice)));
            }
        }
        return wants.isEmpty() || dice.percent(70) ? List.of(new Want(dice.pick(LOCKS), mode(dice))) : wants;
    }

    private static Mode mode(Seeded dice) {
        return dice.percent(45) ? Mode.S : dice.percent(20) ? Mode.U : Mode.X;
    }

    private static Terms terms(Seeded dice) {
        return new Terms(
                dice.percent(25) ? 0 : dice.between(1, MILLIS_MAX),
                dice.percent(50) ? 0 : dice.between(1, MILLIS_MAX),
                dice.percent(85) ? 0 : dice.between(1, MILLIS_MAX),
                dice.percent(80) ? Terms.DELAY_OF_THE_SESSION : dice.between(0, MILLIS_MAX),
                dice.percent(50) ? 0 : dice.between(1, MILLIS_MAX),
                dice.percent(75) ? Terms.Strategy.RESERVE : Terms.Strategy.SKIP,
                dice.below(3) - 1,
                dice.percent(80) ? Terms.VictimPolicy.YOUNGEST : Terms.VictimPolicy.SELF,
                dice.percent(90) ? Terms.OnDeadlock.FAIL_WAIT : Terms.OnDeadlock.END_SESSION,
                "");
    }

    /** Learns which waits are over. */
    private void poll(LockQueries locks) {
        for (var ticket : List.copyOf(tickets)) {
            var view = locks.ticket(ticket);
            boolean open = view != null
                    && (view.state() == TicketState.WAITING
                            || (view.state() == TicketState.GRANTED && !view.isClaimed() && view.hold() != null));
            if (open) {
                continue;
            }
            tickets.remove(ticket);
            if (view != null && view.state() == TicketState.GRANTED) {
                view.grants().forEach(grant -> grips.add(new Grasp(grant.lock(), view.owner(), grant.token())));
            }
        }
    }

    /** Hears what became of a request; hears nothing new of one it gave up or heard of before. */
    void hear(RequestKey key, Result result) {
        if (asked == null || !asked.key().equals(key)) {
            return;
        }
        var command = asked.command();
        answered = asked;
        asked = null;
        switch (result) {
            case Opened opened -> session = opened.session();
            case Granted granted -> grips.add(new Grasp(granted.lock(), granted.owner(), granted.token()));
            case GrantedAll granted ->
                granted.grants().forEach(grant -> grips.add(new Grasp(grant.lock(), granted.owner(), grant.token())));
            case Converted converted -> grips.add(new Grasp(converted.lock(), converted.owner(), converted.token()));
            case Waiting waiting -> tickets.add(waiting.ticket());
            case SessionGone gone -> forget(gone.session());
            default -> forgetWhatIsOver(command);
        }
    }

    private void forget(SessionId gone) {
        grips.removeIf(grip -> grip.owner().session().equals(gone));
        minted.remove(gone);
        if (gone.equals(session)) {
            session = null;
        }
    }

    private void forgetWhatIsOver(Command command) {
        switch (command) {
            case Release release ->
                grips.removeIf(
                        grip -> grip.token().equals(release.grips().getFirst().token()));
            case Cancel cancel -> tickets.remove(cancel.ticket());
            case EndSession end -> forget(end.session());
            default -> {}
        }
    }
}
