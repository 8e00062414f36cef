package io.holdfast.queue.redis;

import static io.holdfast.queue.redis.MirrorKeys.bytes;
import static io.holdfast.queue.redis.MirrorKeys.text;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.holdfast.queue.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.core.ScanOptions;

/**
 * The mirror as Redis keeps it. Every call may throw {@link Unreachable}; none is repeated here, because each can be, by
 * whoever looks again what is missing.
 */
final class MirrorStore {

    /** Redis did not do what it was asked to: it is not there, too slow, full or read-only. */
    static final class Unreachable extends RuntimeException {

        private static final long serialVersionUID = 1;

        Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Adds messages behind the last that the stream ever had, if that is still the one the caller takes for it; returns the
     * last that it has had by then. So a message is added once, in its place, whoever adds and however often.
     */
    private static final byte[] ADD = bytes("""
            local last = '0-0'
            local stream = redis.pcall('XINFO', 'STREAM', KEYS[1])
            if not stream['err'] then
              for i = 1, #stream, 2 do
                if stream[i] == 'last-generated-id' then last = stream[i + 1] end
              end
            end
            if last ~= ARGV[1] then return last end
            local at = 2
            while at <= #ARGV do
              local width = tonumber(ARGV[at + 1])
              redis.call('XADD', KEYS[1], ARGV[at], unpack(ARGV, at + 2, at + 1 + width))
              last = ARGV[at]
              at = at + 2 + width
            end
            return last""");

    /** Removes what lies between two ids and is not among those that follow; returns the last it looked at if it is not through. */
    private static final byte[] KEEP_ONLY = bytes("""
            local living = {}
            for i = 4, #ARGV do living[ARGV[i]] = true end
            local rows = redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], ARGV[2], 'COUNT', ARGV[3])
            local gone = 0
            for _, row in ipairs(rows) do
              if not living[row[1]] then gone = gone + redis.call('XDEL', KEYS[1], row[1]) end
            end
            if #rows < tonumber(ARGV[3]) then return {tostring(gone), ''} end
            return {tostring(gone), rows[#rows][1]}""");

    /** Removes a field whose value is still the one that was seen. */
    private static final byte[] FORGET = bytes("""
            if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then return redis.call('HDEL', KEYS[1], ARGV[1]) end
            return 0""");

    private static final int KEEP_LOOK = 1_000;
    private static final int SCAN_PAGE = 1_000;

    private final RedisConnectionFactory factory;
    private final CircuitBreaker breaker;
    private final MirrorKeys keys;

    MirrorStore(RedisConnectionFactory factory, CircuitBreaker breaker, MirrorKeys keys) {
        this.factory = factory;
        this.breaker = breaker;
        this.keys = keys;
    }

    private <T extends @Nullable Object> T ask(Function<RedisConnection, T> question) {
        try {
            return breaker.executeSupplier(() -> {
                try (var connection = factory.getConnection()) {
                    return question.apply(connection);
                }
            });
        } catch (CallNotPermittedException | DataAccessException e) {
            throw new Unreachable(String.valueOf(e.getMessage()), e);
        }
    }

    /** Whose queues the mirror holds; empty where it holds none. */
    String owner() {
        var owner = ask(redis -> redis.stringCommands().get(keys.owner()));
        return owner == null ? "" : text(owner);
    }

    /** Which start of Redis this is: whatever was known of the mirror is known of one start only. */
    String incarnation() {
        var server = ask(redis -> redis.serverCommands().info("server"));
        return server == null ? "" : server.getProperty("run_id", "");
    }

    /** Makes the mirror this cluster's if it is nobody's; false if it is somebody's. */
    boolean claim(String owner) {
        return Boolean.TRUE.equals(ask(redis -> redis.stringCommands().setNX(keys.owner(), bytes(owner))));
    }

    void own(String owner) {
        ask(redis -> redis.stringCommands().set(keys.owner(), bytes(owner)));
    }

    /** Removes all there is. */
    void clear() {
        ask(redis -> {
            var options = ScanOptions.scanOptions()
                    .match(keys.pattern())
                    .count(SCAN_PAGE)
                    .build();
            try (var found = redis.keyCommands().scan(options)) {
                found.forEachRemaining(redis.keyCommands()::unlink);
            }
            return true;
        });
    }

    Map<String, String> queues() {
        return hash(keys.queues());
    }

