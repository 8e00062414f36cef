package io.holdfast.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkTest {

    private static final List<Integer> HUNDRED =
            IntStream.rangeClosed(1, 100).boxed().toList();

    @Test
    void whatDoesNotMatterIsLeftOut() {
        assertThat(Shrink.fewest(HUNDRED, commands -> commands.contains(13) && commands.contains(77)))
                .containsExactly(13, 77);
    }

    @Test
    void orderIsKept() {
        Predicate<List<Integer>> threeEven =
                commands -> commands.stream().filter(n -> n % 2 == 0).count() >= 3;

        assertThat(Shrink.fewest(HUNDRED, threeEven)).hasSize(3).isSorted();
    }

    @Test
    void aFailureOfNothingAtAllShrinksToNothing() {
        assertThat(Shrink.fewest(HUNDRED, _ -> true)).isEmpty();
    }

    @Test
    void theMessageTellsTheSeedAndTheCommands() {
        assertThatThrownBy(() -> Shrink.run(42, HUNDRED, commands -> {
                    if (commands.contains(13)) {
                        throw new IllegalStateException("thirteen");
                    }
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessage("-Dseed=42 fails: thirteen\n1 of 100 commands suffice:\n    13")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void commandsThatPassAreLeftInPeace() {
        assertThatCode(() ->
                        Shrink.run(42, HUNDRED, commands -> assertThat(commands).hasSize(100)))
                .doesNotThrowAnyException();
    }
}
