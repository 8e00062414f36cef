package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.Gate;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.core.Event;
import io.holdfast.core.Payload;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.lock.LockPrimitive;
import io.holdfast.testing.counter.CounterAnswer.Value;
import io.holdfast.testing.counter.CounterCommand.Add;
import io.holdfast.testing.counter.CounterInquiry.ValueOf;
import io.holdfast.testing.counter.CounterPrimitive;
import io.holdfast.testing.counter.CounterResult.Added;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTest {

    private static final String SHEEP = "sheep";

    /** Notes what it is told; its leaves are void as often as was asked for. */
    private static final class Notes implements Gate {
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final List<Long> terms = new CopyOnWriteArrayList<>();
        private final AtomicInteger closed = new AtomicInteger();
        private final AtomicInteger voided = new AtomicInteger();

        @Override
        public @Nullable Pass admit(Request request, Payload note) {
            if (closed.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new NoLeaderException("closed");
            }
            told.add("admitted");
            return new Pass() {
                @Override
                public boolean stands(long term) {
                    boolean isVoid = voided.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
                    return !isVoid && terms.contains(term);
                }

                @Override
                public void applied(boolean replayed) {
                    told.add(replayed ? "replayed" : "applied");
                }

                @Override
                public void withdrawn() {
                    told.add("withdrawn");
                }

                @Override
                public void lost() {
                    told.add("lost");
                }
            };
        }

        @Override
        public void leading(long term) {
            terms.add(term);
        }

        @Override
        public void deposed() {
            told.add("deposed");
        }

        @Override
        public void applied(List<Event> events) {
            told.add("events");
        }
    }

    @TempDir
    private Path data;

    private final Notes notes = new Notes();
    private LocalCluster cluster;
    private DataGroup group;

    @BeforeEach
    void start() throws IOException {
        cluster = new LocalCluster(data, 1, List.of(LockPrimitive.LOCKS, CounterPrimitive.COUNTERS))
                .prepare((_, participation) -> participation.gates().install("data-0", notes))
                .startAll();
        group = cluster.group("n1", 0);
        LocalCluster.await(() -> group.leads(), () -> "n1 does not lead");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private static Request add(String key) {
        return new Request(new RequestKey("tests", key), 1, null, new Add(SHEEP, 1, new Payload(new byte[0])));
    }

    @Test
    void aRequestIsAdmittedThenAppliedAndARepetitionIsToldApart() {
        group.submit(add("one"));
        group.submit(add("one"));

        assertThat(notes.terms).hasSize(1);
        assertThat(notes.told).containsExactly("admitted", "events", "applied", "admitted", "replayed");
    }

    @Test
    void whatIsNotAdmittedIsAskedForAgainAndNotProposed() {
        notes.closed.set(2);

        assertThat(group.submit(add("one")).result()).isEqualTo(new Added(1));
        assertThat(notes.told).containsExactly("admitted", "events", "applied");
    }

    /** As if this node had been deposed and elected anew between the leave and the log. */
    @Test
    void aLeaveThatStandsNoLongerKeepsTheRequestOutOfTheLog() {
        notes.voided.set(1);

        assertThat(group.submit(add("one")).result()).isEqualTo(new Added(1));

        assertThat(notes.told).containsExactly("admitted", "withdrawn", "admitted", "events", "applied");
        assertThat(group.ask(new ValueOf(SHEEP))).isEqualTo(new Value(1));
        assertThat(group.leads()).isTrue();
    }

    @Test
    void theTermInWhichANodeLeadsIsConfirmedByAMajority() {
        assertThat(List.of(group.confirmTerm())).isEqualTo(new ArrayList<>(notes.terms));
    }
}
