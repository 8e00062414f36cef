package io.holdfast.simulation;

import io.holdfast.election.ElectionName;
import io.holdfast.election.ElectionQueries;
import io.holdfast.lock.LockQueries;
import io.holdfast.lock.LockQueries.Filter;
import io.holdfast.membership.GroupName;
import io.holdfast.membership.MembershipQueries;
import io.holdfast.semaphore.SemaphoreQueries;
import io.holdfast.simulation.invariant.Scene;
import java.util.List;

/** Whom to ask about the state of one replica. */
record Questions(LockQueries locks, SemaphoreQueries semaphores, ElectionQueries elections, MembershipQueries groups) {

    static final List<ElectionName> ELECTIONS = List.of(new ElectionName("boss"), new ElectionName("deputy"));
    static final List<GroupName> GROUPS = List.of(new GroupName("crew"), new GroupName("guests"));

    private static final int SHOWN_MAX = 100;
    private static final Filter ANY_LOCK = new Filter("", null, null, false);

    /** All there is to see. Elections and groups are there when nobody is in them, too: they have versions. */
    Scene scene() {
        return new Scene(
                locks.list(ANY_LOCK, null, SHOWN_MAX).locks(),
                semaphores.list("", null, SHOWN_MAX),
                ELECTIONS.stream().map(elections::inspect).toList(),
                GROUPS.stream()
                        .map(group -> groups.inspect(group, 0, SHOWN_MAX))
                        .toList());
    }
}