    void putQueue(String queue, String settings) {
        ask(redis -> redis.hashCommands().hSet(keys.queues(), bytes(queue), bytes(settings)));
    }

    /** Forgets a queue that has not been defined anew since it was seen; returns whether it did. */
    boolean forgetQueue(String queue, String seen) {
        return ask(redis -> redis.scriptingCommands()
                        .<Long>eval(FORGET, ReturnType.INTEGER, 1, keys.queues(), bytes(queue), bytes(seen)))
                > 0;
    }

    void forget(Shard shard) {
        ask(redis -> redis.keyCommands().unlink(keys.stream(shard)));
    }

    Map<String, String> sequences() {
        return hash(keys.sequences());
    }

    void putSequence(String group, long sequence) {
        ask(redis -> redis.hashCommands().hSet(keys.sequences(), bytes(group), bytes(Long.toString(sequence))));
    }

    private Map<String, String> hash(byte[] key) {
        var found = new TreeMap<String, String>();
        var all = ask(redis -> redis.hashCommands().hGetAll(key));
        if (all != null) {
            all.forEach((field, value) -> found.put(text(field), text(value)));
        }
        return found;
    }

    /** Up to which number the shard was restored; 0 if it has not begun. */
    long progress(Shard shard) {
        var last = ask(redis -> redis.hashCommands().hGet(keys.progress(), keys.stream(shard)));
        return last == null ? 0 : Long.parseLong(text(last));
    }

    void putProgress(Shard shard, long number) {
        ask(redis -> redis.hashCommands().hSet(keys.progress(), keys.stream(shard), bytes(Long.toString(number))));
    }

    void forgetProgress() {
        ask(redis -> redis.keyCommands().unlink(keys.progress()));
    }

    /**
     * Adds rows in the order of their numbers behind the message of number {@code last}, which was the last that was ever
     * added; if it is not, nothing is added. Returns the number of the last that was ever added by then.
     */
    long add(Shard shard, long last, List<MirrorRow> rows) {
        var arguments = new ArrayList<byte[]>();
        arguments.add(keys.stream(shard));
        arguments.add(bytes(MirrorRow.entryId(last)));
        for (var row : rows) {
            var fields = row.fields();
            arguments.add(bytes(MirrorRow.entryId(row.number())));
            arguments.add(bytes(Integer.toString(fields.size())));
            arguments.addAll(fields);
        }
        var all = arguments.toArray(byte[][]::new);
        return MirrorRow.number(
                text(ask(redis -> redis.scriptingCommands().<byte[]>eval(ADD, ReturnType.VALUE, 1, all))));
    }

    /** Removes all that comes before this number. Returns how many messages that were. */
    long removeBefore(Shard shard, long number) {
        var removed = ask(
                redis -> redis.execute("XTRIM", keys.stream(shard), bytes("MINID"), bytes(MirrorRow.entryId(number))));
        return removed instanceof Long count ? count : 0;
    }

    /** Of what comes after one number, up to another, keeps only these. Returns how many messages it removed. */
    long keepOnly(Shard shard, long after, long upTo, List<Long> living) {
        long gone = 0;
        var from = MirrorRow.entryId(after);
        while (!from.isEmpty()) {
            var arguments = new ArrayList<byte[]>();
            arguments.add(keys.stream(shard));
            arguments.add(bytes(from));
            arguments.add(bytes(MirrorRow.entryId(upTo)));
            arguments.add(bytes(Integer.toString(KEEP_LOOK)));
            living.forEach(number -> arguments.add(bytes(MirrorRow.entryId(number))));
            var all = arguments.toArray(byte[][]::new);
            List<byte[]> told =
                    ask(redis -> redis.scriptingCommands().<List<byte[]>>eval(KEEP_ONLY, ReturnType.MULTI, 1, all));
            gone += Long.parseLong(text(told.getFirst()));
            from = text(told.getLast());
        }
        return gone;
    }

    /** The first messages after this number, in order. */
    List<MirrorRow> read(Shard shard, long after, int limit) {
        var range = Range.rightUnbounded(Range.Bound.exclusive(MirrorRow.entryId(after)));
        var records = ask(redis -> redis.streamCommands()
                .xRange(keys.stream(shard), range, Limit.limit().count(limit)));
        if (records == null) {
            return List.of();
        }
        return records.stream()
                .map(entry -> MirrorRow.read(entry.getId().getValue(), entry.getValue()))
                .toList();
    }
}
