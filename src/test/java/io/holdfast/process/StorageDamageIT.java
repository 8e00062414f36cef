package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a node does about damage on its disk: it heals by itself where nothing acknowledged is touched, and refuses to
 * start where it may be, with a message that says which file and what to do; doing so brings it back.
 */
@Timeout(600)
class StorageDamageIT {

    private static final int REFUSED = 74;
    private static final int SNAPSHOT_THRESHOLD = 100;
    private static final int WRITES_A_TURN = 20;
    private static final int WRITES_MAX = 2_000;
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration REJOIN_LIMIT = Duration.ofSeconds(30);
    private static final Duration LEADERLESS = Duration.ofSeconds(8);

    /** A long name fills the log sooner. */
    private static final String KEEPER = "keeper-" + "k".repeat(180);

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    private static ProcessCluster cluster;
    private static HttpApi http;
    private static Holdings holdings;

    private String follower;

    @BeforeAll
    static void open() {
        var plan = ClusterPlan.of("storage-damage", 3)
                .with("holdfast.raft.snapshot-threshold", SNAPSHOT_THRESHOLD)
                .with("holdfast.raft.purge-gap", 10)
                .with("holdfast.raft.segment-size", "64KB");
        cluster = EVIDENCE.of(ProcessCluster.open(plan));
        http = new HttpApi(cluster::url, Duration.ofSeconds(10));
        holdings = new Holdings(cluster, new LocksApi(http), KEEPER);
    }

    @AfterAll
    static void close() {
        http.close();
    }

    @BeforeEach
    void chooseAFollower() {
        var leader = cluster.awaitLeader();
        follower = cluster.namesWithout(leader).getFirst();
        holdings.take(5);
        awaitCaughtUp(cluster.view(leader).commitIndex());
    }

    /** Whatever a failed test has left is not the next one's. */
    @AfterEach
    void bringEveryNodeBack() {
        for (var node : cluster.names()) {
            if (!cluster.isRunning(node)) {
                if (cluster.exitCode(node).orElse(0) == REFUSED) {
                    cluster.wipe(node);
                }
                cluster.start(node);
            }
        }
        cluster.awaitReady();
    }

    @Test
    void aTornRecordThatNobodyReliesOnIsCutOff() {
        cluster.kill(follower);
        LogFiles.tear(files().openSegment());

        cluster.start(follower);
        cluster.awaitReady(follower, START_LIMIT);

        assertThat(cluster.logs(follower)).contains("torn tail cut off");
        assertFollowerIsWhole();
    }

    @Test
    void aFlippedBitInAnAcknowledgedRecordIsRefused() {
        writeUntil("entries after the snapshot", () -> {
            var view = cluster.view(follower);
            return view.appliedIndex() > view.snapshotIndex() + 3;
        });
        cluster.kill(follower);
        var segment = files().openSegment();
        LogFiles.flipBit(segment, LogFiles.records(segment).getLast().middle());

        assertRefused(segment);
    }

    @Test
    void aFlippedBitInAClosedSegmentIsRefused() {
        writeUntil("a closed segment", () -> !files().closedSegments().isEmpty());
        cluster.kill(follower);
        var segment = files().closedSegments().getLast();
        LogFiles.flipBit(segment, LogFiles.records(segment).getFirst().middle());

        assertRefused(segment);
    }

    @Test
    void aLogThatIsGoneIsRefused() {
        cluster.kill(follower);
        var raft = LogFiles.raftDirectory(cluster, follower);
        Node.delete(raft);

        assertRefused(raft);
    }

    @Test
    void aDamagedSnapshotIsReplacedByTheOneBeforeAndTheLog() {
        writeUntil("a second snapshot", () -> files().snapshots().size() > 1);
        cluster.kill(follower);
        damage(files().snapshots().getLast());

        cluster.start(follower);
        cluster.awaitReady(follower, START_LIMIT);

        assertThat(cluster.logs(follower)).contains("damaged snapshot set aside");
        assertFollowerIsWhole();
    }

    /** A newcomer is sent a snapshot, and has nothing from before it. */
    @Test
    void aDamagedSnapshotThatNothingReplacesIsRefused() {
        var leader = LogFiles.of(cluster, cluster.awaitLeader());
        writeUntil("a log that no longer goes back to the beginning", () -> leader.logStart() > 0);
        cluster.kill(follower);
        cluster.wipe(follower);
        cluster.start(follower);
        cluster.awaitReady(follower, START_LIMIT);
        cluster.kill(follower);
        var only = files().snapshots().getLast();
        damage(only);

        assertRefused(only);
    }

