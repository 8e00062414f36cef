package io.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.holdfast.core.Role;
import io.holdfast.core.Rule;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/** Tokens of an issuer, signed for real. */
class JwtCallersTest {

    private static final KeyPair ISSUER = keys();
    private static final KeyPair STRANGER = keys();

    private final JwtCallers callers = new JwtCallers(
            NimbusJwtDecoder.withPublicKey((RSAPublicKey) ISSUER.getPublic()).build());

    @Test
    void aTokenSaysWhoAndWhat() {
        var caller = of(token(
                ISSUER,
                claims().claim("roles", List.of("reader", "operator", "of-another-system"))
                        .claim("holdfast_rules", List.of("lock:a.", "reader@*:"))));

        assertThat(caller).isNotNull();
        assertThat(caller.principal()).isEqualTo("jwt:alice");
        assertThat(caller.keyId()).isEqualTo("jwt:token-1");
        assertThat(caller.access().role()).isEqualTo(Role.OPERATOR);
        assertThat(caller.access().rules())
                .containsExactly(new Rule("lock", "a.", Role.OPERATOR), new Rule("*", "", Role.READER));
    }

    @Test
    void aTokenWithoutARoleOfOursIsGoodForNothing() {
        assertThat(of(token(ISSUER, claims()))).isNull();
        assertThat(of(token(ISSUER, claims().claim("roles", List.of("king"))))).isNull();
    }

    @Test
    void aTokenOfAnotherIssuerIsGoodForNothing() {
        assertThat(of(token(STRANGER, claims().claim("roles", "admin")))).isNull();
    }

    @Test
    void aTokenThatHasEndedIsGoodForNothing() {
        var ended = claims().claim("roles", "admin")
                .expirationTime(Date.from(Instant.now().minusSeconds(600)));

        assertThat(of(token(ISSUER, ended))).isNull();
    }

    @Test
    void aTokenWithRulesThatAreNoneIsGoodForNothing() {
        assertThat(of(token(ISSUER, claims().claim("roles", "admin").claim("holdfast_rules", "everything"))))
                .isNull();
    }

    @Test
    void whatIsNoTokenIsNotLookedAt() {
        assertThat(of("hf_0123456789abcdef_x")).isNull();
        assertThat(of("a.b.c")).isNull();
    }

    @Test
    void withoutTheIssuersKeysNothingIsSaidOfAToken() {
        var lost = new JwtCallers(_ -> {
            throw new JwtException("its keys cannot be had");
        });
        var neverFound = new JwtCallers(new SupplierJwtDecoder(() -> {
            throw new IllegalStateException("nobody is there");
        }));

        assertThatThrownBy(() -> lost.of("a.b.c", "127.0.0.1")).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> neverFound.of("a.b.c", "127.0.0.1")).isInstanceOf(ProblemException.class);
    }

    private Caller of(String token) {
        return callers.of(token, "127.0.0.1");
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .subject("alice")
                .jwtID("token-1")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    private static String token(KeyPair by, JWTClaimsSet.Builder claims) {
        try {
            var token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims.build());
            token.sign(new RSASSASigner(by.getPrivate()));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
