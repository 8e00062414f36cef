package io.holdfast.raft;

import static io.holdfast.raft.Larder.LARDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cluster.ClusterException;
import io.holdfast.core.Command;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** Groups whose state lies on shelves on disk. */
class ShelfClusterTest {

    private static final int JAR = 1_000;
    private static final int ATTEMPTS = 20;

    @TempDir
    private Path data;

    private final AtomicLong keys = new AtomicLong();

    private LocalCluster cluster(int size) throws IOException {
        return new LocalCluster(data, size, List.of(LARDER)).startAll();
    }

    @Test
    void whatIsOnTheShelvesSurvivesARestart() throws IOException {
        try (var cluster = cluster(1)) {
            fillPastSnapshots(cluster, 0, 500);
            var inventory = inventory(cluster, cluster.awaitLeader());

            cluster.stop("n1");
            cluster.start("n1");
            assertThat(inventory(cluster, cluster.awaitLeader())).isEqualTo(inventory);

            submit(cluster, new Larder.Clear(0, 10_000));
            assertThat(inventory(cluster, cluster.awaitLeader())).startsWith("0 jars");
        }
    }

    @Test
    void everyNodeHasTheSameOnItsShelves() throws IOException {
        try (var cluster = cluster(3)) {
            fillPastSnapshots(cluster, 0, 300);
            submit(cluster, new Larder.Eat(100, 77));

            var inventory = inventory(cluster, cluster.awaitLeader());

            for (var follower : cluster.followers()) {
                assertThat(inventory(cluster, follower)).isEqualTo(inventory);
            }
        }
    }

    @Test
    void aFollowerThatFellFarBehindIsSentTheShelves() throws IOException {
        try (var cluster = cluster(3)) {
            submit(cluster, new Larder.Fill(0, 10, JAR, 1));
            var victim = cluster.followers().getFirst();
            cluster.stop(victim);
            fillPastSnapshots(cluster, 0, 700);

            cluster.start(victim);

            cluster.awaitReady(victim);
            assertThat(inventory(cluster, victim)).isEqualTo(inventory(cluster, cluster.awaitLeader()));
            assertThat(wasSentShelves(victim)).isTrue();
            cluster.stop(victim);
            cluster.start(victim);
            assertThat(inventory(cluster, victim)).isEqualTo(inventory(cluster, cluster.awaitLeader()));
        }
    }

    /** The leader's first word to it and the answer take a while on a busy machine; nothing may go wrong in between. */
    @Test
    void aNodeThatLostItsDiskIsSentTheShelvesWheneverItAnswers() throws IOException {
        try (var cluster = cluster(3)) {
            fillPastSnapshots(cluster, 0, 700);
            for (int time = 0; time < 4; time++) {
                var victim = cluster.followers().getFirst();
                cluster.stop(victim);
                cluster.wipe(victim);

                cluster.start(victim);

                cluster.awaitReady(victim);
                assertThat(inventory(cluster, victim)).isEqualTo(inventory(cluster, cluster.awaitLeader()));
            }
        }
    }

    @Test
    void aFollowerIsSentTheShelvesWhileTheLeaderGoesOn() throws Exception {
        try (var cluster = cluster(3)) {
            submit(cluster, new Larder.Fill(0, 10, JAR, 1));
            var victim = cluster.followers().getFirst();
            cluster.stop(victim);
            for (int i = 0; i < 30; i++) {
                submit(cluster, new Larder.Fill(i * 1_000, 1_000, JAR, i));
            }
            fillPastSnapshots(cluster, 40_000, 500);
            var enough = new AtomicBoolean();
            var writing = new FutureTask<>(() -> {
                for (int i = 0; !enough.get(); i++) {
                    submit(cluster, new Larder.Fill(50_000 + i % 500, 3, JAR, i));
                }
                return true;
            });
            Thread.startVirtualThread(writing);

            cluster.start(victim);
            cluster.awaitReady(victim);
            for (int i = 0; i < 20; i++) {
                submit(cluster, new Larder.Eat(i * 1_000, 500));
            }
            enough.set(true);

            assertThat(writing.get()).isTrue();
            assertThat(inventory(cluster, victim)).isEqualTo(inventory(cluster, cluster.awaitLeader()));
            assertThat(wasSentShelves(victim)).isTrue();
        }
    }

    @Test
    void onlyTwoSnapshotsAreKept() throws IOException {
        try (var cluster = cluster(1)) {
            fillPastSnapshots(cluster, 0, 1_500);
            cluster.stop("n1");

            try (var files = Files.walk(shelves("n1").getParent())) {
                var names = files.map(file -> file.getFileName().toString()).toList();
                assertThat(names.stream().filter(name -> name.matches("snapshot\\.\\d+_\\d+")))
                        .hasSize(2);
                assertThat(names.stream().filter(name -> name.matches("shelf\\..*")))
                        .hasSize(2);
            }
        }
    }

    @Test
    void aSnapshotIsTakenWhenTheLogHasGrownByLargeEntries() throws IOException {
        var label = "x".repeat(300_000);
        try (var cluster = cluster(1)) {
            for (int i = 0; i < 5; i++) {
                submit(cluster, new Larder.Fill(i, 1, JAR, i, label));
            }

            LocalCluster.await(() -> snapshots() > 0, () -> snapshots() + " snapshots");
        }
    }