    @Test
    void aFollowerFarBehindCatchesUpBySnapshot() {
        var leader = cluster.awaitLeader();
        cluster.stop(follower);
        long end = cluster.view(leader).commitIndex();
        writeUntil(
                "the log to be purged past " + end,
                () -> LogFiles.of(cluster, leader).logStart() > end);

        cluster.start(follower);
        cluster.awaitReady(follower, START_LIMIT);

        assertFollowerIsWhole();
        assertThat(files().snapshots()).isNotEmpty();
    }

    @Test
    void aNodeThatLostItsDiskJoinsAnIdleClusterUnderANewName() {
        cluster.kill(follower);
        long committed = cluster.view(cluster.awaitLeader()).commitIndex();
        cluster.wipe(follower);

        cluster.start(follower);
        Await.until(
                START_LIMIT,
                follower + " to find out that it lost its disk",
                () -> cluster.logs(follower),
                log -> log.contains("this disk is empty: node=" + follower));
        long begun = System.nanoTime();
        var view = awaitCaughtUp(committed);
        System.out.printf("a wiped node was back after %d ms%n", (System.nanoTime() - begun) / 1_000_000);

        assertThat(view.peer()).startsWith(follower + ".");
        // It has everything before it is a voter.
        var leader = Await.until(
                START_LIMIT,
                follower + " to be a member",
                () -> cluster.view(cluster.awaitLeader()),
                seen -> seen.peers().size() == 3);
        assertThat(leader.peers()).extracting(RaftView.PeerView::peer).contains(view.peer());
        assertThat(leader.peers()).extracting(RaftView.PeerView::peer).doesNotContain(follower);
        Await.until(
                START_LIMIT,
                follower + " to know it",
                () -> cluster.logs(follower),
                log -> log.contains("joined node=" + follower + " peer=" + view.peer()));
        assertFollowerIsWhole();
    }

    /**
     * The leader and one follower have acknowledged what the other follower has not. Then the leader goes, and that one
     * follower comes back with an empty disk: if it voted, it would help the ignorant one to the lead.
     */
    @Test
    void aNodeThatLostItsDiskHelpsNobodyToTheLeadWhoLacksWhatItForgot() {
        var leader = cluster.awaitLeader();
        var ignorant = cluster.namesWithout(leader).getLast();
        cluster.kill(ignorant);
        holdings.take(5);
        cluster.kill(leader);
        cluster.kill(follower);
        cluster.wipe(follower);
        cluster.start(follower);
        cluster.start(ignorant);

        assertNobodyLeadsFor(LEADERLESS);
        cluster.start(leader);
        cluster.awaitReady();

        cluster.names().forEach(holdings::assertAllToldBy);
        assertThat(cluster.view(follower).peer()).startsWith(follower + ".");
    }

    private static void assertNobodyLeadsFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            assertThat(cluster.views()).noneMatch(RaftView::leads);
        }
    }

    private void assertRefused(Path culprit) {
        cluster.start(follower);

        assertThat(cluster.awaitExit(follower, START_LIMIT)).isEqualTo(REFUSED);
        assertThat(cluster.logs(follower))
                .contains(culprit.toString())
                .contains("./holdfast wipe " + follower)
                .doesNotContain("recovered node=");

        cluster.wipe(follower);
        cluster.start(follower);
        cluster.awaitReady(follower, START_LIMIT);
        assertFollowerIsWhole();
    }

    private static void damage(Path snapshot) {
        LogFiles.flipBit(snapshot, (int) (snapshot.toFile().length() / 2));
    }

    private void assertFollowerIsWhole() {
        holdings.assertAllToldBy(follower);
    }

    private static void writeUntil(String wanted, BooleanSupplier isThere) {
        for (int writes = 0; !isThere.getAsBoolean(); writes += WRITES_A_TURN) {
            assertThat(writes).as("writes until there is " + wanted).isLessThan(WRITES_MAX);
            holdings.take(WRITES_A_TURN);
        }
    }

    private RaftView awaitCaughtUp(long index) {
        return Await.until(
                        REJOIN_LIMIT,
                        follower + " to have caught up",
                        () -> cluster.views().stream()
                                .filter(view -> view.node().equals(follower))
                                .findFirst(),
                        view -> view.filter(seen -> seen.role().equals("FOLLOWER") && seen.appliedIndex() >= index)
                                .isPresent())
                .orElseThrow();
    }

    private LogFiles files() {
        return LogFiles.of(cluster, follower);
    }
}
