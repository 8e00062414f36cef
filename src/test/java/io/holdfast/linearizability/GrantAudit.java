package io.holdfast.linearizability;

import io.holdfast.linearizability.FencedResource.Tenure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What has to be so of locks that are taken several at a time: a grant has all that was asked for, holders never conflict,
 * no token serves two exclusive holders or goes back, a session never holds a part of a grant, and nothing is held when
 * all have gone.
 */
public final class GrantAudit {

    /** One lock of a grant. */
    public record Part(LockMode mode, long token) {}

    private record Epoch(String lock, long token) {}

    private final FencedResource resource = new FencedResource();
    private final Map<Epoch, String> writers = new LinkedHashMap<>();
    private final List<String> findings = new ArrayList<>();
    private long grants;

    /** To be called once the grant is known; the stay has to be closed before the release is asked for. */
    public Stay granted(String owner, Map<String, LockMode> asked, Map<String, Part> told) {
        var modes = new LinkedHashMap<String, LockMode>();
        told.forEach((lock, part) -> modes.put(lock, part.mode()));
        synchronized (this) {
            grants++;
            if (!modes.equals(asked)) {
                findings.add("%s asked for %s and was granted %s".formatted(owner, asked, told));
            }
        }
        var tenures = new ArrayList<Tenure>();
        told.forEach((lock, part) -> {
            tenures.add(resource.enter(lock, owner, part.token(), part.mode()));
            if (part.mode() == LockMode.X) {
                writes(owner, new Epoch(lock, part.token()));
            }
        });
        return new Stay(tenures);
    }

    private synchronized void writes(String owner, Epoch epoch) {
        var other = writers.putIfAbsent(epoch, owner);
        if (other != null) {
            findings.add("%s and %s held exclusively under one token: %s".formatted(other, owner, epoch));
        }
    }

    /** How many locks a session was seen to hold that asks for so many at a time. */
    public synchronized void looked(String owner, int atATime, int held) {
        if (held != 0 && held != atATime) {
            findings.add("%s holds %d of %d locks".formatted(owner, held, atATime));
        }
    }

    /** What is seen of a lock when all sessions have ended. */
    public synchronized void left(String lock, boolean free) {
        if (!free) {
            findings.add(lock + " is held though nobody is there");
        }
    }

    public synchronized long grants() {
        return grants;
    }

    public synchronized List<String> findings() {
        var all = new ArrayList<>(findings);
        resource.overlaps().forEach(overlap -> all.add("at the same time: " + overlap));
        resource.refusals().forEach(refused -> all.add("a token went back: " + refused));
        return all;
    }

    /** The time in which a client believes it holds all its locks. */
    public static final class Stay implements AutoCloseable {

        private final List<Tenure> tenures;

        private Stay(List<Tenure> tenures) {
            this.tenures = tenures;
        }

        public void write() {
            tenures.forEach(Tenure::write);
        }

        @Override
        public void close() {
            tenures.forEach(Tenure::close);
        }
    }
}
