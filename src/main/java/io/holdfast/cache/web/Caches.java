package io.holdfast.cache.web;

import static io.holdfast.cache.CachesPrimitive.CACHES;

import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheDefinition;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.CacheResult.Reason;
import io.holdfast.cache.CacheResult.Refused;
import io.holdfast.cache.edge.BackingStore;
import io.holdfast.cache.edge.Homes;
import io.holdfast.cache.edge.Lines;
import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.Delivery;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.core.Request;
import io.holdfast.web.Input;
import io.holdfast.web.LocalMutation;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Together;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Where caches are, and how they are reached from here. */
final class Caches {

    private final Consensus consensus;
    private final Homes homes;
    private final Lines lines;
    private final Together together;
    private final BackingStore store;

    Caches(Consensus consensus, Homes homes, Lines lines, Together together, BackingStore store) {
        this.consensus = consensus;
        this.homes = homes;
        this.lines = lines;
        this.together = together;
        this.store = store;
    }

    /** Whether caches can have a store behind them. */
    boolean hasStore() {
        return store.isThere();
    }

    /**
     * The cache of this name. What this node knows will do, because what depends on it is in the groups; where it knows
     * nothing, it asks.
     *
     * @throws ProblemException if there is none, or no group for it to live in
     */
    CacheDefinition cache(String name) {
        if (homes.count() == 0) {
            throw new ProblemException(CacheProblems.noGroups());
        }
        var cache = Input.valid(() -> new CacheName(name));
        var known = known(cache);
        return known != null ? known : anew(cache);
    }

    /** The cache as this node knows it. */
    @Nullable
    CacheDefinition known(CacheName cache) {
        return consensus.readLocal(CACHES, (caches, _) -> caches.find(cache));
    }

    /** The cache as it is now, linearizably. */
    CacheDefinition anew(CacheName cache) {
        var found = consensus.read(CACHES, (caches, _) -> caches.find(cache));
        if (found == null) {
            throw new ProblemException(CacheProblems.unknown(cache));
        }
        return found;
    }

    static CacheKey key(CacheDefinition cache, String key) {
        return Input.valid(() -> new CacheKey(cache.cache(), key));
    }

    /** The number of the group in which the entry lives. */
    int homeOf(CacheKey key) {
        return homes.of(key);
    }

    int groupCount() {
        return homes.count();
    }

    DataGroup group(int number) {
        return homes.group(number);
    }

    List<Integer> groups() {
        return IntStream.range(0, homes.count()).boxed().toList();
    }

    /** Does the same with each, at once. */
    <T, R> List<R> each(List<T> all, Function<T, R> work) {
        return together.all(all, work);
    }

    /** Has the home of the entry do this. */
    Delivery submit(LocalMutation mutation, String part, CacheKey key, CacheCommand command) {
        return submit(mutation, part, homes.of(key), command);
    }

    /**
     * Has a group do this. One that has not heard of the cache yet is told first.
     *
     * @param part of the request; see {@link LocalMutation#submit}
     */
    Delivery submit(LocalMutation mutation, String part, int group, CacheCommand command) {
        return toldFirst(group, command, again -> {
            // The first answer is remembered under its key.
            var name = again ? part + "~" : part;
            return mutation.submit(group(group).name(), request -> lines.change(group, request), name, command);
        });
    }

    /** Has a group do what changes nothing when it is done twice. */
    Delivery propose(int group, CacheCommand command) {
        return toldFirst(group, command, _ -> lines.change(group, new Request(null, 0, null, command)));
    }

    private Delivery toldFirst(int group, CacheCommand command, Function<Boolean, Delivery> attempt) {
        var delivery = attempt.apply(false);
        if (!isUnheardOf(delivery)) {
            return delivery;
        }
        configure(anew(Objects.requireNonNull(command.cache())), group);
        delivery = attempt.apply(true);
        if (isUnheardOf(delivery)) {
            throw new NoLeaderException(command.cache() + " has just been deleted, or created anew");
        }
        return delivery;
    }

    private static boolean isUnheardOf(Delivery delivery) {
        return delivery.result() instanceof Refused refused && refused.reason() == Reason.NO_CACHE;
    }

    /** Tells a group what it is to keep of a cache; what it has of an earlier one is dropped. */
    void configure(CacheDefinition cache, int group) {
        var command = configuration(cache);
        var told = carry(group, command);
        if (told.result() instanceof Refused refused && refused.reason() == Reason.EARLIER_CACHE) {
            drop(cache.cache(), cache.birth() - 1, group);
            var unused = carry(group, command);
        }
    }

    private CacheCommand.Configure configuration(CacheDefinition cache) {
        long share = Math.ceilDiv(cache.settings().bytesMax(), Math.max(1, homes.count()));
        return new CacheCommand.Configure(cache.cache(), cache.birth(), cache.version(), cache.settings(), share);
    }

    /** Has a group forget a cache that was born no later. */
    void drop(CacheName cache, long birth, int group) {
        var unused = carry(group, new CacheCommand.Drop(cache, birth));
    }

    private Delivery carry(int group, CacheCommand command) {
        return lines.change(group, new Request(null, 0, null, command));
    }

    /** Does this with each group; returns the names of those that could not be reached. */
    List<String> tell(IntFunction<Boolean> work) {
        return each(groups(), group -> {
                    try {
                        return work.apply(group) ? "" : homes.group(group).name();
                    } catch (ClusterException _) {
                        return homes.group(group).name();
                    }
                })
                .stream()
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
