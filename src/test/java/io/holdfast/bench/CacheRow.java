package io.holdfast.bench;

import io.holdfast.bench.RequestLoop.Deed;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One measurement of the cache workload.
 *
 * @param local the part of the reads that a node answered from its memory; NaN where nothing of the cache was read
 * @param localMin what it has to be for the measurement to be one of what it says
 */
record CacheRow(String name, int round, int clients, RequestLoop.Outcome outcome, double local, double localMin) {

    static String head() {
        return String.format(
                Locale.ROOT,
                "%-12s %7s %11s %9s %9s %9s %9s %11s %7s %7s %7s",
                "",
                "clients",
                "requests/s",
                "read p50",
                "read p99",
                "write p50",
                "write p99",
                "CPU s/1000",
                "local",
                "errors",
                "others");
    }

    boolean isValid() {
        return outcome.isValid() && (Double.isNaN(local) || local >= localMin);
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%-12s %7d %11.0f %9.2f %9.2f %9s %9s %11.4f %7s %7d %6.0f%%%s%s",
                name,
                clients,
                outcome.perSecond(),
                millis(Deed.READ, 50),
                millis(Deed.READ, 99),
                known("%.2f", millis(Deed.WRITE, 50)),
                known("%.2f", millis(Deed.WRITE, 99)),
                outcome.cpuSecondsPer1000(),
                known("%.1f%%", local * 100),
                outcome.errors(),
                outcome.others() * 100,
                isValid() ? "" : "  INVALID",
                outcome.firstError().isEmpty() ? "" : "  " + outcome.firstError());
    }

    Map<String, Object> json() {
        var content = new LinkedHashMap<String, Object>();
        content.put("what", name);
        content.put("round", round);
        content.put("clients", clients);
        content.put("valid", isValid());
        content.put("requestsPerSecond", outcome.perSecond());
        content.put("readP50Millis", millis(Deed.READ, 50));
        content.put("readP99Millis", millis(Deed.READ, 99));
        content.put("writeP50Millis", millis(Deed.WRITE, 50));
        content.put("writeP99Millis", millis(Deed.WRITE, 99));
        content.put("serverCpuSecondsPer1000", outcome.cpuSecondsPer1000());
        content.put("localShare", local);
        content.put("errors", outcome.errors());
        content.put("firstError", outcome.firstError());
        content.put("othersShareOfMachine", outcome.others());
        return content;
    }

    private double millis(Deed deed, double percent) {
        var seen = outcome.latencies().get(deed);
        return seen == null || seen.total() == 0 ? Double.NaN : seen.percentileNanos(percent) / 1e6;
    }

    private static String known(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