    private long snapshots() {
        try (var files = Files.walk(data)) {
            return files.filter(file -> file.getFileName().toString().matches("snapshot\\.\\d+_\\d+"))
                    .count();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    @Test
    void theDiskIsGivenBackWhenTheShelvesAreEmptyAndNothingElseHappens() throws IOException {
        try (var cluster = new LocalCluster(data, 1, List.of(LARDER)).strict().startAll()) {
            for (int i = 0; i < 40; i++) {
                submit(cluster, new Larder.Fill(i * 1_000, 1_000, JAR, i));
            }
            for (int i = 0; i < 200; i++) {
                submit(cluster, new Larder.Fill(100_000, 1, JAR, i));
            }
            assertThat(shelfBytes("n1")).isGreaterThan(40_000L * JAR);

            for (int i = 0; i < 40; i++) {
                submit(cluster, new Larder.Eat(i * 1_000, 1_000));
            }

            LocalCluster.await(() -> shelfBytes("n1") < 8_000_000, () -> shelfBytes("n1") + " bytes");
        }
    }

    @Test
    void aJarThatStaysForEverKeepsNothingElse() throws IOException {
        try (var cluster = new LocalCluster(data, 1, List.of(LARDER)).strict().startAll()) {
            submit(cluster, new Larder.Fill(0, 1, JAR, 7));
            for (int i = 1; i < 60; i++) {
                submit(cluster, new Larder.Fill(i * 1_000, 1_000, JAR, i));
                submit(cluster, new Larder.Eat(i * 1_000, 1_000));
            }

            LocalCluster.await(() -> shelfBytes("n1") < 12_000_000, () -> shelfBytes("n1") + " bytes");
            assertThat(inventory(cluster, cluster.awaitLeader())).startsWith("1 jars");
        }
    }

    @Test
    void aNodeThatCannotWriteItsShelvesEndsAndSaysWhy() throws Exception {
        try (var cluster = cluster(1)) {
            submit(cluster, new Larder.Fill(0, 10, JAR, 1));
            FileSystemUtils.deleteRecursively(shelves("n1"));

            var group = cluster.group("n1", 0);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            group.submit(new Request(null, 1, null, new Larder.Fill(i * 1_000, 1_000, JAR, i)));
                        }
                    })
                    .isInstanceOf(ClusterException.class);

            LocalCluster.await(() -> cluster.exitCode("n1") != null, () -> "still running");
            assertThat(cluster.exitCode("n1")).isEqualTo(StorageRefusedException.EXIT_CODE);
            assertThat(cluster.participation("n1").shelving().failure()).hasMessageContaining("see to the disk");
        }
    }

    @Test
    void aNodeWhoseShelvesAreDamagedDoesNotStartAndSaysWhatToDo() throws IOException {
        try (var cluster = cluster(1)) {
            fillPastSnapshots(cluster, 0, 300);
            cluster.stop("n1");
            try (var files = Files.walk(data.resolve("n1"))) {
                for (var manifest : files.filter(file -> file.toString().contains("MANIFEST"))
                        .toList()) {
                    var bytes = Files.readAllBytes(manifest);
                    bytes[bytes.length / 2] ^= 1;
                    Files.write(manifest, bytes);
                }
            }

            assertThatThrownBy(() -> cluster.start("n1"))
                    .isInstanceOf(StorageRefusedException.class)
                    .hasMessageContaining("are damaged")
                    .hasMessageContaining("./holdfast wipe n1");
        }
    }

    private boolean wasSentShelves(String node) throws IOException {
        try (var files = Files.walk(data.resolve(node))) {
            return files.anyMatch(file -> file.toString().matches(".*/sm/shelf\\.[^/]*/CURRENT\\.md5"));
        }
    }

    private Path shelves(String node) throws IOException {
        try (var files = Files.walk(data.resolve(node))) {
            return files.filter(file -> file.endsWith("shelf")).findFirst().orElseThrow();
        }
    }

    /** What lies in files of bodies, each counted once. */
    private long shelfBytes(String node) {
        try (var files = Files.walk(data.resolve(node))) {
            return files
                    .filter(file -> file.toString().endsWith(".blob"))
                    .collect(Collectors.toMap(
                            Path::getFileName, file -> file.toFile().length(), Math::max))
                    .values()
                    .stream()
                    .mapToLong(bytes -> bytes)
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return Long.MAX_VALUE;
        }
    }

    private void fillPastSnapshots(LocalCluster cluster, int first, int entries) {
        for (int i = 0; i < entries; i++) {
            submit(cluster, new Larder.Fill(first + i * 3, 3, JAR, i));
        }
    }

    private static String inventory(LocalCluster cluster, String node) {
        var group = cluster.participation(node).groups().stream()
                .filter(it -> it.name().equals("data-0"))
                .findFirst()
                .orElseThrow();
        group.awaitFresh();
        return group.state().read(replica -> replica.machine(LARDER).inventory());
    }

    /** At whoever leads: a busy machine may change that in between. */
    private void submit(LocalCluster cluster, Command command) {
        var request = new Request(new RequestKey("", "k" + keys.getAndIncrement()), 1, null, command);
        for (int attempt = 0; ; attempt++) {
            try {
                var node = cluster.running().getFirst();
                assertThat(cluster.group(node, 0).submit(request).result()).isInstanceOf(Larder.Stock.class);
                return;
            } catch (ClusterException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
