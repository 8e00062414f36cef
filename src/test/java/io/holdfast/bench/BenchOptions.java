package io.holdfast.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was asked for on the command line. */
final class BenchOptions {

    static final List<String> PEERS = List.of("etcd", "zookeeper", "redis");

    private static final List<String> WORKLOADS = List.of("locks", "queue", "backlog", "waiters", "holds", "cache");

    static final String USAGE = """
            Usage: ./holdfast bench [options]

            Takes and gives back locks, a lock per client, on fresh three-node clusters on loopback, and prints
            cycles per second, latencies and the servers' CPU time. Needs nothing installed to measure Holdfast;
            the peers are measured where they are installed.

              --clients 1,16,64,256   how many clients at a time
              --warmup 8s             not counted, before each measurement
              --measure 10s           counted
              --burn-in 5m            not counted, after a cluster has started, with 64 clients: until a cycle
                                      no longer gets cheaper, at most that long
              --rounds 1              how often everything is measured, in alternating order
              --peers LIST            of etcd, zookeeper, redis; or all (the default) or none
              --no-holdfast           measure the peers only
              --floor                 also measure a server that does nothing
              --secured               also measure Holdfast where every request shows a key that has rules,
                                      without and with the audit
              --workload locks        or, Holdfast only: queue (producers and consumers), backlog (a long queue filled,
                                      a node with it restarted, and drained), waiters (what a long queue before a
                                      lock costs), holds (100,000 locks of 10,000 sessions),
                                      cache (hits, a mix of reads and writes, what writers wait for)
              --batch 1               messages a request, with --workload queue or backlog
              --messages 5000000      how long the queue gets, with --workload backlog
              --implicit              Holdfast: a session per acquire instead of one per client
              --ttl 30s               of sessions, leases and keys
              --separately            only one cluster runs at a time (default: all run, one is measured)
              --url URL[,URL...]      measure this running cluster (then no peers unless named)
              --pids PID[,PID...]     its processes, to account for their CPU time
              --jar FILE              default target/holdfast.jar
              --java-options "..."    of the Holdfast nodes
              --dir DIR               where the servers keep their data meanwhile, default target/bench
              --keep                  keep the servers' data and logs
              --out FILE              the results as JSON, default a new file below --dir
            """;

    private static final String NODE_JAVA_OPTIONS =
            "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC -Xmx384m";

