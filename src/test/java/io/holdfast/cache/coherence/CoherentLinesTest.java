package io.holdfast.cache.coherence;

import static io.holdfast.cache.coherence.CoherentCluster.CACHE;
import static io.holdfast.cache.coherence.CoherentCluster.key;
import static io.holdfast.cache.coherence.CoherentCluster.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheCommand.Write;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.CacheResult.StoreMet;
import io.holdfast.cache.CacheResult.Written;
import io.holdfast.cache.CacheSettings;
import io.holdfast.cache.CacheSettings.Backing;
import io.holdfast.cache.Windows;
import io.holdfast.cache.edge.Found;
import io.holdfast.cache.edge.Found.Source;
import io.holdfast.cache.edge.Found.State;
import io.holdfast.cache.edge.Freshness;
import io.holdfast.cache.edge.LineViews;
import io.holdfast.cache.edge.LineViews.AtNode;
import io.holdfast.cache.edge.LineViews.Wishes;
import io.holdfast.cache.line.HomeView;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.raft.LocalPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class CoherentLinesTest {

    private static final List<String> NODES = List.of("n1", "n2", "n3");
    private static final Freshness ONLY_IF_CACHED = new Freshness(false, true, Duration.ZERO, Duration.ZERO);

    @TempDir
    private Path data;

    private CoherentCluster cluster;

    @BeforeEach
    void start() throws IOException {
        cluster = new CoherentCluster(data, DataSize.ofMegabytes(4));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void everyNodeServesFromItsOwnMemoryUntilSomebodyWrites() {
        cluster.write("n1", "a", "red");
        NODES.forEach(node -> assertThat(text(cluster.cached(node, "a"))).isEqualTo("red"));

        cluster.write("n2", "a", "blue");

        NODES.forEach(node -> assertThat(text(cluster.read(node, "a"))).as(node).isEqualTo("blue"));
    }

    @Test
    void aNodeThatHadAUseForItsCopyHasTheNextWithoutAsking() {
        cluster.write("n1", "a", "red");
        cluster.cached("n1", "a");
        cluster.cached("n3", "a");

        cluster.write("n2", "a", "blue");

        for (var node : List.of("n1", "n3")) {
            LocalPorts.await(
                    () -> cluster.read(node, "a", ONLY_IF_CACHED).state() == State.PRESENT, node + " has no copy");
            assertThat(text(cluster.read(node, "a", ONLY_IF_CACHED))).isEqualTo("blue");
            LocalPorts.await(() -> cluster.wishes(node).equals(new Wishes(1, 0)), node + " does not count its wish");
        }
        assertThat(cluster.read("n2", "a", ONLY_IF_CACHED).state()).isEqualTo(State.UNKNOWN);
        assertThat(cluster.wishes("n2")).isEqualTo(Wishes.NONE);
    }

    @Test
    void whoWritesDropsItsCopyItselfAndKeepsWhatItHasWritten() {
        cluster.write("n1", "a", "red");
        cluster.cached("n2", "a");
        var home = cluster.ports.leader();

        cluster.write("n2", "a", "blue");

        var kept = cluster.read("n2", "a", ONLY_IF_CACHED);
        assertThat(text(kept)).isEqualTo("blue");
        assertThat(kept.line()).isEqualTo('E');
        assertThat(cluster.callBacks(home).sent()).isZero();
        assertThat(cluster.part(home).home().view(key("a")).holders()).containsExactly("n2");
    }

    @Test
    void whatAWriterHasKeptIsCalledBackAsAnythingElse() {
        cluster.write("n1", "a", "red");
        cluster.cached("n2", "a");
        cluster.write("n2", "a", "blue");

        cluster.write("n3", "a", "green");

        assertThat(text(cluster.read("n2", "a"))).isEqualTo("green");
    }

    @Test
    void aWriterWhoseCopyOthersHaveTooGetsItBackAsTheyDo() {
        cluster.write("n1", "a", "red");
        NODES.forEach(node -> cluster.cached(node, "a"));

        cluster.write("n2", "a", "blue");

        for (var node : NODES) {
            LocalPorts.await(
                    () -> cluster.read(node, "a", ONLY_IF_CACHED).state() == State.PRESENT, node + " has no copy");
            assertThat(text(cluster.read(node, "a", ONLY_IF_CACHED))).isEqualTo("blue");
        }
        assertThat(cluster.read("n2", "a", ONLY_IF_CACHED).line()).isEqualTo('S');
    }

    @Test
    void whoWritesWhatNobodyHasCanReadItWithoutAsking() {
        cluster.write("n1", "other", "red");
        cluster.cached("n2", "other");

        cluster.write("n2", "a", "blue");

        assertThat(text(cluster.read("n2", "a", ONLY_IF_CACHED))).isEqualTo("blue");
    }

    @Test
    void aWriteThatIsRefusedLeavesNothing() {
        long version = cluster.write("n1", "a", "red").version();
        cluster.cached("n2", "a");
        var draft =
                CoherentCluster.write("a", "blue", Windows.FOR_EVER, List.of()).draft();

        var refused = cluster.change("n2", new Write(key("a"), draft, version + 1, null));

        assertThat(refused).isNotInstanceOf(Written.class);
        assertThat(text(cluster.read("n2", "a"))).isEqualTo("red");
    }

    @Test
    void theHomeCountsTheCopiesThatItHasCalledBack() {
        cluster.write("n1", "a", "red");
        NODES.forEach(node -> cluster.cached(node, "a"));

        cluster.write("n2", "a", "blue");

        var home = cluster.ports.leader();
        LocalPorts.await(() -> cluster.callBacks(home).acknowledged() >= 2, "not all copies were acknowledged");
        assertThat(cluster.callBacks(home).sent()).isGreaterThanOrEqualTo(2);
        assertThat(cluster.callBacks(home).meanMillis()).isPositive();
        assertThat(NODES)
                .filteredOn(node -> !node.equals(home))
                .allSatisfy(node -> assertThat(cluster.callBacks(node)).isEqualTo(LineViews.CallBacks.NONE));
    }

    @Test
    void whoIsAloneKnowsAndTheHomeKnowsWhoHasWhat() {
        cluster.write("n1", "a", "red");
        var alone = cluster.cached("n2", "a");
        cluster.cached("n3", "a");
        var home = cluster.part(cluster.ports.leader()).home();

        LocalPorts.await(() -> cluster.read("n2", "a").line() == 'S', "n2 does not hear that n3 has a copy too");

        assertThat(alone.line()).isEqualTo('E');
        assertThat(home.view(key("a")).holders()).containsExactlyInAnyOrder("n2", "n3");
    }

    @Test
    void everyNodeSaysWhatItHasAndTheHomeWhatItKnows() {
        long version = cluster.write("n1", "a", "red").version();
        cluster.cached("n2", "a");
        cluster.cached("n3", "a");

        LocalPorts.await(() -> state("n2").equals("S"), "n2 does not say that it shares its copy");
        var views = cluster.look("n1", "a");

        assertThat(views.nodes()).extracting(AtNode::state).containsExactly("I", "S", "S");
        assertThat(views.nodes()).extracting(AtNode::version).containsExactly(0L, version, version);
        assertThat(views.nodes().getLast().readable()).isTrue();
        assertThat(views.home().node()).isEqualTo(cluster.ports.leader());
        assertThat(views.home().holders()).containsExactlyInAnyOrder("n2", "n3");
    }

    private String state(String node) {
        return cluster.look("n1", "a").nodes().stream()
                .filter(one -> one.node().equals(node))
                .map(AtNode::state)
                .findFirst()
                .orElse("");
    }

    @Test
    void aNodeThatDoesNotAnswerIsSaidSo() {
        var gone = NODES.stream()
                .filter(node -> !node.equals(cluster.ports.leader()))
                .findFirst()
                .orElseThrow();
        cluster.stop(gone);

        var views = cluster.look(cluster.ports.leader(), "a");

        assertThat(views.nodes())
                .filteredOn(node -> !node.answered())
                .extracting(AtNode::node)
                .containsExactly(gone);
    }

    @Test
    void aModifiedLineIsExclusiveWhenTheStoreBehindHasIt() {
        var stored = new CacheKey(new CacheName("stored"), "a");
        var settings = new CacheSettings(1 << 20, Windows.FOR_EVER, 0, 1_000, Backing.REDIS);
        cluster.change("n1", new CacheCommand.Configure(stored.cache(), 1, 1, settings, 1 << 20));
        var draft =
                CoherentCluster.write("a", "red", Windows.FOR_EVER, List.of()).draft();
        var written = (Written) cluster.change("n1", new Write(stored, draft, CacheCommand.ANY_VERSION, null));
        LocalPorts.await(() -> cluster.read("n2", stored).line() == 'M', "n2 does not know that it alone has it");
        var met = (StoreMet) cluster.change("n1", new CacheCommand.MeetStore(stored.cache(), 1, 0, "run", 0));

        var rows = List.of(new CacheCommand.Victim("a", written.version()));
        cluster.change("n1", new CacheCommand.Clean(stored.cache(), met.store().life(), 1, rows));

        LocalPorts.await(() -> cluster.read("n2", stored).line() == 'E', "n2 does not hear that the store has it");
    }

    @Test
    void thatThereIsNothingIsKeptAsWellAndGoesWhenThereIsSomething() {
        assertThat(cluster.cached("n3", "none").state()).isEqualTo(State.NOTHING);

        cluster.write("n1", "none", "now");

        assertThat(text(cluster.read("n3", "none"))).isEqualTo("now");
    }

    @Test
    void aPurgeReachesEveryCopyWithTheTag() {
        cluster.write("n1", "a", "red", "warm");
        cluster.write("n1", "b", "blue", "cold");
        NODES.forEach(node -> List.of("a", "b").forEach(key -> cluster.cached(node, key)));

        cluster.change("n2", new CacheCommand.Purge(CACHE, List.of("warm"), false));

        for (var node : NODES) {
            assertThat(cluster.read(node, "a").state()).isEqualTo(State.NOTHING);
            assertThat(cluster.read(node, "b").source()).isEqualTo(Source.LOCAL);
        }
    }

    @Test
    void clearingReachesEveryCopy() {
        cluster.write("n1", "a", "red");
        NODES.forEach(node -> cluster.cached(node, "a"));

        cluster.change("n3", new CacheCommand.Clear(CACHE));

        NODES.forEach(
                node -> assertThat(cluster.read(node, "a").state()).as(node).isEqualTo(State.NOTHING));
    }

    @Test
    void whatIsOverByTimeIsShownByNobody() {
        cluster.change("n1", CoherentCluster.write("a", "red", new Windows(700, 0, 0), List.of()));
        cluster.read("n2", "a");
        cluster.read("n3", "a");

        LocalPorts.await(() -> cluster.read("n1", "a").state() == State.NOTHING, "it does not end");

        NODES.forEach(
                node -> assertThat(cluster.read(node, "a").state()).as(node).isEqualTo(State.NOTHING));
    }

    @Test
    void aWriteWaitsForANodeThatIsGoneNoLongerThanItsLease() {
        cluster.write("n1", "a", "red");
        var leader = cluster.ports.leader();
        var gone =
                NODES.stream().filter(node -> !node.equals(leader)).findFirst().orElseThrow();
        cluster.cached(gone, "a");
        cluster.stop(gone);

        long began = System.nanoTime();
        cluster.write(leader, "a", "blue");

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(CoherentCluster.LEASE.multipliedBy(3));
        assertThat(text(cluster.read(leader, "a"))).isEqualTo("blue");
    }

    @Test
    void nobodyWaitsForANodeThatGaveItsLeaseUp() throws InterruptedException {
        cluster.write("n1", "a", "red");
        var leader = cluster.ports.leader();
        var parting =
                NODES.stream().filter(node -> !node.equals(leader)).findFirst().orElseThrow();
        cluster.cached(parting, "a");

        cluster.giveUpLeases(parting);

        var home = cluster.part(leader).home();
        assertThat(home.view(key("a")).holders()).doesNotContain(parting);
        assertThat(home.leases()).extracting(HomeView.Lease::node).doesNotContain(parting);
        assertThat(text(cluster.read(parting, "a"))).isEqualTo("red");
        Thread.sleep(CoherentCluster.LEASE);
        assertThat(cluster.read(parting, "a", ONLY_IF_CACHED).state()).isEqualTo(State.UNKNOWN);
        assertThat(home.leases()).extracting(HomeView.Lease::node).doesNotContain(parting);
    }

    @Test
    void aNewHomeCallsBackWhatTheOldOneHadGranted() {
        cluster.write("n1", "a", "red");
        NODES.forEach(node -> cluster.cached(node, "a"));
        var next = NODES.stream()
                .filter(node -> !node.equals(cluster.ports.leader()))
                .findFirst()
                .orElseThrow();

        cluster.ports.handOver(next);
        LocalPorts.await(() -> cluster.ports.group(next).leads(), next + " does not lead");
        cluster.write(next, "a", "blue");

        NODES.forEach(node -> assertThat(text(cluster.read(node, "a"))).as(node).isEqualTo("blue"));
    }

    @Test
    void nodesThatNobodyAsksForAnythingLetTheirLeasesEndAndAppendNothing() throws InterruptedException {
        cluster.write("n1", "a", "red");
        NODES.forEach(node -> cluster.cached(node, "a"));

        LocalPorts.await(
                () -> NODES.stream().allMatch(node -> cluster.part(node).node().incarnation() == 0)
                        && cluster.part(cluster.ports.leader()).home().leases().isEmpty(),
                "leases do not end");

        // What was under way when the last of them ended may still come; renewals would come each second, for ever.
        boolean idle = isIdle();
        assertThat(idle || isIdle()).isTrue();
        assertThat(text(cluster.read("n2", "a"))).isEqualTo("red");
    }

    private boolean isIdle() throws InterruptedException {
        long before = cluster.ports.logLength(cluster.ports.leader());
        Thread.sleep(Duration.ofSeconds(2));
        return cluster.ports.logLength(cluster.ports.leader()) == before;
    }

    @Test
    void whatDoesNotFitIsDroppedAndTheHomeHearsOfIt() throws IOException {
        cluster.close();
        cluster = new CoherentCluster(data.resolve("small"), DataSize.ofKilobytes(16));
        for (int i = 0; i < 100; i++) {
            cluster.write("n1", "k" + i, "x".repeat(500));
        }
        for (int i = 0; i < 300; i++) {
            cluster.read("n2", "k" + i % 100);
        }

        assertThat(cluster.part("n2").node().bytes()).isLessThanOrEqualTo(16 * 1_024);
        var home = cluster.part(cluster.ports.leader()).home();
        LocalPorts.await(
                () -> java.util.stream.IntStream.range(0, 100)
                                .filter(i -> home.view(key("k" + i)).holders().contains("n2"))
                                .count()
                        < 40,
                "the home takes n2 for a holder of what it has dropped");
    }

    /** A counter is written by everybody; nobody may see it go back, whatever happens to its home. */
    @Test
    void nobodySeesAnythingOlderThanWhatWasWritten() throws Exception {
        var newest = new AtomicLong();
        var stop = new AtomicBoolean();
        var wrong = new ConcurrentLinkedQueue<String>();
        var reads = new AtomicLong();
        var local = new AtomicLong();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var readers = new ArrayList<CompletableFuture<?>>();
            for (var node : NODES) {
                for (int i = 0; i < 3; i++) {
                    readers.add(CompletableFuture.runAsync(
                            () -> {
                                while (!stop.get()) {
                                    long before = newest.get();
                                    var found = readPatiently(node);
                                    long seen = text(found).isEmpty() ? 0 : Long.parseLong(text(found));
                                    reads.incrementAndGet();
                                    if (found.source() == Source.LOCAL) {
                                        local.incrementAndGet();
                                    }
                                    if (seen < before) {
                                        wrong.add(
                                                node + " saw " + seen + " after " + before + " from " + found.source());
                                    }
                                }
                            },
                            threads));
                }
            }
            try {
                for (int i = 1; i <= 300; i++) {
                    cluster.write(NODES.get(i % 3), "count", Integer.toString(i));
                    newest.set(i);
                    if (i % 60 == 0) {
                        var leader = cluster.ports.leader();
                        cluster.ports.handOver(NODES.get((NODES.indexOf(leader) + 1) % 3));
                    }
                    Thread.sleep(5);
                }
            } finally {
                // Or what went wrong here would not be told before the readers end.
                stop.set(true);
            }
            CompletableFuture.allOf(readers.toArray(CompletableFuture[]::new)).get();
        }

        assertThat(wrong).isEmpty();
        assertThat(local.get()).as("of " + reads.get() + " reads").isGreaterThan(reads.get() / 4);
    }

    /** Over a change of leaders. */
    private Found readPatiently(String node) {
        for (int i = 0; ; i++) {
            try {
                Thread.sleep(1);
                return cluster.read(node, "count");
            } catch (NoLeaderException e) {
                assertThat(i).isLessThan(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
