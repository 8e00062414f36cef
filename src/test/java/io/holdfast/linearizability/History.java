package io.holdfast.linearizability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What all clients asked and were told, on one monotonic clock. Many threads may write to it. */
public final class History<I, O> {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final long originNanos = System.nanoTime();
    private final ConcurrentLinkedQueue<Invocation> invocations = new ConcurrentLinkedQueue<>();

    /** To be called just before the request leaves the client. */
    public Invocation invoke(int client, I input) {
        var invocation = new Invocation(client, input);
        invocations.add(invocation);
        invocation.invokedNanos = now();
        return invocation;
    }

    /** The operations in the order of their invocation. What has not been completed yet counts as unknown. */
    public List<Operation<I, O>> operations() {
        return invocations.stream()
                .flatMap(Invocation::operation)
                .sorted(Comparator.comparingLong(Operation::invokedNanos))
                .toList();
    }

    public long completed() {
        return invocations.stream()
                .filter(invocation -> invocation.output != null)
                .count();
    }

    public long unknown() {
        return invocations.stream()
                .filter(invocation -> invocation.output == null && !invocation.withdrawn)
                .count();
    }

    /** One JSON object a line, so that a failed run can be looked at and cut down. */
    public static <I, O> void write(Collection<Operation<I, O>> operations, Path file) {
        try {
            Files.write(file, operations.stream().map(History::json).toList());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static <I, O> String json(Operation<I, O> operation) {
        ObjectNode line = JSON.createObjectNode();
        line.put("client", operation.client());
        line.put("invokedNanos", operation.invokedNanos());
        describe(line, "input", operation.input());
        if (operation.output() != null) {
            line.put("completedNanos", operation.completedNanos());
            describe(line, "output", operation.output());
        }
        return JSON.writeValueAsString(line);
    }

    private static void describe(ObjectNode line, String field, @Nullable Object value) {
        Objects.requireNonNull(value);
        line.put(field, value.getClass().getSimpleName());
        line.set(field + "Fields", JSON.valueToTree(value));
    }

    private long now() {
        return System.nanoTime() - originNanos;
    }

    /** A request under way. It stays unknown unless one of the two ways to end it is taken. */
    public final class Invocation {

        private final int client;
        private final I input;
        private volatile long invokedNanos;
        private volatile long completedNanos;
        private volatile @Nullable O output;
        private volatile boolean withdrawn;

        private Invocation(int client, I input) {
            this.client = client;
            this.input = input;
        }

        /** The answer has arrived. */
        public void completed(O answer) {
            completedNanos = now();
            output = Objects.requireNonNull(answer);
        }

        /** It is certain that it neither had nor will have an effect, and it told nothing: it is left out. */
        public void withdrawn() {
            withdrawn = true;
        }

        private Stream<Operation<I, O>> operation() {
            if (withdrawn) {
                return Stream.empty();
            }
            var answer = output;
            return Stream.of(
                    answer == null
                            ? Operation.unknown(client, input, invokedNanos)
                            : new Operation<>(client, input, answer, invokedNanos, completedNanos));
        }
    }
}