    private static final Set<String> FLAGS =
            Set.of("--no-holdfast", "--floor", "--secured", "--implicit", "--separately", "--keep");

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("--clients", "1,16,64,256"),
            Map.entry("--warmup", "8s"),
            Map.entry("--measure", "10s"),
            Map.entry("--burn-in", "5m"),
            Map.entry("--rounds", "1"),
            Map.entry("--peers", ""),
            Map.entry("--workload", "locks"),
            Map.entry("--batch", "1"),
            Map.entry("--messages", "5000000"),
            Map.entry("--ttl", "30s"),
            Map.entry("--url", ""),
            Map.entry("--pids", ""),
            Map.entry("--jar", "target/holdfast.jar"),
            Map.entry("--java-options", NODE_JAVA_OPTIONS),
            Map.entry("--dir", "target/bench"),
            Map.entry("--out", ""));

    private final Map<String, String> given;

    private BenchOptions(Map<String, String> given) {
        this.given = given;
    }

    /** Takes {@code --name value} and {@code --name=value}; throws with words for the user. */
    static BenchOptions parse(String... arguments) {
        var given = new LinkedHashMap<String, String>();
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i].replaceFirst("=.*", "");
            if (FLAGS.contains(name)) {
                given.put(name, "true");
            } else if (!DEFAULTS.containsKey(name)) {
                throw new IllegalArgumentException("there is no option " + name);
            } else if (arguments[i].contains("=")) {
                given.put(name, arguments[i].substring(name.length() + 1));
            } else if (i + 1 < arguments.length) {
                i++;
                given.put(name, arguments[i]);
            } else {
                throw new IllegalArgumentException(name + " needs a value");
            }
        }
        var options = new BenchOptions(given);
        options.check();
        return options;
    }

    private void check() {
        for (int clients : clients()) {
            require(clients > 0 && clients <= 10_000, "--clients are 1 to 10000");
        }
        require(rounds() > 0 && rounds() <= 100, "--rounds is 1 to 100");
        require(measure().toSeconds() >= 1, "--measure is at least 1s");
        require(!warmup().isNegative() && !burnIn().isNegative(), "--warmup and --burn-in are not negative");
        require(ttlSeconds() >= 3, "--ttl is at least 3s");
        for (String peer : peers()) {
            require(PEERS.contains(peer), "there is no peer " + peer + ", only " + String.join(", ", PEERS));
        }
        require(WORKLOADS.contains(workload()), "--workload is one of " + String.join(", ", WORKLOADS));
        require(batch() >= 1 && batch() <= 100, "--batch is 1 to 100");
        require(messages() >= 1_000 && messages() <= 10_000_000, "--messages is 1000 to 10000000");
        pids();
        urls().forEach(Endpoint::of);
    }

    List<Integer> clients() {
        return list("--clients").stream().map(BenchOptions::number).toList();
    }

    Duration warmup() {
        return duration(text("--warmup"));
    }

    Duration measure() {
        return duration(text("--measure"));
    }

    Duration burnIn() {
        return duration(text("--burn-in"));
    }

    int rounds() {
        return number(text("--rounds"));
    }

    int ttlSeconds() {
        return Math.toIntExact(duration(text("--ttl")).toSeconds());
    }

    /** Against a cluster that runs somewhere else, peers on this machine would be no comparison. */
    List<String> peers() {
        String peers = text("--peers");
        if (peers.equals("none") || (peers.isEmpty() && !urls().isEmpty())) {
            return List.of();
        }
        return peers.isEmpty() || peers.equals("all") ? PEERS : list("--peers");
    }

    List<String> urls() {
        return list("--url");
    }

    List<Long> pids() {
        return list("--pids").stream().map(pid -> (long) number(pid)).toList();
    }

    Path jar() {
        return Path.of(text("--jar"));
    }

    List<String> javaOptions() {
        return Arrays.stream(text("--java-options").split("\\s+"))
                .filter(option -> !option.isEmpty())
                .toList();
    }

    Path directory() {
        return Path.of(text("--dir"));
    }

    Optional<Path> out() {
        return Optional.of(text("--out")).filter(file -> !file.isEmpty()).map(Path::of);
    }

    boolean measuresHoldfast() {
        return !has("--no-holdfast");
    }

    boolean measuresFloor() {
        return has("--floor");
    }

    boolean implicit() {
        return has("--implicit");
    }

    String workload() {
        return text("--workload");
    }

    int messages() {
        return number(text("--messages"));
    }

    int batch() {
        return number(text("--batch"));
    }

    boolean measuresSecured() {
        return has("--secured");
    }

    Holdfast holdfast() {
        return new Holdfast(new Holdfast.Options(jar(), javaOptions(), urls(), pids(), ttlSeconds(), implicit()));
    }

    List<Secured> secured() {
        var nodes = new Holdfast.Options(jar(), javaOptions(), List.of(), List.of(), ttlSeconds(), implicit());
        return List.of(new Secured(nodes, false), new Secured(nodes, true));
    }

    boolean separately() {
        return has("--separately");
    }

    boolean keepsFiles() {
        return has("--keep");
    }

    private boolean has(String flag) {
        return given.containsKey(flag);
    }

    private String text(String name) {
        return given.getOrDefault(name, DEFAULTS.get(name));
    }

    private List<String> list(String name) {
        return Arrays.stream(text(name).split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a number: " + text, e);
        }
    }

    static Duration duration(String text) {
        if (text.endsWith("ms")) {
            return Duration.ofMillis(number(text.substring(0, text.length() - 2)));
        }
        if (text.endsWith("m")) {
            return Duration.ofMinutes(number(text.substring(0, text.length() - 1)));
        }
        return Duration.ofSeconds(number(text.endsWith("s") ? text.substring(0, text.length() - 1) : text));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
