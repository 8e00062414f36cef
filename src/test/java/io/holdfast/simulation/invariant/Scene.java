package io.holdfast.simulation.invariant;

import io.holdfast.core.SessionId;
import io.holdfast.election.ElectionView;
import io.holdfast.lock.LockView;
import io.holdfast.membership.GroupView;
import io.holdfast.semaphore.SemaphoreView;
import java.util.List;
import java.util.stream.Stream;

/** What a replica shows of itself: all locks, semaphores, elections and groups that there are. */
public record Scene(
        List<LockView> locks, List<SemaphoreView> semaphores, List<ElectionView> elections, List<GroupView> groups) {

    public static final Scene EMPTY = new Scene(List.of(), List.of(), List.of(), List.of());

    static Scene of(List<LockView> locks) {
        return new Scene(locks, List.of(), List.of(), List.of());
    }

    /** Nobody holds, waits, leads or is a member. */
    public boolean isDeserted() {
        return locks.isEmpty() && sessions().findAny().isEmpty();
    }

    /** The sessions of all that is held, waited for, led, or joined; often the same one several times. */
    Stream<SessionId> sessions() {
        return Stream.concat(
                Stream.concat(
                        locks.stream().flatMap(Scene::of), semaphores.stream().flatMap(Scene::of)),
                Stream.concat(
                        elections.stream().flatMap(Scene::of), groups.stream().flatMap(Scene::of)));
    }

    private static Stream<SessionId> of(LockView lock) {
        return Stream.concat(
                lock.holders().stream().map(holder -> holder.owner().session()),
                lock.waiters().stream().map(waiter -> waiter.owner().session()));
    }

    private static Stream<SessionId> of(SemaphoreView semaphore) {
        return Stream.concat(
                semaphore.holders().stream().map(holder -> holder.owner().session()),
                semaphore.waiters().stream().map(waiter -> waiter.owner().session()));
    }

    private static Stream<SessionId> of(ElectionView election) {
        return Stream.concat(
                Stream.ofNullable(election.leader())
                        .map(leader -> leader.candidate().session()),
                election.waiters().stream().map(waiter -> waiter.candidate().session()));
    }

    private static Stream<SessionId> of(GroupView group) {
        return group.members().stream().map(member -> member.session());
    }
}
