package io.holdfast.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Results as text: a line per run while they come in, then the typical runs and the ratios. */
final class ResultTable {

    private static final String HEAD = String.format(
            Locale.ROOT,
            "%-10s %7s %10s %9s %9s %9s %9s %12s %8s %7s",
            "system",
            "clients",
            "cycles/s",
            "p50 ms",
            "p95 ms",
            "p99 ms",
            "max ms",
            "CPU s/1000",
            "errors",
            "others");

    private ResultTable() {}

    static String head() {
        return HEAD;
    }

    static String row(Run run) {
        if (!run.failure().isEmpty()) {
            return String.format(
                    Locale.ROOT, "%-10s %7d  INVALID: %s", run.contender(), run.clients(), run.complaint());
        }
        String row = String.format(
                Locale.ROOT,
                "%-10s %7d %10.0f %9.2f %9.2f %9.2f %9.1f %12s %8d %7s",
                run.contender(),
                run.clients(),
                run.cyclesPerSecond(),
                run.latencies().p50(),
                run.latencies().p95(),
                run.latencies().p99(),
                run.latencies().max(),
                known("%.3f", run.cpuSecondsPer1000()),
                run.trouble().errors(),
                known("%.0f%%", run.othersShare() * 100));
        if (!run.isValid()) {
            return row + "  INVALID: " + run.complaint();
        }
        return run.complaint().isEmpty() ? row : row + "  " + run.complaint();
    }

    /** One row per system and number of clients: the run in the middle of all rounds, with the range beside it. */
    static String summary(List<Run> runs) {
        var ratios = new Ratios(runs);
        var text = new StringBuilder(HEAD).append('\n');
        for (String contender : runs.stream().map(Run::contender).distinct().toList()) {
            for (int clients : clientCounts(runs)) {
                text.append(ratios.typical(contender, clients)
                                .map(run -> row(run) + range(runs, run))
                                .orElse(String.format(Locale.ROOT, "%-10s %7d  no valid run", contender, clients)))
                        .append('\n');
            }
        }
        return text.toString();
    }

    /** Empty unless both Holdfast and a peer were measured. */
    static String ratios(List<Run> runs) {
        List<Integer> counts = clientCounts(runs);
        var text = new StringBuilder();
        for (String peer : peers(runs)) {
            for (Ratios.Figure figure : Ratios.Figure.values()) {
                text.append(ratioRow(new Ratios(runs), peer, counts, figure)).append('\n');
            }
        }
        if (text.isEmpty() || runs.stream().noneMatch(run -> run.contender().equals("holdfast"))) {
            return "";
        }
        var head = new StringBuilder("""
                Holdfast / peer, of runs made one after the other
                (cycles/s: above 1 is better for Holdfast; the others: below 1 is better for Holdfast)
                """);
        head.append(String.format(Locale.ROOT, "%-10s %-14s", "peer", "clients:"));
        counts.forEach(clients -> head.append(String.format(Locale.ROOT, " %18d", clients)));
        return head.append('\n').append(text).toString();
    }

    static List<String> peers(List<Run> runs) {
        return runs.stream()
                .map(Run::contender)
                .filter(name -> !name.equals("holdfast"))
                .distinct()
                .toList();
    }

    static List<Integer> clientCounts(List<Run> runs) {
        return runs.stream().map(Run::clients).distinct().toList();
    }

    private static String ratioRow(Ratios ratios, String peer, List<Integer> counts, Ratios.Figure figure) {
        var row = new StringBuilder(
                String.format(Locale.ROOT, "%-10s %-14s", figure == Ratios.Figure.CYCLES ? peer : "", figure.label()));
        for (int clients : counts) {
            Optional<Ratios.Ratio> ratio = ratios.holdfastTo(peer, clients, figure);
            row.append(String.format(
                    Locale.ROOT, " %18s", ratio.map(ResultTable::ratioText).orElse("-")));
        }
        return row.toString();
    }

    private static String ratioText(Ratios.Ratio ratio) {
        String median = String.format(Locale.ROOT, "%.2f", ratio.median());
        return ratio.rounds() == 1
                ? median
                : String.format(Locale.ROOT, "%s (%.2f-%.2f)", median, ratio.lowest(), ratio.highest());
    }

    private static String range(List<Run> runs, Run typical) {
        double[] all = runs.stream()
                .filter(run -> run.contender().equals(typical.contender()) && run.clients() == typical.clients())
                .filter(Run::isValid)
                .mapToDouble(Run::cyclesPerSecond)
                .sorted()
                .toArray();
        return all.length < 2
                ? ""
                : String.format(Locale.ROOT, "  %d rounds: %.0f-%.0f", all.length, all[0], all[all.length - 1]);
    }

    private static String known(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
