package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node whose disk is full ends; the others go on, and when it is given another disk it has everything. */
@Timeout(600)
class DiskFullIT {

    private static final String QUEUE = "/api/v1/queues/jobs";
    private static final String SMALL = "100m";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int EXIT_DATA_REFUSED = 74;
    private static final int BATCH = 20;
    private static final String FILLING = " " + "x".repeat(60_000);
    /** Of messages in all: more than the small disk has room for. */
    private static final int BATCHES = 150;

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    private ProcessCluster cluster;
    private HttpApi http;
    private Path disk;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        cluster = EVIDENCE.of(ProcessCluster.open(ClusterPlan.of("disk-full", 3)));
        http = new HttpApi(cluster::url, Duration.ofSeconds(10));
        cluster.stop("n3");
        cluster.wipe("n3");
        var data = cluster.dataDirectory("n3");
        Files.createDirectories(data);
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=" + SMALL, "tmpfs", data.toString()), "cannot mount here");
        disk = data;
        cluster.start("n3");
        cluster.awaitReady("n3");
    }

    @AfterEach
    void close() throws IOException, InterruptedException {
        http.close();
        if (disk != null) {
            takeDiskAway();
        }
    }

    private boolean takeDiskAway() throws IOException, InterruptedException {
        if (cluster.isRunning("n3")) {
            cluster.kill("n3");
        }
        var full = disk;
        disk = null;
        return run("umount", full.toString());
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }

    @Test
    void theOthersGoOnAndNothingIsLost() throws IOException, InterruptedException {
        var jobs = new Jobs(http, QUEUE);
        jobs.define(Map.of("shards", 3));
        var sent = new ArrayList<>(jobs.send(BATCHES, BATCH, FILLING));
        Await.until(PATIENCE, "n3 to have ended", () -> cluster.isRunning("n3"), running -> !running);
        assertThat(cluster.exitCode("n3")).hasValue(EXIT_DATA_REFUSED);
        sent.addAll(jobs.send(2, BATCH, FILLING));

        // A file may have been cut off when there was no room: then the node has to be treated as one that lost its
        // disk.
        assertThat(takeDiskAway()).isTrue();
        cluster.wipe("n3");
        cluster.start("n3");
        cluster.awaitReady("n3", PATIENCE);
        cluster.kill("n1");
        cluster.awaitLeaderOtherThan("n1");

        assertThat(jobs.receive(Integer.MAX_VALUE).stream().map(body -> body.substring(0, body.indexOf(" x"))))
                .containsExactlyInAnyOrderElementsOf(sent);
    }
}
