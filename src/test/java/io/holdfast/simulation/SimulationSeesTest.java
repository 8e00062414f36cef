package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.election.ElectionCommand;
import io.holdfast.election.ElectionMachine;
import io.holdfast.lock.LockCommand;
import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockCommand.Cancel;
import io.holdfast.lock.LockMachine;
import io.holdfast.lock.LockQueries.Filter;
import io.holdfast.lock.TicketId;
import io.holdfast.membership.MembershipCommand;
import io.holdfast.membership.MembershipMachine;
import io.holdfast.replica.Replica;
import io.holdfast.semaphore.SemaphoreCommand;
import io.holdfast.semaphore.SemaphoreMachine;
import io.holdfast.simulation.Broken.Wrapped;
import io.holdfast.simulation.invariant.ImplicitSessionsStandForSomething;
import io.holdfast.simulation.invariant.Invariant;
import io.holdfast.simulation.invariant.NothingIsOverdue;
import io.holdfast.simulation.invariant.OneLeadsAtATime;
import io.holdfast.simulation.invariant.OnlyTheLivingHoldOrWait;
import io.holdfast.simulation.invariant.PermitsAreNotExceeded;
import io.holdfast.simulation.invariant.RepetitionsChangeNothing;
import io.holdfast.simulation.invariant.ReplicasAgree;
import io.holdfast.simulation.invariant.TokensOnlyGrow;
import io.holdfast.simulation.invariant.VersionsGrow;
import io.holdfast.testing.Rows;
import io.holdfast.testing.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A simulation that never fails proves little. Here each cluster has one thing wrong, and its run has to say so. */
class SimulationSeesTest {

    private static final int SEEDS = 30;
    private static final int TURNS = 1_000;

    @Test
    void aSoundMachineInAWrapperPasses() {
        assertThatCode(() -> run(1, Build.ofLocks(() -> new Wrapped<>(new LockMachine()))))
                .doesNotThrowAnyException();
    }

    @Test
    void aSnapshotThatForgetsWhoWaits() {
        assertSeen(ReplicasAgree.class, Build.ofLocks(() -> new Wrapped<>(new LockMachine()) {
            @Override
            public void save(RowSink rows) {
                withoutWaiters(sound).save(rows);
            }
        }));
    }

    private static LockMachine withoutWaiters(LockMachine machine) {
        var rows = new Rows();
        machine.save(rows);
        var copy = new LockMachine();
        copy.load(rows.source(), 1);
        var locks = machine.queries().list(new Filter("", null, null, false), null, 100);
        locks.locks().stream()
                .flatMap(lock -> lock.waiters().stream())
                .map(waiter -> new Cancel(waiter.ticket(), waiter.owner().session()))
                .forEach(cancel -> copy.apply(Stamp.ZERO, cancel));
        return copy;
    }

    @Test
    void aSnapshotThatForgetsHowWaitsEnded() {
        assertSeen(ReplicasAgree.class, Build.ofLocks(() -> new Wrapped<>(new LockMachine()) {
            @Override
            public void save(RowSink rows) {
                var first = new ArrayList<Record>();
                sound.save(row -> {
                    if (row.getClass().getSimpleName().equals("EndedTicket")) {
                        first.add(row);
                        rows.put(first.getFirst());
                    } else {
                        rows.put(row);
                    }
                });
            }
        }));
    }

    @Test
    void aSnapshotThatForgetsWhatWasAnswered() {
        assertSeen(RepetitionsChangeNothing.class, Build.SOUND.withDisk(replica -> {
            var sections = new TreeMap<>(Snapshot.of(replica).sections());
            sections.remove(Replica.MEMO_SECTION);
            return new Snapshot(replica.last(), sections);
        }));
    }

    @Test
    void locksThatTheDeadKeep() {
        assertSeen(OnlyTheLivingHoldOrWait.class, Build.ofLocks(() -> new Wrapped<>(new LockMachine()) {
            @Override
            public List<Event> sessionEnded(Stamp at, SessionId session) {
                return List.of();
            }
        }));
    }

    @Test
    void locksThatNeverLetASessionGo() {
        assertSeen(ImplicitSessionsStandForSomething.class, Build.ofLocks(() -> new Wrapped<>(new LockMachine()) {
            @Override
            public boolean uses(SessionId session) {
                return true;
            }
        }));
    }

    @Test
    void locksThatSleepThroughTheirDeadlines() {
        assertSeen(NothingIsOverdue.class, Build.ofLocks(() -> new Wrapped<>(new LockMachine()) {
            @Override
            public OptionalLong nextDeadline() {
                return OptionalLong.empty();
            }
        }));
    }

    @Test
    void tokensThatShrink() {
        assertSeen(TokensOnlyGrow.class, Build.ofLocks(() -> new Wrapped<>(new LockMachine()) {
            @Override
            public Applied<?> apply(Stamp at, LockCommand command) {
                return sound.apply(new Stamp(Long.MAX_VALUE - at.sequence(), at.millis()), command);
            }
        }));
    }

