package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.Testimony;
import io.holdfast.lock.LockPrimitive;
import io.holdfast.wire.Codec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a member that asks says of itself, as the leader counts it; coherence.md has why that is right. */
@Timeout(120)
class TestimonyTest {

    @TempDir
    private Path root;

    private final PeerLinks links = new PeerLinks(new PeerMessages(new Codec(List.of(LockPrimitive.LOCKS))));

    @AfterEach
    void close() {
        links.close();
    }

    private static GroupNode group(LocalCluster cluster, String node) {
        return cluster.participation(node).groups().getFirst();
    }

    private long confirmed(GroupNode group, Testimony asker) {
        try (var barrier = new ReadBarrier(group::division, group.name(), links, 100)) {
            return barrier.confirmedBy(asker);
        }
    }

    @Test
    void inAGroupOfThreeOneMembersWordConfirmsTheLeaderOfItsTerm() throws IOException {
        try (var cluster = new LocalCluster(root, 3).startAll()) {
            var leader = group(cluster, cluster.awaitLeader());
            var other = group(cluster, cluster.followers().getFirst());
            var asker = Objects.requireNonNull(other.testify());
            var own = Objects.requireNonNull(leader.testify());

            assertThat(confirmed(leader, asker)).isNotEqualTo(ReadBarrier.UNCONFIRMED);
            assertThat(List.of(
                            new Testimony(asker.peer(), asker.term() + 1),
                            new Testimony(asker.peer(), asker.term() - 1),
                            new Testimony(asker.peer() + ".0badcafe", asker.term()),
                            own))
                    .allMatch(word -> confirmed(leader, word) == ReadBarrier.UNCONFIRMED);
            assertThat(confirmed(other, own)).isEqualTo(ReadBarrier.UNCONFIRMED);
        }
    }

    @Test
    void inAGroupOfFiveItDoesNot() throws IOException {
        try (var cluster = new LocalCluster(root, 5).startAll()) {
            var leader = group(cluster, cluster.awaitLeader());
            var asker = Objects.requireNonNull(
                    group(cluster, cluster.followers().getFirst()).testify());

            assertThat(confirmed(leader, asker)).isEqualTo(ReadBarrier.UNCONFIRMED);
        }
    }
}
