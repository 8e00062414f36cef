package io.holdfast.wire;

import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.core.SessionId;
import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockName;
import io.holdfast.lock.Mode;
import io.holdfast.lock.Owner;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures the processor time of encoding a typical request and of decoding it in an entry of its own and in a batch. A
 * program and not a test: figures of a busy machine fail nothing.
 */
final class CodecSpeed {

    private static final int REQUESTS = 1_024;
    private static final int BATCH = 256;
    private static final int ROUNDS = 8;
    private static final int REPEATS = 300;

    private interface Work {

        /** Does the work for all requests; the sum keeps it from being optimised away. */
        long run();
    }

    private CodecSpeed() {}

    public static void main(String[] arguments) {
        var codec = new Codec(WireTypes.PRIMITIVES);
        var requests =
                IntStream.range(0, REQUESTS).mapToObj(CodecSpeed::typical).toList();
        var encoded = requests.stream().map(codec::encodeRequest).toList();
        var single = encoded.stream()
                .map(each -> codec.entryOf(1_000, List.of(each)))
                .toList();
        var batches = IntStream.range(0, REQUESTS / BATCH)
                .mapToObj(i -> codec.entryOf(1_000, encoded.subList(i * BATCH, (i + 1) * BATCH)))
                .toList();

        System.out.println("bytes of a request: " + encoded.getFirst().length);
        for (int round = 0; round < ROUNDS; round++) {
            System.out.printf(
                    "nanoseconds a request: encode %d, decode alone %d, decode in a batch %d%n",
                    nanos(() -> requests.stream()
                            .mapToLong(each -> codec.encodeRequest(each).length)
                            .sum()),
                    nanos(() -> single.stream()
                            .mapToLong(each -> codec.decode(each).requests().size())
                            .sum()),
                    nanos(() -> batches.stream()
                            .mapToLong(each -> codec.decode(each).requests().size())
                            .sum()));
        }
    }

    private static Request typical(int i) {
        var session = new SessionId(0x1234_5678_1234_5678L + i, -77L * i);
        var acquire = new Acquire(
                new LockName("orders:printer-" + i % 100), new Owner(session, "worker-7"), Mode.X, 30_000, 0);
        return new Request(
                new RequestKey("", "3f9a61c2-0000-4000-8000-" + (100_000_000_000L + i)),
                0x7234_5678L * i,
                null,
                acquire);
    }

    private static long nanos(Work work) {
        var thread = ManagementFactory.getThreadMXBean();
        long sum = 0;
        long start = thread.getCurrentThreadCpuTime();
        for (int i = 0; i < REPEATS; i++) {
            sum += work.run();
        }
        long nanos = thread.getCurrentThreadCpuTime() - start;
        if (sum == 0) {
            throw new IllegalStateException("nothing was done");
        }
        return nanos / REPEATS / REQUESTS;
    }
}
