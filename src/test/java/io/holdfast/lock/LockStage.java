package io.holdfast.lock;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockCommand.Cancel;
import io.holdfast.lock.LockCommand.Extend;
import io.holdfast.lock.LockCommand.Release;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.LockResult.Waiting;
import io.holdfast.testing.Rows;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A lock machine whose clock the test has in hand, and the cast that plays on it. */
final class LockStage {

    static final Owner ALICE = owner(1, "alice");
    static final Owner BOB = owner(2, "bob");
    static final Owner CAROL = owner(3, "carol");
    static final Owner DAVE = owner(4, "dave");
    /** Another thread of Alice's session. */
    static final Owner ALICES_CAT = new Owner(ALICE.session(), "cat");

    static final LockName PRINTER = new LockName("printer");
    static final LockName SCANNER = new LockName("scanner");

    static final long A_MINUTE = 60_000;

    private final Map<SessionId, Long> lockDelays = new TreeMap<>();
    private LockMachine machine = newMachine();
    private long sequence;
    private long now;

    private LockMachine newMachine() {
        var made = new LockMachine();
        made.consult(session -> lockDelays.getOrDefault(session, 0L));
        return made;
    }

    /** The owner's session has this lock-delay. */
    void openedWith(Owner owner, long lockDelayMillis) {
        lockDelays.put(owner.session(), lockDelayMillis);
    }

    static Owner owner(long session, String name) {
        return new Owner(new SessionId(0, session), name);
    }

    LockMachine machine() {
        return machine;
    }

    LockQueries queries() {
        return machine.queries();
    }

    long now() {
        return now;
    }

    /** The stamp's sequence of the last step: the token of a grant made in it, the ticket of a wait begun in it. */
    long sequence() {
        return sequence;
    }

    /** What a step led to, without what its own result tells. */
    Applied<LockResult> apply(LockCommand command) {
        var applied = machine.apply(next(), command);
        return new Applied<>(
                applied.result(),
                applied.events().stream()
                        .filter(event -> !(event instanceof LockEvent.Acquired
                                || event instanceof LockEvent.Converted
                                || event instanceof LockEvent.Released))
                        .toList());
    }

    LockResult ask(LockCommand command) {
        return apply(command).result();
    }

    private Stamp next() {
        return new Stamp(++sequence, now);
    }

    /** Asks for the lock, prepared to wait for a minute, without a lease. */
    LockResult acquire(Owner owner, LockName lock, Mode mode) {
        return ask(new Acquire(lock, owner, mode, A_MINUTE, 0));
    }

    LockResult acquireLeased(Owner owner, LockName lock, long leaseMillis) {
        return ask(new Acquire(lock, owner, Mode.X, A_MINUTE, leaseMillis));
    }

    /** Asks for the lock without waiting. */
    LockResult attempt(Owner owner, LockName lock, Mode mode) {
        return ask(new Acquire(lock, owner, mode, 0, 0));
    }

    FencingToken granted(Owner owner, LockName lock, Mode mode) {
        return ((Granted) acquire(owner, lock, mode)).token();
    }

    TicketId queued(Owner owner, LockName lock, Mode mode) {
        return ((Waiting) acquire(owner, lock, mode)).ticket();
    }

    Applied<LockResult> release(Owner owner, LockName lock, FencingToken token) {
        return apply(new Release(lock, owner.session(), owner.name(), token, 1));
    }

    LockResult extend(Owner owner, LockName lock, FencingToken token, long leaseMillis) {
        return ask(new Extend(lock, owner.session(), owner.name(), token, leaseMillis));
    }

    Applied<LockResult> cancel(Owner owner, TicketId ticket) {
        return apply(new Cancel(ticket, owner.session()));
    }

    List<Event> endSession(Owner owner) {
        return machine.sessionEnded(next(), owner.session());
    }

    /** Lets time pass; what was due on the way is acted on now. */
    List<Event> pass(long millis) {
        now += millis;
        return machine.timePassed(next());
    }

    /** Goes on with a machine that was loaded from what the present one saved. */
    void reload() {
        var rows = new Rows();
        machine.save(rows);
        machine = newMachine();
        machine.load(rows.source(), LockPrimitive.LOCKS.snapshotVersion());
    }

    Rows rows() {
        var rows = new Rows();
        machine.save(rows);
        return rows;
    }

    List<Owner> holders(LockName lock) {
        return queries().inspect(lock).holders().stream().map(Holder::owner).toList();
    }

    List<Owner> waiters(LockName lock) {
        return queries().inspect(lock).waiters().stream().map(Waiter::owner).toList();
    }
}
