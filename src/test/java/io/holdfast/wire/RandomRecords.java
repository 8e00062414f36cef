package io.holdfast.wire;

import io.holdfast.cache.CacheLimits;
import io.holdfast.cache.CacheSettings;
import io.holdfast.cache.Windows;
import io.holdfast.core.Command;
import io.holdfast.core.Result;
import io.holdfast.queue.QueueCommand;
import io.holdfast.queue.QueueLimits;
import io.holdfast.queue.QueueSettings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Records of any type with drawn components; a record that its constructor refuses is drawn again. */
final class RandomRecords {

    private static final int TRIES_MAX = 10_000;
    private static final int ELEMENTS_MAX = 3;
    private static final int TEXT_LENGTH_MAX = 12;
    private static final String LETTERS = "abcXYZ019._-:";
    private static final List<Long> EDGES = List.of(
            0L, 1L, 23L, 24L, 255L, 256L, 65_535L, 65_536L, 4_294_967_296L, -1L, -25L, Long.MAX_VALUE, Long.MIN_VALUE);

    private final SplittableRandom random;

    RandomRecords(long seed) {
        random = new SplittableRandom(seed);
    }

    <T> T next(Class<T> type) {
        for (int i = 0; i < TRIES_MAX; i++) {
            try {
                return make(type);
            } catch (IllegalArgumentException refused) {
                // drawn outside the limits of the record
            }
        }
        throw new IllegalStateException("no valid " + type + " was drawn");
    }

    private <T> T make(Class<T> type) {
        var drawn = type.cast(drawnByHand(type));
        if (drawn != null) {
            return drawn;
        }
        var components = type.getRecordComponents();
        var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var values = Arrays.stream(components).map(this::value).toArray();
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is hardly ever valid when its components are drawn one by one. */
    private @Nullable Object drawnByHand(Class<?> type) {
        if (type == QueueCommand.Turn.class) {
            var receive = next(QueueCommand.Receive.class);
            var settlements = next(QueueCommand.Settle.class).settlements();
            return new QueueCommand.Turn(new QueueCommand.Settle(receive.shard(), settlements), receive);
        }
        if (type == Windows.class) {
            return new Windows(
                    random.nextLong(CacheLimits.WINDOW_MILLIS_MAX),
                    random.nextLong(CacheLimits.WINDOW_MILLIS_MAX),
                    random.nextLong(CacheLimits.WINDOW_MILLIS_MAX));
        }
        if (type == CacheSettings.class) {
            return new CacheSettings(
                    random.nextLong(1, CacheLimits.BYTES_MAX),
                    next(Windows.class),
                    random.nextInt(CacheSettings.JITTER_PERCENT_MAX),
                    random.nextLong(1, CacheLimits.WINDOW_MILLIS_MAX),
                    draw(List.of(CacheSettings.Backing.values())));
        }
        return type == QueueSettings.class ? queueSettings() : null;
    }

    private QueueSettings queueSettings() {
        long backoff = random.nextLong(10_000);
        return new QueueSettings(
                random.nextInt(1, QueueLimits.SHARDS_MAX + 1),
                random.nextLong(QueueLimits.VISIBILITY_MILLIS_MIN, QueueLimits.VISIBILITY_MILLIS_MAX),
                random.nextInt(1, QueueLimits.FAILURES_MAX),
                random.nextInt(1, QueueLimits.ATTEMPTS_MAX),
                backoff,
                backoff + random.nextLong(10_000),
                random.nextLong(QueueLimits.TTL_MILLIS_MAX),
                draw(List.of(QueueSettings.Expiry.values())),
                random.nextLong(QueueLimits.DEDUPLICATION_MILLIS_MAX),
                random.nextLong(1, QueueLimits.MESSAGES_MAX),
                random.nextLong(1, QueueLimits.BYTES_MAX),
                random.nextInt(1, QueueLimits.IN_FLIGHT_MAX),
                draw(List.of(QueueSettings.OnFailure.values())),
                random.nextLong(QueueLimits.TTL_MILLIS_MAX));
    }

    private @Nullable Object value(RecordComponent component) {
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return nullable && random.nextBoolean() ? null : value(component.getGenericType());
    }

    private Object value(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == List.class ? list(generic.getActualTypeArguments()[0]) : map();
        }
        var plain = (Class<?>) type;
        if (plain == int.class) {
            return (int) number();
        }
        if (plain == long.class) {
            return number();
        }
        if (plain == boolean.class) {
            return random.nextBoolean();
        }
        if (plain == String.class) {
            return text();
        }
        if (plain == byte[].class) {
            var bytes = new byte[random.nextInt(TEXT_LENGTH_MAX + 1)];
            random.nextBytes(bytes);
            return bytes;
        }
        if (plain.isEnum()) {
            return plain.getEnumConstants()[random.nextInt(plain.getEnumConstants().length)];
        }
        if (plain == Command.class) {
            return next(draw(WireTypes.commands()).type());
        }
        return plain == Result.class ? next(draw(WireTypes.results()).type()) : next(plain);
    }

    private <T> T draw(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private List<Object> list(Type element) {
        return IntStream.range(0, random.nextInt(ELEMENTS_MAX + 1))
                .mapToObj(_ -> value(element))
                .toList();
    }

    private TreeMap<String, String> map() {
        var map = new TreeMap<String, String>();
        for (int i = random.nextInt(ELEMENTS_MAX + 1); i > 0; i--) {
            map.put(text(), text());
        }
        return map;
    }

    private long number() {
        return switch (random.nextInt(4)) {
            case 0 -> draw(EDGES);
            case 1 -> random.nextLong();
            default -> random.nextLong(5_000);
        };
    }

    private String text() {
        var text = new StringBuilder();
        for (int i = random.nextInt(TEXT_LENGTH_MAX + 1); i > 0; i--) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
