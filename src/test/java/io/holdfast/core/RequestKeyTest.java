package io.holdfast.core;

import static io.holdfast.core.RequestKey.KEY_LENGTH_MAX;
import static io.holdfast.core.RequestKey.PRINCIPAL_LENGTH_MAX;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RequestKeyTest {

    @Test
    void aKeyIsSoLongAndNoLonger() {
        assertThatCode(() -> new RequestKey("", "k".repeat(KEY_LENGTH_MAX))).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> new RequestKey("", "k".repeat(KEY_LENGTH_MAX + 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new RequestKey("", ""));
    }

    @Test
    void aKeyIsVisibleAscii() {
        assertThatCode(() -> new RequestKey("", "!~")).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> new RequestKey("", "a b"));
        assertThatIllegalArgumentException().isThrownBy(() -> new RequestKey("", "a\u007f"));
        assertThatIllegalArgumentException().isThrownBy(() -> new RequestKey("", "\u00fc"));
    }

    @Test
    void aPrincipalIsSoLongAndNoLonger() {
        assertThatCode(() -> new RequestKey("p".repeat(PRINCIPAL_LENGTH_MAX), "k"))
                .doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RequestKey("p".repeat(PRINCIPAL_LENGTH_MAX + 1), "k"));
    }
}
