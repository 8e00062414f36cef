package io.holdfast.cache.line;

import io.holdfast.cache.model.Rule;
import io.holdfast.cluster.Testimony;
import io.holdfast.testing.Seeded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The group that the homes lead: the nodes, and in some runs two members more that only vote. Each is in a term, under a name; who
 * loses its disk forgets its term, has another name from then on, and is no member before the group has taken it in.
 */
final class SimulatedGroup {

    private final Seeded random;
    private final Rules rules;
    private final int nodes;
    private final String[] names;
    private final long[] terms;
    /** What each has last said of itself. */
    private final @Nullable Testimony[] said;

    /** Until when each does not hear of who leads now. */
    private final long[] deafUntil;

    private List<String> members;
    private int disks;

    /** @param size how many members it has, of whom the first are the nodes */
    SimulatedGroup(int nodes, int size, Seeded random, Rules rules) {
        this.random = random;
        this.rules = rules;
        this.nodes = nodes;
        this.names = new String[size];
        this.terms = new long[size];
        this.deafUntil = new long[size];
        this.said = new @Nullable Testimony[size];
        for (int i = 0; i < size; i++) {
            names[i] = "n" + i;
        }
        this.members = List.of(names);
    }

    /** As they are known to whoever leads now. */
    List<String> members() {
        return members;
    }

    String name(int member) {
        return names[member];
    }

    Testimony testify(int member) {
        var before = said[member];
        var now = new Testimony(names[member], terms[member]);
        said[member] = now;
        return before == null || rules.keep(Rule.TESTIMONY_FOLLOWS_THE_READ) ? now : before;
    }

    /** Another leader: a majority votes, and who does not may hear of it much later. */
    int elect(long term, long now) {
        var present = new ArrayList<Integer>();
        for (int i = 0; i < names.length; i++) {
            if (members.contains(names[i])) {
                present.add(i);
            }
        }
        int elected = random.pick(present.stream().filter(i -> i < nodes).toList());
        terms[elected] = term;
        present.remove((Object) elected);
        for (int votes = 1; votes <= members.size() / 2; votes++) {
            terms[present.remove(random.below(present.size()))] = term;
        }
        present.forEach(i -> deafUntil[i] = now + random.pick(List.of(0, 100, 700)));
        return elected;
    }

    /** Who leads in this term, or believes it, is heard of by some. */
    void hear(long term, boolean leads, long now) {
        for (int i = 0; i < terms.length; i++) {
            boolean isCutOff = leads && deafUntil[i] > now;
            if (random.percent(30) && !isCutOff) {
                terms[i] = Math.max(terms[i], term);
            }
        }
    }

    boolean isWhole() {
        return members.containsAll(Arrays.asList(names));
    }

    /**
     * Takes in who has lost its disk, under its new name, in place of who it was; whether that has happened. It has to be brought
     * up to date first.
     */
    boolean admit(long now) {
        for (int i = 0; i < names.length; i++) {
            if (!members.contains(names[i]) && deafUntil[i] > now) {
                return false;
            }
        }
        members = List.of(names);
        return true;
    }

    void loseDisk(int member, long now) {
        names[member] = "n" + member + "." + ++disks;
        forgetTerm(member, now);
    }

    void restart(int member, long now) {
        if (!rules.keep(Rule.TERMS_ARE_KEPT)) {
            forgetTerm(member, now);
        }
    }

    private void forgetTerm(int member, long now) {
        terms[member] = 0;
        deafUntil[member] = now + random.pick(List.of(0, 100, 500));
    }

    /** Whether it has heard of no newer term than it leads in. */
    boolean isInItsTerm(SimulatedHome home, int member) {
        return terms[member] == home.term() || !rules.keep(Rule.HOME_IS_IN_ITS_TERM);
    }

    /** Whether what the asker says of itself makes a majority with the home. */
    boolean isConfirmedBy(SimulatedHome home, Testimony asker) {
        var votes = new HashSet<>(List.of(home.name()));
        if (asker.term() == home.term() || !rules.keep(Rule.TESTIMONY_NAMES_TERM)) {
            votes.add(asker.peer());
        }
        return isMajority(home, votes)
                || (!rules.keep(Rule.TESTIMONY_IS_ONE_VOTE)
                        && votes.size() > 1
                        && home.members().containsAll(votes));
    }

    /** Whether a majority is in the home's term still, which it hears of from it if it has not yet. */
    boolean isConfirmedByOthers(SimulatedHome home, long now) {
        var votes = new HashSet<String>();
        for (int i = 0; i < terms.length; i++) {
            boolean isCutOff = home.leads() && deafUntil[i] > now;
            if (terms[i] == home.term() || (terms[i] < home.term() && !isCutOff)) {
                terms[i] = home.term();
                votes.add(names[i]);
            }
        }
        votes.add(home.name());
        return isMajority(home, votes);
    }

    private boolean isMajority(SimulatedHome home, Set<String> votes) {
        var voters = counted(votes);
        return counted(home.members()).stream().filter(voters::contains).count()
                > home.members().size() / 2;
    }

    private List<String> counted(Collection<String> voters) {
        return voters.stream()
                .map(voter -> rules.keep(Rule.TESTIMONY_NAMES_MEMBER) ? voter : voter.substring(0, 2))
                .toList();
    }
}
