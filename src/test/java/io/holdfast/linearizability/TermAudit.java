package io.holdfast.linearizability;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has to be so of an election: a term is one candidate's, no two are in office at a time, and whoever asks after
 * something was known is told that or something later. Later is a greater term, and within a term a greater count of what
 * its leader has said.
 */
public final class TermAudit {

    /**
     * What was said of an election with one answer.
     *
     * @param version 0 where the answer tells none
     * @param term 0 where nobody leads
     * @param said how often the leader has said something in this term
     */
    public record Told(long version, long term, String candidate, long said) {}

    /** From when to when somebody was surely in office. */
    public final class Office {

        private final String candidate;
        private final long term;
        private final long fromNanos;
        private long untilNanos = Long.MAX_VALUE;

        private Office(String candidate, long term, long fromNanos) {
            this.candidate = candidate;
            this.term = term;
            this.fromNanos = fromNanos;
        }

        /** To be called just before the office is given up, in whatever way. */
        public void leaves(long nowNanos) {
            synchronized (TermAudit.this) {
                untilNanos = Math.min(untilNanos, nowNanos);
            }
        }

        @Override
        public String toString() {
            return "%s in term %d".formatted(candidate, term);
        }
    }

    private record Answer(String who, Told told, long askedNanos, long knownNanos) {

        @Override
        public String toString() {
            return "%s, asked at %,d us, told %s at %,d us"
                    .formatted(who, askedNanos / 1_000, told, knownNanos / 1_000);
        }
    }

    private final List<Office> offices = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();

    /** Somebody was told that it leads. */
    public synchronized Office elected(String candidate, long term, long askedNanos, long knownNanos) {
        var office = new Office(candidate, term, knownNanos);
        offices.add(office);
        answers.add(new Answer(candidate, new Told(0, term, candidate, 0), askedNanos, knownNanos));
        return office;
    }

    /** The leader was told that it has said something, the so-manieth time in its term. */
    public synchronized void proclaimed(Office office, long said, long askedNanos, long knownNanos) {
        var told = new Told(0, office.term, office.candidate, said);
        answers.add(new Answer(office.candidate, told, askedNanos, knownNanos));
    }

    /** Somebody who observes was told. */
    public synchronized void seen(String observer, Told told, long askedNanos, long knownNanos) {
        answers.add(new Answer(observer, told, askedNanos, knownNanos));
    }

    public synchronized int terms() {
        return offices.size();
    }

    public synchronized List<String> findings() {
        var findings = new ArrayList<String>();
        addTermsOfTwo(findings);
        addOfficesAtOneTime(findings);
        addWhatRanBack(findings);
        return findings;
    }

    private void addTermsOfTwo(List<String> findings) {
        Map<Long, String> candidates = new LinkedHashMap<>();
        for (var answer : answers) {
            var told = answer.told();
            if (told.term() != 0) {
                var other = candidates.putIfAbsent(told.term(), told.candidate());
                if (other != null && !other.equals(told.candidate())) {
                    findings.add("term %d is %s's and %s's".formatted(told.term(), other, told.candidate()));
                }
            }
        }
    }

    private void addOfficesAtOneTime(List<String> findings) {
        var byTime = offices.stream()
                .sorted(Comparator.comparingLong(office -> office.fromNanos))
                .toList();
        Office last = null;
        for (var office : byTime) {
            if (last != null && office.fromNanos < last.untilNanos) {
                findings.add("two lead at one time: %s and %s".formatted(last, office));
            }
            last = last == null || office.untilNanos > last.untilNanos ? office : last;
        }
    }

    private void addWhatRanBack(List<String> findings) {
        var known = answers.stream()
                .sorted(Comparator.comparingLong(Answer::knownNanos))
                .toList();
        var asked = answers.stream()
                .sorted(Comparator.comparingLong(Answer::askedNanos))
                .toList();
        Answer latest = null;
        long version = 0;
        int next = 0;
        for (var answer : asked) {
            for (; next < known.size() && known.get(next).knownNanos() < answer.askedNanos(); next++) {
                latest = later(latest, known.get(next));
                version = Math.max(version, known.get(next).told().version());
            }
            if (answer.told().version() != 0 && answer.told().version() < version) {
                findings.add("a version ran back from %d: %s".formatted(version, answer));
            } else if (latest != null && answer.told().term() != 0 && isEarlier(answer.told(), latest.told())) {
                findings.add("what was said ran back: %s, after %s".formatted(answer, latest));
            }
        }
    }

    private static Answer later(@Nullable Answer one, Answer other) {
        return one == null || isEarlier(one.told(), other.told()) ? other : one;
    }

    private static boolean isEarlier(Told one, Told other) {
        return one.term() != other.term() ? one.term() < other.term() : one.said() < other.said();
    }
}
