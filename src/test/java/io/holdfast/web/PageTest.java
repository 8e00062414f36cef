package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {

    @Test
    void aCursorLeadsBackToItsRow() {
        assertThat(Page.rowBefore(Page.cursorAfter("orders:42"))).isEqualTo("orders:42");
        assertThat(Page.cursorAfter(null)).isNull();
        assertThat(Page.rowBefore(null)).isNull();
        assertThat(Page.rowBefore("")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders:42", "MQ", "Mm9yZGVycw", "%", "="})
    void aCursorThatNoListReturnedIsRefused(String cursor) {
        assertThatThrownBy(() -> Page.rowBefore(cursor)).hasMessageContaining("leave it out to start anew");
    }
}
