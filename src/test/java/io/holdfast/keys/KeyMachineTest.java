package io.holdfast.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.Access;
import io.holdfast.core.Result;
import io.holdfast.core.Role;
import io.holdfast.core.Rule;
import io.holdfast.core.Stamp;
import io.holdfast.keys.KeyCommand.Begin;
import io.holdfast.keys.KeyCommand.Create;
import io.holdfast.keys.KeyCommand.Revoke;
import io.holdfast.keys.KeyResult.Begun;
import io.holdfast.keys.KeyResult.Created;
import io.holdfast.keys.KeyResult.Reason;
import io.holdfast.keys.KeyResult.Refused;
import io.holdfast.keys.KeyResult.Revoked;
import io.holdfast.testing.Rows;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class KeyMachineTest {

    private static final KeyHash HASH = new KeyHash(1, 2, 3, 4);
    private static final KeyId FIRST = new KeyId(1);
    private static final KeyId SECOND = new KeyId(-2);
    private static final Access WRITER = new Access(Role.WRITER, List.of(new Rule("lock", "a.", Role.WRITER)));

    private final KeyMachine machine = new KeyMachine();
    private long sequence;
    private long now = 1_000;

    @Test
    void aKeyIsFoundUntilItIsRevoked() {
        assertThat(ask(new Create(FIRST, "alice", HASH, WRITER, 0))).isEqualTo(new Created(FIRST));
        assertThat(machine.find(FIRST)).isEqualTo(new KeyView(FIRST, "alice", HASH, WRITER, 1_000, 0));

        assertThat(ask(new Revoke(FIRST))).isEqualTo(new Revoked(FIRST));
        assertThat(machine.find(FIRST)).isNull();
        assertThat(ask(new Revoke(FIRST))).isEqualTo(new Refused(Reason.UNKNOWN));
    }

    @Test
    void aKeyEndsWhenItsTimeHasPassed() {
        ask(new Create(FIRST, "alice", HASH, WRITER, 500));
        assertThat(machine.nextDeadline()).isEqualTo(OptionalLong.of(1_500));

        assertThat(machine.timePassed(new Stamp(9, 1_499))).isEmpty();
        assertThat(machine.timePassed(new Stamp(10, 1_500)))
                .containsExactly(new KeyEvent.Ended(FIRST, "alice", KeyEvent.Cause.EXPIRED));
        assertThat(machine.find(FIRST)).isNull();
    }

    @Test
    void aRevokedKeyDoesNotEndAgain() {
        ask(new Create(FIRST, "alice", HASH, WRITER, 500));
        ask(new Revoke(FIRST));

        assertThat(machine.nextDeadline()).isEmpty();
    }

    @Test
    void aPrincipalHasTwoKeys() {
        ask(new Create(FIRST, "alice", HASH, WRITER, 0));
        ask(new Create(SECOND, "alice", HASH, WRITER, 0));

        assertThat(ask(new Create(new KeyId(3), "alice", HASH, WRITER, 0))).isEqualTo(new Refused(Reason.LIVE_MAX));
        assertThat(ask(new Create(new KeyId(3), "bob", HASH, WRITER, 0))).isInstanceOf(Created.class);
    }

    @Test
    void anIdIsTakenOnce() {
        ask(new Create(FIRST, "alice", HASH, WRITER, 0));

        assertThat(ask(new Create(FIRST, "bob", HASH, WRITER, 0))).isEqualTo(new Refused(Reason.TAKEN));
    }

    @Test
    void theFirstKeyIsMadeOnceHoweverManyTry() {
        assertThat(ask(new Begin(FIRST, "admin", HASH))).isEqualTo(new Created(FIRST));
        assertThat(ask(new Begin(SECOND, "admin", HASH))).isEqualTo(new Begun());
        assertThat(machine.count()).isEqualTo(1);
    }

    @Test
    void theLastKeyThatMayDoEverythingIsNotRevoked() {
        ask(new Begin(FIRST, "admin", HASH));
        ask(new Create(SECOND, "limited", HASH, new Access(Role.ADMIN, WRITER.rules()), 0));

        assertThat(ask(new Revoke(FIRST))).isEqualTo(new Refused(Reason.LAST_ADMIN));
        ask(new Create(new KeyId(3), "root", HASH, Access.ALL, 0));
        assertThat(ask(new Revoke(FIRST))).isEqualTo(new Revoked(FIRST));
    }

    @Test
    void keysAreListedInOrderOfId() {
        ask(new Create(SECOND, "alice", HASH, WRITER, 0));
        ask(new Create(FIRST, "bob", HASH, WRITER, 0));

        assertThat(machine.list("", null, 10)).extracting(KeyView::key).containsExactly(FIRST, SECOND);
        assertThat(machine.list("", FIRST, 10)).extracting(KeyView::key).containsExactly(SECOND);
        assertThat(machine.list("a", null, 10)).extracting(KeyView::key).containsExactly(SECOND);
    }

    @Test
    void whatIsSavedIsLoaded() {
        ask(new Create(SECOND, "alice", HASH, WRITER, 500));
        ask(new Begin(FIRST, "admin", HASH));
        var rows = new Rows();
        machine.save(rows);

        var loaded = new KeyMachine();
        loaded.load(rows.source(), 1);

        assertThat(loaded.find(SECOND)).isEqualTo(machine.find(SECOND));
        assertThat(loaded.nextDeadline()).isEqualTo(machine.nextDeadline());
        assertThat(loaded.hasAdmin()).isTrue();
    }

    @Test
    void whatNoPrincipalCanBeCalledIsRefused() {
        for (var name : List.of("", "two words", "tab\t", "x".repeat(129), "\u00e9")) {
            assertThatThrownBy(() -> new Create(FIRST, name, HASH, WRITER, 0))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anIdIsReadAsItIsWritten() {
        assertThat(KeyId.parse(SECOND.toString())).isEqualTo(SECOND);
        assertThat(FIRST).hasToString("0000000000000001");
        assertThatThrownBy(() -> KeyId.parse("XY")).isInstanceOf(IllegalArgumentException.class);
    }

    private Result ask(KeyCommand command) {
        return machine.apply(new Stamp(++sequence, now), command).result();
    }
}
