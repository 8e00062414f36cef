package io.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results as JSON: everything the table shows and what it was measured on. */
record ResultFile(Instant startedAt, BenchOptions options, Machine machine, List<Contender> contenders) {

    Path write(List<Run> runs, Map<String, String> versions, Map<String, String> skipped) throws IOException {
        return write(startedAt, options, content(runs, versions, skipped));
    }

    /** Writes to where the options say, else to a file that is named after the time. */
    static Path write(Instant startedAt, BenchOptions options, Map<String, Object> content) throws IOException {
        String name =
                "result-" + startedAt.truncatedTo(ChronoUnit.SECONDS).toString().replaceAll("[-:]", "") + ".json";
        Path file = options.out().orElse(options.directory().resolve(name));
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        return Files.writeString(file, JsonText.of(content));
    }

    Map<String, Object> content(List<Run> runs, Map<String, String> versions, Map<String, String> skipped) {
        var content = new LinkedHashMap<String, Object>();
        content.put("startedAt", startedAt.toString());
        content.put("machine", machine(machine));
        content.put("settings", settings());
        content.put(
                "systems", contenders.stream().map(it -> system(it, versions)).toList());
        content.put("skipped", skipped);
        content.put("runs", runs.stream().map(ResultFile::run).toList());
        content.put("ratios", ratios(runs));
        return content;
    }

    static Map<String, Object> machine(Machine machine) {
        var content = new LinkedHashMap<String, Object>();
        content.put("cores", machine.cores());
        content.put("system", machine.system());
        content.put("java", machine.java());
        content.put("fileSystem", machine.fileSystem());
        content.put("syncMillis", machine.syncMillis());
        return content;
    }

    private Map<String, Object> settings() {
        return settings(options);
    }

    static Map<String, Object> settings(BenchOptions options) {
        var content = new LinkedHashMap<String, Object>();
        content.put("warmupMillis", options.warmup().toMillis());
        content.put("measureMillis", options.measure().toMillis());
        content.put("burnInMillis", options.burnIn().toMillis());
        content.put("rounds", options.rounds());
        content.put("ttlSeconds", options.ttlSeconds());
        content.put("implicitSessions", options.implicit());
        content.put("oneClusterAtATime", options.separately());
        content.put("holdfastJavaOptions", String.join(" ", options.javaOptions()));
        return content;
    }

    private static Map<String, Object> system(Contender contender, Map<String, String> versions) {
        var content = new LinkedHashMap<String, Object>();
        content.put("name", contender.name());
        content.put("version", versions.getOrDefault(contender.name(), "did not start"));
        content.put("consensus", contender.consensus());
        content.put("cycle", contender.cycle());
        return content;
    }

    private static Map<String, Object> run(Run run) {
        var content = new LinkedHashMap<String, Object>();
        content.put("system", run.contender());
        content.put("round", run.round());
        content.put("clients", run.clients());
        content.put("valid", run.isValid());
        content.put("cyclesPerSecond", run.cyclesPerSecond());
        content.put("meanMillis", run.latencies().mean());
        content.put("p50Millis", run.latencies().p50());
        content.put("p95Millis", run.latencies().p95());
        content.put("p99Millis", run.latencies().p99());
        content.put("maxMillis", run.latencies().max());
        content.put("serverCpuSecondsPer1000", run.cpuSecondsPer1000());
        content.put("serverCpuSeconds", run.serverCpuSeconds());
        content.put("clientCpuSeconds", run.clientCpuSeconds());
        content.put("othersShareOfMachine", run.othersShare());
        content.put("seconds", run.seconds());
        content.put("cycles", run.cycles());
        content.put("errors", run.trouble().errors());
        content.put("warmupErrors", run.trouble().warmupErrors());
        content.put("detours", run.trouble().detours());
        content.put("connections", run.trouble().connections());
        content.put("complaint", run.complaint());
        return content;
    }

    private static List<Object> ratios(List<Run> runs) {
        var content = new ArrayList<>();
        var ratios = new Ratios(runs);
        for (String peer : ResultTable.peers(runs)) {
            for (int clients : ResultTable.clientCounts(runs)) {
                for (Ratios.Figure figure : Ratios.Figure.values()) {
                    ratios.holdfastTo(peer, clients, figure)
                            .ifPresent(ratio -> content.add(ratio(peer, clients, figure, ratio)));
                }
            }
        }
        return content;
    }

    private static Map<String, Object> ratio(String peer, int clients, Ratios.Figure figure, Ratios.Ratio ratio) {
        var content = new LinkedHashMap<String, Object>();
        content.put("peer", peer);
        content.put("clients", clients);
        content.put("figure", figure.label());
        content.put("holdfastToPeer", ratio.median());
        content.put("lowest", ratio.lowest());
        content.put("highest", ratio.highest());
        content.put("rounds", ratio.rounds());
        return content;
    }
}
