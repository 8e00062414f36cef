package io.holdfast.bench;

/**
 * One measurement of one system at one number of clients.
 *
 * @param othersShare part of the machine's cores that other programs used meanwhile, 0 to 1
 * @param failure why there is no measurement, else empty
 */
record Run(
        String contender,
        int round,
        int clients,
        double seconds,
        long cycles,
        Latencies latencies,
        Trouble trouble,
        double serverCpuSeconds,
        double clientCpuSeconds,
        double othersShare,
        String failure) {

    /** Above this share of failed cycles a run says nothing. */
    static final double ERROR_SHARE_MAX = 0.001;

    record Latencies(double mean, double p50, double p95, double p99, double max) {}

    record Trouble(long errors, long warmupErrors, String firstError, long detours, long connections) {}

    static Run of(String contender, int round, int clients, double seconds, ClosedLoop.Outcome outcome) {
        LatencyHistogram seen = outcome.latencies();
        var latencies = new Latencies(
                millis(seen.meanNanos()),
                millis(seen.percentileNanos(50)),
                millis(seen.percentileNanos(95)),
                millis(seen.percentileNanos(99)),
                millis(seen.maxNanos()));
        var trouble = new Trouble(
                outcome.errors(),
                outcome.warmupErrors(),
                outcome.firstError(),
                outcome.detours(),
                outcome.connections());
        double cores = Runtime.getRuntime().availableProcessors();
        return new Run(
                contender,
                round,
                clients,
                seconds,
                seen.total(),
                latencies,
                trouble,
                outcome.cpu().servers(),
                outcome.cpu().client(),
                outcome.cpu().others() / seconds / cores,
                "");
    }

    static Run failed(String contender, int round, int clients, String why) {
        var none = new Latencies(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        var trouble = new Trouble(0, 0, "", 0, 0);
        return new Run(contender, round, clients, 0, 0, none, trouble, Double.NaN, Double.NaN, Double.NaN, why);
    }

    double cyclesPerSecond() {
        return seconds == 0 ? 0 : cycles / seconds;
    }

    double cpuSecondsPer1000() {
        return cycles == 0 ? Double.NaN : serverCpuSeconds * 1_000 / cycles;
    }

    double errorShare() {
        long attempts = cycles + trouble.errors();
        return attempts == 0 ? 1 : (double) trouble.errors() / attempts;
    }

    boolean isValid() {
        return failure.isEmpty() && cycles > 0 && errorShare() <= ERROR_SHARE_MAX;
    }

    /** Why it is not valid, in a few words. */
    String complaint() {
        if (!failure.isEmpty()) {
            return failure.lines().findFirst().orElse("");
        }
        if (trouble.errors() > 0) {
            return trouble.errors() + " errors, the first: " + trouble.firstError();
        }
        if (trouble.warmupErrors() > 0) {
            return trouble.warmupErrors() + " errors while warming up, the first: " + trouble.firstError();
        }
        return cycles == 0 ? "not one cycle ended" : "";
    }

    private static double millis(double nanos) {
        return nanos / 1e6;
    }
}
