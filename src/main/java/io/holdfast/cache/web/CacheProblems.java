package io.holdfast.cache.web;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheLimits;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.CacheResult.Reason;
import io.holdfast.cache.CachesMachine;
import io.holdfast.cache.CachesResult;
import io.holdfast.web.Problem;
import io.holdfast.web.ProblemType;

/** How refusals of caches are told, and what to do. */
final class CacheProblems {

    static final ProblemType CACHE_UNKNOWN = new ProblemType("cache-unknown", 404, "There is no such cache");
    static final ProblemType ENTRY_UNKNOWN = new ProblemType("entry-unknown", 404, "There is no such entry");
    static final ProblemType ENTRY_ABSENT = new ProblemType("entry-absent", 404, "It is known that there is none");
    static final ProblemType BACKING_FIXED = new ProblemType("backing-fixed", 409, "The backing store cannot change");
    static final ProblemType NOT_A_NUMBER = new ProblemType("not-a-number", 409, "The entry is not a number");
    static final ProblemType NOT_JSON = new ProblemType("not-json", 409, "The entry is not JSON");
    static final ProblemType NUMBER_OVERFLOW = new ProblemType("number-overflow", 409, "The number would run over");
    static final ProblemType FILL_VOID = new ProblemType("fill-lease-void", 412, "The lease to fill is void");
    static final ProblemType KEYS_APART = new ProblemType("keys-apart", 422, "The keys do not live together");
    static final ProblemType CACHE_LIMIT = new ProblemType("cache-limit", 429, "There are too many caches");
    static final ProblemType PURGE_LIMIT = new ProblemType("purge-limit", 429, "Too many tags were purged lately");
    static final ProblemType STORE_BEHIND = new ProblemType("store-behind", 429, "The backing store is behind");
    static final ProblemType WAITERS_EXHAUSTED =
            new ProblemType("cache-waiters-exhausted", 429, "Too many wait for entries on this node");
    static final ProblemType NOT_CACHED = new ProblemType("not-cached", 504, "This node has no line of it");
    static final ProblemType STORE_UNREACHABLE =
            new ProblemType("store-unreachable", 503, "The backing store cannot be asked");
    static final ProblemType NO_STORE = new ProblemType("no-backing-store", 422, "There is no such backing store");
    static final ProblemType CACHE_FULL = new ProblemType("cache-full", 507, "The cache is full");

    private CacheProblems() {}

    static Problem unknown(CacheName cache) {
        return Problem.of(CACHE_UNKNOWN, "nobody has created " + cache + "; create it with PUT and {}")
                .with("cache", cache.value());
    }

    static Problem noGroups() {
        return Problem.of(
                ProblemType.NOT_SUPPORTED, "this cluster was formed without data groups, and so without caches");
    }

    static Problem nothing(CacheKey key) {
        return Problem.of(ENTRY_UNKNOWN, "there is no entry " + key.key() + "; nobody wrote one, or it is over")
                .with("key", key.key());
    }

    static Problem absent(CacheKey key) {
        return Problem.of(ENTRY_ABSENT, "somebody has looked and found that there is no " + key.key())
                .with("key", key.key());
    }

    static Problem notCached(CacheKey key) {
        return Problem.of(NOT_CACHED, "this node has no line of " + key.key() + ", and nobody else was to be asked")
                .with("key", key.key());
    }

    static Problem unreached(CacheKey key) {
        return Problem.of(
                        STORE_UNREACHABLE,
                        "the cluster has no " + key.key()
                                + ", and Redis, which may have it, cannot be asked; try again," + " or write it anew")
                .with("key", key.key())
                .retryAfterSeconds(1);
    }

    static Problem noStore(CacheName cache) {
        return Problem.of(
                        NO_STORE,
                        "this cluster has no Redis for " + cache
                                + "; set holdfast.cache.redis.enabled on every node, or" + " leave backing out")
                .with("cache", cache.value());
    }

    static Problem tooLarge(String what, long bytes) {
        return Problem.of(ProblemType.BODY_TOO_LARGE, what + " has at most " + bytes + " bytes; send less")
                .with("limitBytes", bytes);
    }

    static Problem waitersExhausted(int most) {
        return Problem.of(WAITERS_EXHAUSTED, most + " requests wait on this node; do not wait, or ask another")
                .with("limit", most)
                .retryAfterSeconds(1);
    }

    static Problem notJson(CacheKey key) {
        return Problem.of(NOT_JSON, key.key() + " is not JSON, and so cannot be patched; write it anew")
                .with("key", key.key());
    }

    static Problem apart() {
        return Problem.of(
                KEYS_APART,
                "what is to be atomic has to live in one data group: give the keys a common part in braces, such as"
                        + " {alice}/name and {alice}/mail");
    }

    /** @param what was to be changed: a key, or a cache */
    static Problem refused(String what, Reason reason, long version) {
        var problem = switch (reason) {
            case VERSION_DIFFERS ->
                Problem.of(
                        ProblemType.VERSION_DIFFERS,
                        what + " has another version than you asked for, or none; read it again, and decide anew");
            case FILL_VOID ->
                Problem.of(
                        FILL_VOID,
                        "something has happened to " + what + " since the lease was given, or somebody else has it now;"
                                + " read it again");
            case FILL_FOREIGN ->
                Problem.of(
                        ProblemType.FORBIDDEN,
                        "the lease to fill " + what
                                + " belongs to another principal; read it again for one of your own");
            case NOT_A_NUMBER -> Problem.of(NOT_A_NUMBER, what + " is not a decimal number of 64 bits; write it anew");
            case OVERFLOW -> Problem.of(NUMBER_OVERFLOW, what + " would be more than 64 bits hold; nothing was added");
            case FULL ->
                Problem.of(CACHE_FULL, "the cache has no room for " + what + "; delete something, or give it more")
                        .retryAfterSeconds(1);
            case BACKLOG ->
                Problem.of(STORE_BEHIND, "too much waits to be written to the backing store; try again shortly")
                        .retryAfterSeconds(1);
            case PURGES_MAX ->
                Problem.of(
                                PURGE_LIMIT,
                                CacheLimits.FLOORS_MAX
                                        + " purges of tags are remembered; clear the cache, or try again shortly")
                        .retryAfterSeconds(1);
            case ELSEWHERE ->
                Problem.of(
                                STORE_UNREACHABLE,
                                "only Redis can say whether there is a " + what + ", and cannot be asked; try again")
                        .retryAfterSeconds(1);
            case NO_CACHE, EARLIER_CACHE, NODES_MAX -> throw new IllegalStateException("not for clients: " + reason);
        };
        return problem.with("version", version == 0 ? null : Long.toString(version));
    }

    static Problem refused(CacheName cache, CachesResult.Reason reason) {
        return switch (reason) {
            case NO_CACHE -> unknown(cache);
            case VERSION_DIFFERS ->
                Problem.of(
                        ProblemType.VERSION_DIFFERS,
                        cache + " has another version than you asked for, or none; read it again, and decide anew");
            case BACKING_FIXED ->
                Problem.of(
                        BACKING_FIXED,
                        cache + " keeps the backing store that it was created with; create another cache");
            case CACHES_MAX ->
                Problem.of(
                                CACHE_LIMIT,
                                "there are " + CachesMachine.CACHES_MAX + " caches, which is the limit; delete some")
                        .with("limit", CachesMachine.CACHES_MAX);
        };
    }
}
