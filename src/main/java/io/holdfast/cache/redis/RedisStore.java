package io.holdfast.cache.redis;

import static io.holdfast.cache.redis.StoreKeys.bytes;
import static io.holdfast.cache.redis.StoreKeys.text;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.holdfast.cache.CacheAnswer.DirtyRows;
import io.holdfast.cache.StoreMark;
import io.holdfast.cache.edge.BackingStore.Stored;
import io.holdfast.cache.edge.BackingStore.Unreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.core.ScanOptions;

/**
 * Entries of caches as Redis keeps them. Every call may throw {@link Unreachable}; none is repeated here, and each may be, by
 * whoever looks again what is not written yet.
 *
 * <p>Redis can lose what it has said it has: it is started anew from an older file, fails over, or is emptied. So every step
 * that writes raises a mark, in the same step; the log remembers the mark up to which anything is relied on, and in which run of
 * Redis that was. A script does nothing in another run, or where the mark is less, but tells what it has found.
 *
 * <p>The mark is the step of the log whose state the rows are. A number that only counts would be reached again after a loss, by
 * attempts that come late, and hide it. And an attempt to write what was there at an earlier step than was written last is refused, however late
 * it comes and whoever made it: so it does not matter for how long Redis remembers what was deleted.
 */
final class RedisStore {

    /** What became of an attempt to write. */
    sealed interface Attempt {}

    /** @param mark that the store has now */
    record Wrote(long mark) implements Attempt {}

    /** The store is not as it was known to be: nothing was written. */
    record Changed(String run, long mark) implements Attempt {}

    /** Somebody has written in a later term, or what was there at a later step: nothing was written. */
    record Outrun() implements Attempt {}

    private static final String WRITTEN = "written";
    private static final String CHANGED = "changed";
    private static final String OUTRUN = "outrun";
    private static final String FOUND = "found";

    private static final String LOOK = """
            local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
            local mark = tonumber(redis.call('HGET', KEYS[1], 'mark') or '0')
            if run ~= ARGV[1] or mark < tonumber(ARGV[2]) then return {'changed', run, tostring(mark)} end
            """;

    /** Stores of each row what is newer than what is there, unless the state of a later step was written. */
    private static final byte[] WRITE = bytes(LOOK + """
            local term = tonumber(redis.call('HGET', KEYS[1], 'term') or '0')
            if term > tonumber(ARGV[3]) then return {'outrun'} end
            if #KEYS == 2 then return {'written', tostring(mark)} end
            if mark > tonumber(ARGV[5]) then return {'outrun'} end
            for i = 3, #KEYS do
              local at = 5 + (i - 3) * 8
              local had = redis.call('HGET', KEYS[i], 'version')
              if not had or had < ARGV[at + 1] then
                redis.call('DEL', KEYS[i])
                redis.call('HSET', KEYS[i], 'version', ARGV[at + 1], 'kind', ARGV[at + 2])
                if ARGV[at + 2] ~= 'gone' then
                  redis.call('HSET', KEYS[i], 'type', ARGV[at + 4], 'value', ARGV[at + 5],
                    'windows', ARGV[at + 6], 'tags', ARGV[at + 7], 'deflated', ARGV[at + 8])
                end
                if ARGV[at + 3] ~= '0' then redis.call('PEXPIRE', KEYS[i], ARGV[at + 3]) end
              end
            end
            redis.call('SADD', KEYS[2], ARGV[4])
            redis.call('HSET', KEYS[1], 'term', ARGV[3], 'mark', ARGV[5])
            return {'written', ARGV[5]}""");

    private static final byte[] READ = bytes(LOOK + """
            local row = redis.call('HGETALL', KEYS[2])
            local told = {'found', tostring(redis.call('PTTL', KEYS[2]))}
            for i = 1, #row do told[i + 2] = row[i] end
            return told""");

    private static final int SCAN_PAGE = 1_000;

