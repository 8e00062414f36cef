package io.holdfast.election;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An election as it stands.
 *
 * @param version the sequence of the last change of the leader or of what it says; never goes back
 * @param leader null where nobody leads
 * @param waiters the first of the candidates, in the order in which they would be elected
 * @param waiterCount how many there are
 */
public record ElectionView(
        ElectionName election, long version, @Nullable Leader leader, List<Waiter> waiters, int waiterCount) {}
