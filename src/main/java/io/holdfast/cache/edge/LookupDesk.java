package io.holdfast.cache.edge;

import io.holdfast.cache.CacheAnswer.Kind;
import io.holdfast.cache.CacheAnswer.PartView;
import io.holdfast.cache.CacheAnswer.Sight;
import io.holdfast.cache.CacheCommand.EndLookup;
import io.holdfast.cache.CacheCommand.GrantLookup;
import io.holdfast.cache.CacheInquiry.OfEntry;
import io.holdfast.cache.CacheInquiry.OfPart;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheResult;
import io.holdfast.cache.CacheResult.FillPending;
import io.holdfast.cache.CacheResult.LookupGranted;
import io.holdfast.cache.CacheResult.NotStored;
import io.holdfast.cache.CacheResult.Reason;
import io.holdfast.cache.CacheResult.Refused;
import io.holdfast.cache.FillLease;
import io.holdfast.cluster.LeaderDesk;
import io.holdfast.core.Request;
import io.holdfast.core.Result;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Look-ups in the store behind a cache, at the leader of a group: of all nodes that miss an entry one asks the store, and the
 * others wait for what it finds. That it finds nothing is remembered until something happens to the key. All of this is soft:
 * what was found is taken up only if nothing has happened to the key since, which is checked in the replicated state.
 */
public final class LookupDesk implements LeaderDesk {

    /** Keys that are remembered; when there are more, the store is asked again. */
    static final int KEYS_MAX = 100_000;

    private static final FillPending LOOK_AGAIN = new FillPending(1);

    /** @param isOver whether the store was asked, and does not have the entry */
    private record Given(FillLease lookup, long endNanos, boolean isOver) {}

    private final Map<CacheKey, Given> given = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final LongSupplier nanos;

    public LookupDesk() {
        this(System::nanoTime);
    }

    LookupDesk(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public @Nullable Result answer(Seat seat, Request request) {
        return switch (request.command()) {
            case GrantLookup grant -> grant(seat, grant);
            case EndLookup end -> end(end);
            default -> null;
        };
    }

    private CacheResult grant(Seat seat, GrantLookup command) {
        var sight = (Sight) seat.ask(new OfEntry(command.key()));
        // What is known of the store is asked for after the entry: it may not be older.
        var part = (PartView) seat.ask(new OfPart(command.key().cache()));
        var store = part.store();
        if (sight.kind() == Kind.NO_CACHE || !part.known()) {
            return new Refused(Reason.NO_CACHE, 0);
        }
        // One that knows less than who asks may have been deposed, and must not say that there is nothing.
        if (sight.kind() == Kind.DUE || sight.version() != 0 || sight.changed() < command.changed()) {
            return LOOK_AGAIN;
        }
        if (!sight.elsewhere() || store == null) {
            return new NotStored();
        }
        makeRoom();
        long now = nanos.getAsLong();
        long term = seat.term();
        var answer = new CacheResult[1];
        given.compute(command.key(), (_, last) -> {
            if (last != null
                    && last.lookup().term() == term
                    && sight.changed() <= last.lookup().basis()) {
                if (last.isOver()) {
                    answer[0] = new NotStored();
                    return last;
                }
                if (now < last.endNanos()) {
                    answer[0] = new FillPending(Math.max(1, (last.endNanos() - now) / 1_000_000));
                    return last;
                }
            }
            var lookup = new FillLease(term, numbers.incrementAndGet(), sight.basis());
            answer[0] = new LookupGranted(lookup, command.millis(), part.birth(), store);
            return new Given(lookup, now + command.millis() * 1_000_000, false);
        });
        return answer[0];
    }

    private CacheResult end(EndLookup command) {
        given.computeIfPresent(command.key(), (_, last) -> {
            if (!last.lookup().equals(command.lookup())) {
                return last;
            }
            return command.found() ? null : new Given(last.lookup(), last.endNanos(), true);
        });
        return new NotStored();
    }

    private void makeRoom() {
        if (given.size() >= KEYS_MAX) {
            given.clear();
        }
    }
}