    private final RedisConnectionFactory factory;
    private final CircuitBreaker breaker;
    private final WriteBackProperties properties;

    RedisStore(RedisConnectionFactory factory, CircuitBreaker breaker, WriteBackProperties properties) {
        this.factory = factory;
        this.breaker = breaker;
        this.properties = properties;
    }

    CircuitBreaker.State breakerState() {
        return breaker.getState();
    }

    StoreKeys keys(String cluster) {
        return new StoreKeys(properties.prefix(), cluster);
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

    private List<byte[]> run(byte[] script, int keys, List<byte[]> arguments) {
        var all = arguments.toArray(byte[][]::new);
        return ask(redis -> redis.scriptingCommands().<List<byte[]>>eval(script, ReturnType.MULTI, keys, all));
    }

    /**
     * Stores rows where they are newer than what is there.
     *
     * @param mark that the store has to have at least, in this run; read from the log before the rows were
     * @param term in which the caller leads the group
     */
    Attempt write(StoreKeys keys, Space space, StoreMark mark, long term, DirtyRows page) {
        var rows = page.rows();
        var arguments = new ArrayList<byte[]>();
        arguments.add(keys.meta(space));
        arguments.add(keys.spaces(space.group()));
        rows.forEach(row -> arguments.add(keys.entry(space, row.key())));
        int keyCount = arguments.size();
        arguments.add(bytes(mark.run()));
        arguments.add(bytes(Long.toString(mark.mark())));
        arguments.add(bytes(Long.toString(term)));
        arguments.add(bytes(space.name()));
        arguments.add(bytes(Long.toString(page.basis())));
        rows.forEach(row ->
                arguments.addAll(StoredRow.arguments(row, properties.tombstone().toMillis())));
        var told = run(WRITE, keyCount, arguments);
        return switch (text(told.getFirst())) {
            case WRITTEN -> new Wrote(Long.parseLong(text(told.getLast())));
            case CHANGED -> new Changed(text(told.get(1)), Long.parseLong(text(told.getLast())));
            case OUTRUN -> new Outrun();
            default -> throw new IllegalStateException("no answer of a script: " + text(told.getFirst()));
        };
    }

    /**
     * What there is under a key; null if there is nothing.
     *
     * @throws Unreachable also if the store is not as it was known to be: it may lack what it should have
     */
    @Nullable
    Stored read(StoreKeys keys, Space space, StoreMark mark, String key) {
        var told = run(
                READ,
                2,
                List.of(
                        keys.meta(space),
                        keys.entry(space, key),
                        bytes(mark.run()),
                        bytes(Long.toString(mark.mark()))));
        if (!text(told.getFirst()).equals(FOUND)) {
            throw new Unreachable("Redis was started anew, or has lost something; it is being looked at", null);
        }
        if (told.size() == 2) {
            return null;
        }
        var fields = new TreeMap<String, byte[]>();
        for (int i = 2; i < told.size(); i += 2) {
            fields.put(text(told.get(i)), told.get(i + 1));
        }
        return StoredRow.read(fields, Long.parseLong(text(told.get(1))));
    }

    /** The spaces that a group has begun and that were not discarded, by name. */
    List<String> spaces(StoreKeys keys, String group) {
        var names = ask(redis -> redis.setCommands().sMembers(keys.spaces(group)));
        return names == null ? List.of() : names.stream().map(StoreKeys::text).toList();
    }

    /** Removes all of a space. */
    void discard(StoreKeys keys, Space space) {
        ask(redis -> {
            var options = ScanOptions.scanOptions()
                    .match(keys.pattern(space))
                    .count(SCAN_PAGE)
                    .build();
            try (var found = redis.keyCommands().scan(options)) {
                found.forEachRemaining(redis.keyCommands()::unlink);
            }
            redis.keyCommands().unlink(keys.meta(space));
            return redis.setCommands().sRem(keys.spaces(space.group()), bytes(space.name()));
        });
    }
}
