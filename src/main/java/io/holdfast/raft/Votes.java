package io.holdfast.raft;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Counts, for one round of the read barrier, which members are still in the leader's term. */
final class Votes {

    private final long term;
    private final List<List<String>> configurations;
    private final Set<String> agreeing = new HashSet<>();
    private final CompletableFuture<Boolean> verdict = new CompletableFuture<>();

    /** @param configurations the current members and, while they change, the previous ones; an empty list is none */
    Votes(long term, List<List<String>> configurations, String self) {
        this.term = term;
        this.configurations = configurations;
        agree(self);
    }

    /** Counts an answer; one from a name that no configuration has, such as a wiped node's new one, counts nothing. */
    void count(PeerAnswer answer) {
        if (answer instanceof PeerAnswer.Term other) {
            if (other.term() > term) {
                verdict.complete(false);
            } else if (other.term() == term) {
                agree(other.peer());
            }
        }
    }

    private synchronized void agree(String peer) {
        agreeing.add(peer);
        if (configurations.stream().allMatch(this::hasMajority)) {
            verdict.complete(true);
        }
    }

    private boolean hasMajority(List<String> members) {
        long agreed = members.stream().filter(agreeing::contains).count();
        return members.isEmpty() || agreed > members.size() / 2;
    }

    /** Whether a majority agrees by now. */
    boolean areEnough() {
        return verdict.getNow(false);
    }

    boolean await(long timeoutMillis) throws InterruptedException {
        try {
            return verdict.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }
}
