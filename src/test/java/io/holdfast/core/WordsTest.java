package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The small words that all rings share, at the edges of what they allow. */
class WordsTest {

    private record Done() implements Result {}

    private record Rang(SessionId session) implements Event {
        @Override
        public Topic topic() {
            return new Bell();
        }
    }

    private record Bell() implements Topic {}

    private static final class NoRecord implements Result {}

    @Test
    void aNameIsSoLongAndNoLonger() {
        assertThat(Names.isValid("n")).isTrue();
        assertThat(Names.isValid("n".repeat(Names.LENGTH_MAX))).isTrue();
        assertThat(Names.isValid("n".repeat(Names.LENGTH_MAX + 1))).isFalse();
        assertThat(Names.isValid("")).isFalse();
    }

    @Test
    void aNameHasLettersDigitsAndFourMarks() {
        assertThat(Names.isValid("aZ09._-:")).isTrue();
        for (var name : List.of("a b", "a/b", "a%b", "a@b", "a[b", "a`b", "a{b", "\u00e4", "a\n")) {
            assertThat(Names.isValid(name)).as(name).isFalse();
        }
    }

    @Test
    void aNameIsNoStepInAPath() {
        assertThat(Names.isValid(".")).isFalse();
        assertThat(Names.isValid("..")).isFalse();
        assertThat(Names.isValid("...")).isTrue();
        assertThat(Names.isValid(".hidden")).isTrue();
        assertThat(Names.isValid("a..b")).isTrue();
    }

    @Test
    void aStampIsNeverNegative() {
        assertThatCode(() -> new Stamp(0, 0)).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> new Stamp(-1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Stamp(0, -1));
    }

    @Test
    void aTagIsTwoBytesAndNamesARecord() {
        assertThatCode(() -> new Tag<Result>(Tag.NUMBER_MAX, Tag.NUMBER_MAX, Done.class))
                .doesNotThrowAnyException();
        assertThatCode(() -> new Tag<Result>(0, 1, Done.class)).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> new Tag<Result>(Tag.NUMBER_MAX + 1, 1, Done.class));
        assertThatIllegalArgumentException().isThrownBy(() -> new Tag<Result>(-1, 1, Done.class));
        assertThatIllegalArgumentException().isThrownBy(() -> new Tag<Result>(1, 0, Done.class));
        assertThatIllegalArgumentException().isThrownBy(() -> new Tag<Result>(1, Tag.NUMBER_MAX + 1, Done.class));
        assertThatIllegalArgumentException().isThrownBy(() -> new Tag<Result>(1, 1, NoRecord.class));
    }

    @Test
    void whatWasAppliedDoesNotChangeAfterwards() {
        var rang = new Rang(new SessionId(0, 1));
        var events = new ArrayList<Event>(List.of(rang));

        var applied = new Applied<>(new Done(), events);
        events.clear();

        assertThat(applied.events()).containsExactly(rang);
        assertThat(Applied.of(new Done(), rang)).isEqualTo(applied);
    }
}
