package io.holdfast.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One Redis primary and two replicas, all of which sync their log on every write. No consensus: for orientation. */
record Redis(int ttlSeconds) implements Contender {

    private static final int NODES = 3;
    private static final int READY_SECONDS = 30;
    private static final int TIMEOUT_MILLIS = 2_000;

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public String cycle() {
        return "NOT CONSENSUS: SET key token NX PX at the primary, then a script that deletes the key if it still holds "
                + "the token, each followed by WAIT 1 in the same write. Acknowledged when the primary has it on disk "
                + "and one replica in memory; there is no agreed failover, so an acknowledged lock can be lost.";
    }

    @Override
    public boolean consensus() {
        return false;
    }

    @Override
    public Optional<String> missing() {
        return Programs.onPath("redis-server").isPresent()
                ? Optional.empty()
                : Optional.of("no redis-server on the PATH: apt-get install redis-server");
    }

    @Override
    public Cluster start(Nodes nodes) throws IOException, InterruptedException {
        Path program = Programs.onPath("redis-server").orElseThrow();
        int[] ports = Nodes.freePorts(NODES);
        var primary = Endpoint.loopback(ports[0]);
        for (int n = 0; n < NODES; n++) {
            nodes.start("n" + (n + 1), command(program, ports[n], n == 0 ? List.of() : replicaOf(primary)));
        }
        nodes.await("two replicas of Redis", READY_SECONDS, () -> replicasOnline(primary) == NODES - 1);
        return new Cluster(
                field(report(primary), "redis_version:"),
                nodes.pids(),
                lock -> new RedisClient(primary, lock, ttlSeconds));
    }

    private static List<String> replicaOf(Endpoint primary) {
        return List.of("--replicaof", primary.host() + " " + primary.port());
    }

    private static List<String> command(Path program, int port, List<String> more) {
        var command = new ArrayList<>(List.of(program.toString(), "--port", Integer.toString(port)));
        command.addAll(List.of("--bind", "127.0.0.1", "--daemonize", "no", "--save", ""));
        command.addAll(List.of("--appendonly", "yes", "--appendfsync", "always"));
        command.addAll(more);
        return command;
    }

    private static long replicasOnline(Endpoint primary) {
        return report(primary)
                .lines()
                .filter(line -> line.contains("state=online"))
                .count();
    }

    private static String report(Endpoint primary) {
        try (var connection = new RespConnection(primary, TIMEOUT_MILLIS)) {
            connection.open();
            connection.send("INFO", "everything");
            return connection.reply();
        } catch (IOException e) {
            return "";
        }
    }

    private static String field(String report, String label) {
        return report.lines()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()))
                .findFirst()
                .orElse("unnamed version");
    }
}
