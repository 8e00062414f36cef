package io.holdfast.election;

import io.holdfast.core.Applied;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;

/** What the essay in {@link ElectionMachine} promises, checked after every step on what the machine shows of itself. */
final class ElectionInvariants {

    private final Map<ElectionName, ElectionView> before = new HashMap<>();
    private final Map<ElectionName, Long> lastTerm = new HashMap<>();

    void check(Applied<?> step, Collection<ElectionView> views) {
        boolean transferred = step.result() instanceof ElectionResult.Transferred;
        for (var view : views) {
            termsGrow(view);
            claim(view.leader() != null || view.waiters().isEmpty(), "INV-2: candidates and no leader", view);
            theFirstIsElected(view, transferred);
            candidatesWaitOnce(view);
            versionsGrow(view);
            var leader = view.leader();
            claim(
                    leader == null || leader.claimed() || leader.claimUntilMillis() > 0,
                    "INV-6: an office without a deadline",
                    view);
            before.put(view.election(), view);
        }
    }

    private void termsGrow(ElectionView view) {
        if (view.leader() == null) {
            return;
        }
        long term = view.leader().term().value();
        long last = lastTerm.getOrDefault(view.election(), 0L);
        var earlier = before.get(view.election());
        boolean same = earlier != null
                && earlier.leader() != null
                && earlier.leader().candidate().equals(view.leader().candidate());
        claim(term > last || (term == last && same), "INV-1: a term went back", view);
        lastTerm.put(view.election(), term);
    }

    private void theFirstIsElected(ElectionView view, boolean transferred) {
        var earlier = before.get(view.election());
        var leader = view.leader();
        if (transferred || earlier == null || leader == null || leader.ticket() == null) {
            return;
        }
        boolean was =
                earlier.waiters().stream().anyMatch(waiter -> waiter.ticket().equals(leader.ticket()));
        for (var waiter : view.waiters()) {
            boolean earlierInLine = waiter.priority() > leader.priority()
                    || (waiter.priority() == leader.priority()
                            && waiter.ticket().compareTo(leader.ticket()) < 0);
            claim(!was || !earlierInLine, "INV-3: somebody was passed", view);
        }
    }

    private static void candidatesWaitOnce(ElectionView view) {
        var candidates = new HashSet<Candidate>();
        if (view.leader() != null) {
            candidates.add(view.leader().candidate());
        }
        view.waiters().forEach(waiter -> claim(candidates.add(waiter.candidate()), "INV-4: waits twice", view));
    }

    private void versionsGrow(ElectionView view) {
        var earlier = before.get(view.election());
        if (earlier != null) {
            boolean changed = !Objects.equals(earlier.leader(), view.leader());
            claim(
                    view.version() > earlier.version() || (!changed && view.version() == earlier.version()),
                    "INV-5: a change without a version",
                    view);
        }
    }

    private static void claim(boolean holds, String what, ElectionView view) {
        if (!holds) {
            throw new AssertionError(what + ": " + view);
        }
    }
}
