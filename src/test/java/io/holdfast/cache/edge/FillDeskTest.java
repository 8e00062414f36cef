package io.holdfast.cache.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheCommand.Configure;
import io.holdfast.cache.CacheCommand.Delete;
import io.holdfast.cache.CacheCommand.Draft;
import io.holdfast.cache.CacheCommand.GrantFill;
import io.holdfast.cache.CacheCommand.Write;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheMachine;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.CacheResult.FillGranted;
import io.holdfast.cache.CacheResult.FillPending;
import io.holdfast.cache.CacheResult.Reason;
import io.holdfast.cache.CacheResult.Refused;
import io.holdfast.cache.CacheSettings;
import io.holdfast.cache.FillLease;
import io.holdfast.cache.Windows;
import io.holdfast.cluster.LeaderDesk;
import io.holdfast.core.Answer;
import io.holdfast.core.HeapShelf;
import io.holdfast.core.Inquiry;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.core.Stamp;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FillDeskTest {

    private static final CacheKey ALICE = new CacheKey(new CacheName("users"), "alice");
    private static final long SECONDS = 1_000_000_000;

    private final CacheMachine machine = new CacheMachine(new HeapShelf());
    private long nanos;
    private long term = 1;
    private long sequence;
    private final FillDesk desk = new FillDesk(() -> nanos);

    private final LeaderDesk.Seat seat = new LeaderDesk.Seat() {
        @Override
        public String group() {
            return "data-0";
        }

        @Override
        public long term() {
            return term;
        }

        @Override
        public Answer ask(Inquiry<?> inquiry) {
            return machine.answer(inquiry, 0);
        }
    };

    @BeforeEach
    void configure() {
        apply(new Configure(ALICE.cache(), 1, 1, CacheSettings.DEFAULT, 1_000));
    }

    private void apply(CacheCommand command) {
        machine.apply(new Stamp(++sequence, 0), command);
    }

    private Object ask() {
        return ask("");
    }

    private Object ask(String principal) {
        return desk.answer(seat, new Request(null, 0, null, new GrantFill(ALICE, principal, 0, 10_000)));
    }

    private FillLease granted() {
        return ((FillGranted) ask()).lease();
    }

    private Object fill(FillLease lease) {
        return desk.answer(seat, new Request(null, 0, null, write(lease)));
    }

    private Object fill(String principal, FillLease lease) {
        return desk.answer(seat, new Request(new RequestKey(principal, "k"), 0, null, write(lease)));
    }

    private static Write write(FillLease lease) {
        return new Write(ALICE, new Draft(null, Windows.FOR_EVER, List.of()), CacheCommand.ANY_VERSION, lease);
    }

    @Test
    void oneIsGivenTheLeaseAndTheOthersAreToldForHowLong() {
        granted();
        nanos = 4 * SECONDS;

        assertThat(ask()).isEqualTo(new FillPending(6_000));
    }

    @Test
    void whenItRunsOutSomebodyElseIsNext() {
        var first = granted();
        nanos = 10 * SECONDS;
        var late = fill(first);
        var second = granted();

        assertThat(late)
                .as("until somebody else has one, its holder is welcome")
                .isNull();
        assertThat(fill(first)).isEqualTo(new Refused(Reason.FILL_VOID, 0));
        assertThat(fill(second)).isNull();
    }

    @Test
    void itIsThePrincipalsThatGotItAndNoOthers() {
        var lease = ((FillGranted) ask("alice")).lease();

        assertThat(fill("bob", lease)).isEqualTo(new Refused(Reason.FILL_FOREIGN, 0));
        assertThat(fill(lease)).isEqualTo(new Refused(Reason.FILL_FOREIGN, 0));
        assertThat(fill("alice", lease)).isNull();
    }

    @Test
    void anotherTermKnowsNothingOfIt() {
        var lease = granted();
        term = 2;

        assertThat(fill(lease)).isEqualTo(new Refused(Reason.FILL_VOID, 0));
        assertThat(granted().term()).isEqualTo(2);
    }

    @Test
    void whatHappensToTheKeyEndsIt() {
        granted();
        apply(new Delete(ALICE, CacheCommand.ANY_VERSION));

        assertThat(granted().basis()).isEqualTo(sequence);
    }

    @Test
    void whoHasSeenSomethingElseIsToLookAgain() {
        apply(write(null));

        assertThat(ask()).isEqualTo(new FillPending(1));
    }

    @Test
    void writesWithoutALeaseAreNobodysBusinessHere() {
        assertThat(fill(null)).isNull();
    }
}
