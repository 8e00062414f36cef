package io.holdfast.raft;

import static io.holdfast.lock.LockPrimitive.LOCKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.core.Command;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.core.SessionId;
import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockName;
import io.holdfast.lock.Mode;
import io.holdfast.lock.Owner;
import io.holdfast.replica.Entry;
import io.holdfast.replica.Outcome;
import io.holdfast.session.SessionCommand.OpenSession;
import io.holdfast.session.SessionResult;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One round after the other, without the thread and with a clock that is set by hand. */
class LeaderDutiesTest {

    private static final SessionId ALICE = new SessionId(1, 1);
    private static final LockName PRINTER = new LockName("printer");
    private static final int TTL = 2_000;

    private final AppliedState state = new AppliedState(List.of(LOCKS));
    private final HeldLog log = new HeldLog();
    private long nanos;
    private long index;
    private Runnable whileConfirming = () -> {};
    private final LeaderDuties duties = new LeaderDuties(state, new LeaderClock(() -> nanos), new LeaderDuties.Lead() {
        @Override
        public void confirm() {
            whileConfirming.run();
        }

        @Override
        public ClusterException whyNot() {
            return new NoLeaderException("deposed");
        }
    });

    @BeforeEach
    void lead() {
        duties.attach(log);
        duties.begin();
        apply(keyed("open", new OpenSession(ALICE, "alice", TTL, Map.of())));
    }

    @AfterEach
    void close() {
        duties.close();
    }

    @Test
    void aRepetitionIsNoSignOfLifeForASessionThatIsGivenUp() {
        apply(keyed("take", acquire()));
        fallSilent();

        apply(keyed("take", acquire()));

        assertThat(duties.keepAlive(ALICE)).isEmpty();
        assertThat(applyExpiry()).isEqualTo(new SessionResult.Expired(ALICE));
    }

    @Test
    void aKeyThatWasUsedForAnotherRequestIsNoSignOfLife() {
        apply(keyed("take", acquire()));
        fallSilent();

        apply(new Request(new RequestKey("", "take"), 77, null, acquire()));

        assertThat(duties.keepAlive(ALICE)).isEmpty();
        assertThat(applyExpiry()).isEqualTo(new SessionResult.Expired(ALICE));
    }

    @Test
    void aNewRequestSparesASessionThatIsGivenUp() {
        fallSilent();

        apply(keyed("take", acquire()));

        assertThat(duties.keepAlive(ALICE)).hasValue(TTL);
        assertThat(applyExpiry()).isEqualTo(new SessionResult.Spared(ALICE));
        assertThat(duties.keepAlive(ALICE)).hasValue(TTL);
    }

    /** The entry is in the state already when the leader decides, and the timers hear of it only then. */
    @Test
    void aRequestThatIsBeingAppliedSparesTheSession() {
        var entry = new Entry(0, List.of(keyed("take", acquire())));
        var step = state.apply(++index, entry);
        fallSilent();

        duties.applied(entry, step);

        assertThat(duties.keepAlive(ALICE)).hasValue(TTL);
        assertThat(applyExpiry()).isEqualTo(new SessionResult.Spared(ALICE));
    }

    @Test
    void aKeepaliveDuringWhichLeadershipIsLostIsNotToldThatTheSessionIsGone() {
        whileConfirming = duties::end;

        assertThatThrownBy(() -> duties.keepAlive(ALICE)).isInstanceOf(NoLeaderException.class);
    }

    @Test
    void aKeepaliveBeforeTheTimersRunAgainIsNotToldThatTheSessionIsGone() {
        duties.end();

        assertThatThrownBy(() -> duties.keepAlive(ALICE)).isInstanceOf(NoLeaderException.class);

        duties.begin();
        assertThat(duties.keepAlive(ALICE)).hasValue(TTL);
    }

    @Test
    void oneTickIsUnderWayAtATime() {
        apply(keyed("lease", new Acquire(PRINTER, new Owner(ALICE, ""), Mode.X, 0, 500)));
        pass(1_000);
        duties.look();
        duties.look();
        assertThat(log.ticks).hasSize(1);

        log.ticks.remove().complete(null);
        duties.look();

        assertThat(log.ticks).hasSize(1);
    }

    /** Its keepalives were not taken meanwhile. */
    @Test
    void nobodyIsGivenUpWhileTheLeadIsHandedOverNorAsSoonAsItIsNot() {
        pass(TTL / 2);
        long parted = duties.part();
        pass(2 * TTL);
        duties.look();
        assertThat(log.expiries).isEmpty();

        duties.stay(parted);
        duties.look();
        assertThat(log.expiries).isEmpty();
        assertThat(duties.remainingMillis(ALICE)).hasValue(TTL / 2);

        pass(TTL / 2);
        duties.look();
        assertThat(log.expiries).hasSize(1);
    }

    private void fallSilent() {
        pass(TTL);
        duties.look();
        assertThat(log.expiries).hasSize(1);
    }

    private void pass(long millis) {
        for (long passed = 0; passed < millis; passed += LeaderClock.LOOK_MILLIS) {
            nanos += LeaderClock.LOOK_MILLIS * 1_000_000;
            var unused = duties.clockMillis();
        }
    }

    private Object applyExpiry() {
        var proposed = log.expiries.remove();
        var outcome = apply(proposed.request());
        proposed.outcome().complete(outcome);
        return outcome.result();
    }

    private Outcome apply(Request request) {
        var entry = new Entry(0, List.of(request));
        var step = state.apply(++index, entry);
        duties.applied(entry, step);
        return step.outcomes().getFirst();
    }

    private static Acquire acquire() {
        return new Acquire(PRINTER, new Owner(ALICE, ""), Mode.X, 0, 0);
    }

    private static Request keyed(String key, Command command) {
        return new Request(new RequestKey("", key), 1, null, command);
    }

    /** Takes everything and appends nothing. */
    private static final class HeldLog implements LeaderDuties.Log {

        private record Proposed(Request request, CompletableFuture<Outcome> outcome) {}

        private final Queue<CompletableFuture<?>> ticks = new ArrayDeque<>();
        private final Queue<Proposed> expiries = new ArrayDeque<>();

        @Override
        public CompletableFuture<?> tick() {
            var tick = new CompletableFuture<Void>();
            ticks.add(tick);
            return tick;
        }

        @Override
        public CompletableFuture<Outcome> submit(Request request) {
            var proposed = new Proposed(request, new CompletableFuture<>());
            expiries.add(proposed);
            return proposed.outcome();
        }
    }
}
