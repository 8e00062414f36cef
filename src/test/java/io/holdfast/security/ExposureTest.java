package io.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.web.AccessProperties;
import io.holdfast.web.AccessProperties.Authentication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

/** A node that others could reach has to know who asks, or does not start. */
class ExposureTest {

    private static final String SECRET = "a-secret-of-thirty-two-characters-at-least";

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "", "no.such.host.invalid"})
    void aNodeThatOthersReachAndThatAsksNobodyIsRefused(String address) {
        var environment = at(address);

        assertThatThrownBy(() -> Exposure.check(environment, access(Authentication.OFF, false, null)))
                .isInstanceOfSatisfying(
                        UnsafeSettingException.class,
                        e -> assertThat(e.getExitCode()).isEqualTo(78))
                .hasMessageContaining("holdfast.security.authentication=required")
                .hasMessageContaining("holdfast.security.trusted-network=true");
        assertThatCode(() -> Exposure.check(environment, access(Authentication.OFF, true, null)))
                .doesNotThrowAnyException();
        assertThatCode(() -> Exposure.check(environment, access(Authentication.REQUIRED, false, null)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "localhost", "127.8.8.8"})
    void aNodeThatOnlyThisMachineReachesMayAskNobody(String address) {
        assertThatCode(() -> Exposure.check(at(address), access(Authentication.OFF, false, null)))
                .doesNotThrowAnyException();
    }

    @Test
    void nodesThatAskHaveToKnowOneAnother() {
        var several = at("0.0.0.0")
                .withProperty("holdfast.cluster.members", "n1/10.0.0.1:7080/https://a:1,n2/10.0.0.2:7080/https://b:1");
        var listed = at("0.0.0.0").withProperty("holdfast.cluster.members[1]", "n2/10.0.0.2:7080/https://b:1");

        assertThatThrownBy(() -> Exposure.check(several, access(Authentication.REQUIRED, true, null)))
                .hasMessageContaining("holdfast.security.cluster-secret");
        assertThatThrownBy(() -> Exposure.check(listed, access(Authentication.REQUIRED, true, null)))
                .hasMessageContaining("holdfast.security.cluster-secret");
        assertThatCode(() -> Exposure.check(several, access(Authentication.REQUIRED, false, SECRET)))
                .doesNotThrowAnyException();
    }

    private static MockEnvironment at(String address) {
        return new MockEnvironment().withProperty("server.address", address);
    }

    private static AccessProperties access(Authentication authentication, boolean trusted, String secret) {
        return new AccessProperties(authentication, secret, null, trusted, null, null, 10);
    }
}
