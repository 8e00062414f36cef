package io.holdfast.keys.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.Role;
import io.holdfast.keys.KeyPrimitive;
import io.holdfast.web.AccessProperties;
import io.holdfast.web.AccessProperties.Authentication;
import io.holdfast.web.Minting;
import io.holdfast.web.ReplicaConsensus;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The key with which all others are made. */
@ExtendWith(OutputCaptureExtension.class)
class FirstKeyTest {

    private static final Pattern SHOWN = Pattern.compile("key=(hf_[0-9a-f]{16}_[A-Za-z0-9_-]{43})");
    private static final String GIVEN = "hf_0123456789abcdef_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    private final ReplicaConsensus consensus = new ReplicaConsensus(List.of(KeyPrimitive.KEYS));
    private final KeyRing ring = new KeyRing(consensus);

    @Test
    void whereNoneIsGivenTheLeaderPrintsOneOnce(CapturedOutput output) {
        consensus.lead();

        assertThat(first(null).isThere()).isTrue();
        assertThat(first(null).isThere()).isTrue();

        var shown = SHOWN.matcher(output);
        assertThat(shown.find()).isTrue();
        var caller = ring.of(shown.group(1), "127.0.0.1");
        assertThat(caller).isNotNull();
        assertThat(caller.access().allows(Role.ADMIN)).isTrue();
        assertThat(shown.find()).as("it is printed once").isFalse();
    }

    @Test
    void theOneThatIsGivenIsNotPrinted(CapturedOutput output) {
        consensus.lead();

        assertThat(first(GIVEN).isThere()).isTrue();

        assertThat(ring.of(GIVEN, "127.0.0.1")).isNotNull();
        assertThat(output).doesNotContain("hf_");
    }

    @Test
    void whoDoesNotLeadMakesNone(CapturedOutput output) {
        consensus.follow(ReplicaConsensus.N2);

        assertThat(first(null).isThere()).isFalse();

        assertThat(output).doesNotContain("hf_");
    }

    @Test
    void whatIsNoKeyIsRefused() {
        assertThatThrownBy(() -> first("secret")).hasMessageContaining("keys mint");
    }

    private FirstKey first(String given) {
        var access = new AccessProperties(Authentication.REQUIRED, null, null, false, given, null, 10);
        return new FirstKey(consensus, new Keys(new Minting()), access);
    }
}
