package io.holdfast.membership;

import static io.holdfast.membership.MembershipLimits.EMPTY_MAX;
import static io.holdfast.membership.MembershipLimits.GROUPS_MAX;
import static io.holdfast.membership.MembershipLimits.MEMBERS_MAX;
import static io.holdfast.membership.MembershipLimits.SESSION_ROWS_MAX;
import static io.holdfast.membership.MembershipLimits.VALUE_LENGTH_MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.membership.MembershipCommand.Join;
import io.holdfast.membership.MembershipCommand.Leave;
import io.holdfast.membership.MembershipResult.Joined;
import io.holdfast.membership.MembershipResult.Reason;
import io.holdfast.membership.MembershipResult.Refused;
import io.holdfast.membership.MembershipResult.Updated;
import org.junit.jupiter.api.Test;

/** Every limit at its edge: the last that is allowed, and the first that is not. */
class MembershipLimitsTest {

    private static final GroupName WORKERS = new GroupName("workers");
    private static final MemberName M = new MemberName("m");
    private static final SessionId ALICE = new SessionId(0, 1);

    private final MembershipMachine machine = new MembershipMachine();
    private long sequence;

    private MembershipResult ask(MembershipCommand command) {
        return machine.apply(new Stamp(++sequence, 0), command).result();
    }

    private MembershipResult join(String group, String member, SessionId session) {
        return ask(new Join(new GroupName(group), new MemberName(member), session, ""));
    }

    private static SessionId session(int number) {
        return new SessionId(1, number / SESSION_ROWS_MAX);
    }

    @Test
    void aGroupHasSoManyMembers() {
        for (int i = 0; i < MEMBERS_MAX; i++) {
            assertThat(join("workers", "m" + i, session(i))).isInstanceOf(Joined.class);
        }

        assertThat(join("workers", "one-more", ALICE)).isEqualTo(new Refused(Reason.MEMBERS_MAX));
        assertThat(ask(new Join(WORKERS, new MemberName("m0"), session(0), "new")))
                .isInstanceOf(Updated.class);
        assertThat(join("others", "m", ALICE)).isInstanceOf(Joined.class);
    }

    @Test
    void soManyGroupsHaveMembers() {
        for (int i = 0; i < GROUPS_MAX; i++) {
            join("g" + i, "m", session(i));
        }

        assertThat(join("one-more", "m", ALICE)).isEqualTo(new Refused(Reason.GROUPS_MAX));
        assertThat(join("g0", "m2", ALICE)).isInstanceOf(Joined.class);
    }

    @Test
    void aSessionIsSoManyMembers() {
        for (int i = 0; i < SESSION_ROWS_MAX; i++) {
            assertThat(join("workers", "m" + i, ALICE)).isInstanceOf(Joined.class);
        }

        assertThat(join("workers", "one-more", ALICE)).isEqualTo(new Refused(Reason.SESSION_ROWS_MAX));
        assertThat(machine.sessionEnded(new Stamp(++sequence, 0), ALICE)).hasSize(SESSION_ROWS_MAX);
        assertThat(machine.uses(ALICE)).isFalse();
    }

    /** A version that is forgotten is one that was greater: whoever watches is told too much, and never too little. */
    @Test
    void soManyEmptyGroupsAreRememberedAndNoVersionGoesBack() {
        long emptied = empty(WORKERS);
        for (int i = 1; i < EMPTY_MAX; i++) {
            empty(new GroupName("g" + i));
        }
        assertThat(machine.queries().inspect(WORKERS, 0, 1).version()).isEqualTo(emptied);
        assertThat(machine.queries().inspect(new GroupName("never"), 0, 1).version())
                .isZero();

        empty(new GroupName("one-more"));
        empty(new GroupName("and-one-more"));

        assertThat(machine.queries().inspect(WORKERS, 0, 1).version()).isGreaterThan(emptied);
    }

    private long empty(GroupName group) {
        ask(new Join(group, M, ALICE, ""));
        ask(new Leave(group, M, ALICE));
        return sequence;
    }

    @Test
    void whatAMemberSaysIsShort() {
        var longest = "v".repeat(VALUE_LENGTH_MAX);

        assertThatCode(() -> new Join(WORKERS, M, ALICE, longest)).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> new Join(WORKERS, M, ALICE, longest + "v"));
    }

    @Test
    void namesFollowTheRuleOfNames() {
        assertThatIllegalArgumentException().isThrownBy(() -> new GroupName(""));
        assertThatIllegalArgumentException().isThrownBy(() -> new MemberName("a b"));
    }
}
