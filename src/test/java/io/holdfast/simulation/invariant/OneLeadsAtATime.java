package io.holdfast.simulation.invariant;

import io.holdfast.election.ElectionEvent.Claimed;
import io.holdfast.election.ElectionEvent.Elected;
import io.holdfast.election.ElectionEvent.Lost;
import io.holdfast.election.ElectionEvent.Proclaimed;
import io.holdfast.election.ElectionEvent.Resigned;
import io.holdfast.election.ElectionName;
import io.holdfast.election.ElectionView;
import io.holdfast.election.Term;
import java.util.Map;
import java.util.TreeMap;

/**
 * INV-1 and INV-2 of elections: nobody is elected while another leads, each term is greater than all before, and where there
 * are candidates somebody leads. Kept from what is told; what is shown has to agree.
 */
public final class OneLeadsAtATime implements Invariant {

    private static final Term NOBODY = new Term(0);

    private final Map<ElectionName, Term> terms = new TreeMap<>();
    private final Map<ElectionName, Long> last = new TreeMap<>();

    @Override
    public void happened(Seen seen) {
        for (var event : seen.step().events()) {
            switch (event) {
                case Elected elected -> elected(elected);
                case Resigned told -> left(told.election(), told.term(), told);
                case Lost told -> left(told.election(), told.term(), told);
                case Proclaimed told -> leads(told.election(), told.term(), told);
                case Claimed told -> leads(told.election(), told.term(), told);
                default -> {}
            }
        }
        seen.scene().elections().forEach(this::check);
    }

    private void elected(Elected elected) {
        claim(!terms.containsKey(elected.election()), "elected while another leads", elected, terms);
        long term = elected.term().value();
        claim(term > last.getOrDefault(elected.election(), 0L), "a term went back", elected, last);
        terms.put(elected.election(), elected.term());
        last.put(elected.election(), term);
    }

    private void left(ElectionName election, Term term, Object event) {
        leads(election, term, event);
        terms.remove(election);
    }

    private void leads(ElectionName election, Term term, Object event) {
        claim(term.equals(terms.get(election)), "told of who does not lead", event, terms);
    }

    private void check(ElectionView view) {
        var leader = view.leader();
        var shown = leader == null ? NOBODY : leader.term();
        claim(shown.equals(terms.getOrDefault(view.election(), NOBODY)), "another leads than was told", view, terms);
        claim(leader != null || view.waiters().isEmpty(), "there are candidates, and nobody leads", view);
    }
}
