package io.holdfast.placement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Against values that other implementations give for the bytes of the text as UTF-8. */
class Murmur3Test {

    @Test
    void textHashesAsElsewhere() {
        assertThat(Murmur3.hash("")).isZero();
        assertThat(Murmur3.hash("test")).isEqualTo(0xba6bd213);
        assertThat(Murmur3.hash("Hello, world!")).isEqualTo(0xc0363e43);
        assertThat(Murmur3.hash("The quick brown fox jumps over the lazy dog")).isEqualTo(0x2e4ff723);
    }

    @Test
    void theSeedCounts() {
        assertThat(Murmur3.hash("", 1)).isEqualTo(0x514e28b7);
        assertThat(Murmur3.hash("test", 0x9747b28c)).isEqualTo(0x704b81dc);
    }

    @Test
    void halfACharacterIsHashedAndNotRefused() {
        assertThat(Murmur3.hash("\ud83d")).isNotEqualTo(Murmur3.hash("\ud83d\udd12"));
    }
}
