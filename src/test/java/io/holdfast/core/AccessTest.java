package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

    private static final Access EVERYWHERE = new Access(Role.WRITER, List.of());
    private static final Access SOMEWHERE = new Access(
            Role.OPERATOR, List.of(new Rule("lock", "a.", Role.WRITER), new Rule("*", "shared.", Role.READER)));

    @Test
    void aRoleIncludesThoseBeforeIt() {
        assertThat(EVERYWHERE.allows(Role.READER, "lock", "x")).isTrue();
        assertThat(EVERYWHERE.allows(Role.WRITER, "queue", "y")).isTrue();
        assertThat(EVERYWHERE.allows(Role.OPERATOR, "lock", "x")).isFalse();
    }

    @Test
    void aRuleIsForItsKindAndItsPrefix() {
        assertThat(SOMEWHERE.allows(Role.WRITER, "lock", "a.x")).isTrue();
        assertThat(SOMEWHERE.allows(Role.WRITER, "lock", "a")).isFalse();
        assertThat(SOMEWHERE.allows(Role.WRITER, "lock", "b.x")).isFalse();
        assertThat(SOMEWHERE.allows(Role.WRITER, "queue", "a.x")).isFalse();
        assertThat(SOMEWHERE.allows(Role.READER, "queue", "shared.q")).isTrue();
    }

    @Test
    void aRuleGivesNoMoreThanItsOwnRole() {
        assertThat(SOMEWHERE.allows(Role.OPERATOR, "lock", "a.x")).isFalse();
        assertThat(SOMEWHERE.allows(Role.WRITER, "queue", "shared.q")).isFalse();
        assertThat(SOMEWHERE.allows(Role.OPERATOR)).isFalse();
        assertThat(SOMEWHERE.allows(Role.WRITER)).isTrue();
    }

    @Test
    void aRuleGivesNoMoreThanTheRoleOfAll() {
        var reader = new Access(Role.READER, List.of(new Rule("lock", "", Role.ADMIN)));

        assertThat(reader.allows(Role.WRITER, "lock", "x")).isFalse();
    }

    @Test
    void aListIsForWhoMaySeeAllOfIt() {
        assertThat(SOMEWHERE.allows(Role.READER, "lock", "")).isFalse();
        assertThat(SOMEWHERE.allows(Role.READER, "lock", "a.")).isTrue();
        assertThat(EVERYWHERE.allows(Role.READER, "lock", "")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"writer@lock:a.", "reader@*:", "admin@queue:jobs:x"})
    void aRuleIsReadAsItIsWritten(String text) {
        assertThat(Rule.parse(text, Role.READER)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lock", "king@lock:", "Lock:", "lock:a b", ":", "lo ck:x"})
    void whatIsNoRuleIsRefused(String text) {
        assertThatThrownBy(() -> Rule.parse(text, Role.READER)).isInstanceOf(IllegalArgumentException.class);
    }
}
