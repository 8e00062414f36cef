package io.holdfast.session;

import static io.holdfast.core.SessionBounds.LOCK_DELAY_MILLIS_MAX;
import static io.holdfast.core.SessionBounds.NAME_LENGTH_MAX;
import static io.holdfast.core.SessionBounds.TTL_MILLIS_MAX;
import static io.holdfast.core.SessionBounds.TTL_MILLIS_MIN;
import static io.holdfast.session.SessionLimits.METADATA_ENTRIES_MAX;
import static io.holdfast.session.SessionLimits.METADATA_LENGTH_MAX;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.core.Opening;
import io.holdfast.core.SessionId;
import io.holdfast.session.SessionCommand.OpenSession;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SessionLimitsTest {

    @Test
    void aTtlIsNeitherTooShortNorTooLong() {
        assertThatCode(() -> open("", TTL_MILLIS_MIN)).doesNotThrowAnyException();
        assertThatCode(() -> open("", TTL_MILLIS_MAX)).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> open("", TTL_MILLIS_MIN - 1));
        assertThatIllegalArgumentException().isThrownBy(() -> open("", TTL_MILLIS_MAX + 1));
    }

    @Test
    void aNameIsSoLongAndNoLonger() {
        assertThatCode(() -> open("n".repeat(NAME_LENGTH_MAX), TTL_MILLIS_MIN)).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> open("n".repeat(NAME_LENGTH_MAX + 1), TTL_MILLIS_MIN));
    }

    @Test
    void aLockDelayIsSoLongAndNoLonger() {
        assertThatCode(() -> open(0)).doesNotThrowAnyException();
        assertThatCode(() -> open(LOCK_DELAY_MILLIS_MAX)).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> open(LOCK_DELAY_MILLIS_MAX + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> open(-1));
    }

    @Test
    void anImplicitSessionHasTheSameBounds() {
        assertThatCode(() -> implicit("n".repeat(NAME_LENGTH_MAX), TTL_MILLIS_MIN))
                .doesNotThrowAnyException();
        assertThatCode(() -> implicit("", TTL_MILLIS_MAX)).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> implicit("", TTL_MILLIS_MIN - 1));
        assertThatIllegalArgumentException().isThrownBy(() -> implicit("", TTL_MILLIS_MAX + 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> implicit("n".repeat(NAME_LENGTH_MAX + 1), TTL_MILLIS_MIN));
    }

    @Test
    void metadataHasSoManyEntriesAndNoMore() {
        var metadata = new TreeMap<String, String>();
        for (int i = 0; i < METADATA_ENTRIES_MAX; i++) {
            metadata.put("key-" + i, "");
        }
        assertThatCode(() -> open(metadata)).doesNotThrowAnyException();

        metadata.put("one more", "");
        assertThatIllegalArgumentException().isThrownBy(() -> open(metadata));
    }

    @Test
    void metadataIsSoLongAndNoLonger() {
        var longest = "v".repeat(METADATA_LENGTH_MAX - 1);

        assertThatCode(() -> open(Collections.singletonMap("k", longest))).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> open(Collections.singletonMap("k", longest + "v")));
    }

    private static Opening implicit(String name, long ttlMillis) {
        return new Opening(new SessionId(0, 1), name, ttlMillis);
    }

    private static OpenSession open(String name, long ttlMillis) {
        return new OpenSession(new SessionId(0, 1), name, ttlMillis, Collections.emptyMap());
    }

    private static OpenSession open(long lockDelayMillis) {
        return new OpenSession(new SessionId(0, 1), "", TTL_MILLIS_MIN, lockDelayMillis, Collections.emptyMap());
    }

    private static OpenSession open(Map<String, String> metadata) {
        return new OpenSession(new SessionId(0, 1), "", TTL_MILLIS_MIN, metadata);
    }
}