    /** Each machine counts what it was asked since its process started. */
    @Test
    void aMachineThatRemembersWhatItDoesNotSave() {
        assertSeen(ReplicasAgree.class, Build.ofLocks(() -> new Wrapped<>(new LockMachine()) {
            private int asked;

            @Override
            public Applied<?> apply(Stamp at, LockCommand command) {
                asked++;
                boolean refuse = command instanceof Acquire && asked % 50 == 0;
                return refuse
                        ? sound.apply(at, new Cancel(new TicketId(0), session(command)))
                        : sound.apply(at, command);
            }
        }));
    }

    @Test
    void permitsThatTheDeadKeep() {
        assertSeen(OnlyTheLivingHoldOrWait.class, Build.ofSemaphores(() -> new Wrapped<>(new SemaphoreMachine()) {
            @Override
            public List<Event> sessionEnded(Stamp at, SessionId session) {
                return List.of();
            }
        }));
    }

    @Test
    void permitsThatAreGrantedWhileTheyAreDrained() {
        assertSeen(PermitsAreNotExceeded.class, Build.ofSemaphores(() -> new Wrapped<>(new SemaphoreMachine()) {
            @Override
            public Applied<?> apply(Stamp at, SemaphoreCommand command) {
                if (command instanceof SemaphoreCommand.Acquire acquire) {
                    sound.apply(at, new SemaphoreCommand.Undrain(acquire.semaphore()));
                }
                return sound.apply(at, command);
            }
        }));
    }

    @Test
    void permitsOfASnapshotThatForgetsWhoWaits() {
        assertSeen(ReplicasAgree.class, Build.ofSemaphores(() -> new Wrapped<>(new SemaphoreMachine()) {
            @Override
            public void load(RowSource rows, int version) {
                sound.load(rows, version);
                sound.queries().list("", null, 9).stream()
                        .flatMap(semaphore -> semaphore.waiters().stream())
                        .map(waiter -> new SemaphoreCommand.Cancel(
                                waiter.ticket(), waiter.owner().session()))
                        .forEach(cancel -> sound.apply(Stamp.ZERO, cancel));
            }
        }));
    }

    @Test
    void aLeaderThatIsUnseatedSilently() {
        assertSeen(OneLeadsAtATime.class, Build.ofElections(() -> new Wrapped<>(new ElectionMachine()) {
            @Override
            public Applied<?> apply(Stamp at, ElectionCommand command) {
                if (command instanceof ElectionCommand.Campaign campaign) {
                    var leader = sound.queries().inspect(campaign.election()).leader();
                    if (leader != null && leader.priority() < campaign.priority()) {
                        sound.apply(
                                at,
                                new ElectionCommand.Resign(
                                        campaign.election(), leader.candidate().session(), leader.term()));
                    }
                }
                return sound.apply(at, command);
            }
        }));
    }

    @Test
    void aVersionThatGoesBack() {
        assertSeen(VersionsGrow.class, Build.ofElections(() -> new Wrapped<>(new ElectionMachine()) {
            @Override
            public Applied<?> apply(Stamp at, ElectionCommand command) {
                boolean told = command instanceof ElectionCommand.Proclaim;
                return sound.apply(told ? new Stamp(1, at.millis()) : at, command);
            }
        }));
    }

    @Test
    void officesThatNobodyHasToClaim() {
        assertSeen(NothingIsOverdue.class, Build.ofElections(() -> new Wrapped<>(new ElectionMachine()) {
            @Override
            public OptionalLong nextDeadline() {
                return OptionalLong.empty();
            }
        }));
    }

    @Test
    void membersThatStayWhenTheirSessionsHaveEnded() {
        assertSeen(OnlyTheLivingHoldOrWait.class, Build.ofGroups(() -> new Wrapped<>(new MembershipMachine()) {
            @Override
            public List<Event> sessionEnded(Stamp at, SessionId session) {
                return List.of();
            }
        }));
    }

    @Test
    void aGroupWhoseVersionStandsStillWhenSomebodyLeaves() {
        assertSeen(VersionsGrow.class, Build.ofGroups(() -> new Wrapped<>(new MembershipMachine()) {
            @Override
            public Applied<?> apply(Stamp at, MembershipCommand command) {
                long version = command instanceof MembershipCommand.Leave leave
                        ? sound.queries().inspect(leave.group(), 0, 1).version()
                        : at.sequence();
                return sound.apply(new Stamp(version, at.millis()), command);
            }
        }));
    }

    private static SessionId session(LockCommand command) {
        return ((Acquire) command).session();
    }

    /** Some seed's run must break exactly this promise; a seed whose run happens to pass proves nothing. */
    private static void assertSeen(Class<? extends Invariant> promise, Build build) {
        var others = new ArrayList<String>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            var violation = violation(seed, build);
            if (violation.startsWith(promise.getSimpleName() + ":")) {
                return;
            }
            others.add(violation);
        }
        assertThat(others).as("no run broke it").contains(promise.getSimpleName());
    }

    private static String violation(long seed, Build build) {
        try {
            run(seed, build);
            return "";
        } catch (Invariant.Violation violation) {
            return violation.getMessage();
        } catch (IllegalStateException stopped) {
            return "stopped: " + stopped.getMessage();
        }
    }

    private static void run(long seed, Build build) {
        var schedule = Schedule.draw(seed, TURNS);
        SimulatedCluster.run(schedule, schedule.turns(), build);
    }
}
