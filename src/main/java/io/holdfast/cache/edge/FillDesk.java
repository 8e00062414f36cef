package io.holdfast.cache.edge;

import io.holdfast.cache.CacheAnswer.Kind;
import io.holdfast.cache.CacheAnswer.Sight;
import io.holdfast.cache.CacheCommand.GrantFill;
import io.holdfast.cache.CacheCommand.Write;
import io.holdfast.cache.CacheInquiry.OfEntry;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheResult;
import io.holdfast.cache.CacheResult.FillGranted;
import io.holdfast.cache.CacheResult.FillPending;
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
 * Leases to fill, at the leader of a group: of those who miss an entry one fetches it, and the others wait or go away. A lease
 * is soft state. What it may not do is checked in the replicated state: a fill is refused when anything has happened to
 * the key since its basis. So a lease that a leader forgets, or two leaders give at once, costs a fetch and no wrong value.
 *
 * <p>A lease is void on arrival unless it is the one that was given last, in this term. When its time is over somebody else
 * can have one; until somebody does, its holder is still welcome, and no other principal.
 */
public final class FillDesk implements LeaderDesk {

    /** Leases that are remembered; when there are more, nobody else is kept from filling. */
    static final int LEASES_MAX = 100_000;

    private record Given(FillLease lease, String holder, long endNanos) {

        private boolean isOf(String principal) {
            return holder.isEmpty() || holder.equals(principal);
        }
    }

    /** What has become of the leases that this node has given. */
    public record Count(long granted, long pending, long refused) {}

    private final Map<CacheKey, Given> given = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong pending = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final LongSupplier nanos;

    public FillDesk() {
        this(System::nanoTime);
    }

    FillDesk(LongSupplier nanos) {
        this.nanos = nanos;
    }

    public Count count() {
        return new Count(numbers.get(), pending.get(), refused.get());
    }

    @Override
    public @Nullable Result answer(Seat seat, Request request) {
        return switch (request.command()) {
            case GrantFill grant -> grant(seat, grant);
            case Write write
            when write.fill() != null -> {
                var principal = request.key() == null ? "" : request.key().principal();
                yield check(seat, write.key(), write.fill(), principal);
            }
            default -> null;
        };
    }

    private CacheResult grant(Seat seat, GrantFill command) {
        var sight = (Sight) seat.ask(new OfEntry(command.key()));
        if (sight.kind() == Kind.NO_CACHE) {
            return new Refused(Reason.NO_CACHE, 0);
        }
        if (sight.kind() == Kind.DUE || sight.version() != command.seen()) {
            return new FillPending(1);
        }
        makeRoom();
        long now = nanos.getAsLong();
        long term = seat.term();
        var answer = new CacheResult[1];
        given.compute(command.key(), (_, last) -> {
            if (last != null && isLive(last, term, sight, now)) {
                pending.incrementAndGet();
                answer[0] = new FillPending(Math.max(1, (last.endNanos() - now) / 1_000_000));
                return last;
            }
            var lease = new FillLease(term, numbers.incrementAndGet(), sight.basis());
            answer[0] = new FillGranted(lease, command.millis());
            return new Given(lease, command.holder(), now + command.millis() * 1_000_000);
        });
        return answer[0];
    }

    private static boolean isLive(Given last, long term, Sight sight, long now) {
        return now < last.endNanos()
                && last.lease().term() == term
                && sight.changed() <= last.lease().basis();
    }

    private @Nullable CacheResult check(Seat seat, CacheKey key, FillLease lease, String principal) {
        var last = given.get(key);
        if (last == null || !last.lease().equals(lease) || lease.term() != seat.term()) {
            return refuse(Reason.FILL_VOID);
        }
        return last.isOf(principal) ? null : refuse(Reason.FILL_FOREIGN);
    }

    private Refused refuse(Reason reason) {
        refused.incrementAndGet();
        return new Refused(reason, 0);
    }

    private void makeRoom() {
        if (given.size() >= LEASES_MAX) {
            long now = nanos.getAsLong();
            given.values().removeIf(lease -> lease.endNanos() <= now);
            if (given.size() >= LEASES_MAX) {
                given.clear();
            }
        }
    }
}
