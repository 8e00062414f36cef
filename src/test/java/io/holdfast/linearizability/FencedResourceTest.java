package io.holdfast.linearizability;

import static io.holdfast.linearizability.LockMode.S;
import static io.holdfast.linearizability.LockMode.X;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.linearizability.FencedResource.Overlap;
import org.junit.jupiter.api.Test;

class FencedResourceTest {

    private final FencedResource resource = new FencedResource();

    @Test
    void itRefusesATokenLowerThanTheHighestItHasSeen() {
        var late = resource.enter("printer", "alice", 5, X);
        late.close();
        assertThat(resource.enter("printer", "bob", 7, X).write()).isTrue();

        assertThat(late.write()).isFalse();

        assertThat(resource.refusals()).containsExactly(late);
        assertThat(resource.writes()).isEqualTo(1);
    }

    @Test
    void itTakesEveryWriteOfThoseWhoShareAToken() {
        var alice = resource.enter("printer", "alice", 5, S);
        var bob = resource.enter("printer", "bob", 5, S);

        assertThat(bob.write()).isTrue();
        assertThat(alice.write()).isTrue();
        assertThat(resource.overlaps()).isEmpty();
    }

    @Test
    void itNotesWhoWasInAtTheSameTime() {
        var alice = resource.enter("printer", "alice", 5, X);
        var bob = resource.enter("printer", "bob", 7, X);
        alice.close();
        bob.close();
        resource.enter("printer", "carol", 9, X).close();

        assertThat(resource.overlaps()).containsExactly(new Overlap(alice, bob));
    }
}
