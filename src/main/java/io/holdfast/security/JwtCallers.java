package io.holdfast.security;

import io.holdfast.core.Access;
import io.holdfast.core.Role;
import io.holdfast.core.Rule;
import io.holdfast.web.Caller;
import io.holdfast.web.Identities;
import io.holdfast.web.Problem;
import io.holdfast.web.ProblemException;
import io.holdfast.web.ProblemType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Knows the tokens of an issuer. What a token may do stands in its claims: the highest of its roles, and rules as keys have
 * them. Its principal never is one that a key stands for.
 */
final class JwtCallers implements Identities {

    static final ProblemType ISSUER_UNREACHABLE =
            new ProblemType("issuer-unreachable", 503, "The issuer of tokens cannot be reached");

    static final String ROLES = "roles";
    static final String RULES = "holdfast_rules";
    static final String PRINCIPAL_START = "jwt:";

    private static final Logger LOG = LoggerFactory.getLogger(JwtCallers.class);

    private static final long WARN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final JwtDecoder decoder;
    private final AtomicLong warnedNanos = new AtomicLong(System.nanoTime() - WARN_NANOS - 1);

    JwtCallers(JwtDecoder decoder) {
        this.decoder = decoder;
    }

    @Override
    public @Nullable Caller of(String token, String address) {
        if (token.chars().filter(c -> c == '.').count() != 2) {
            return null;
        }
        try {
            return caller(decoder.decode(token), address);
        } catch (BadJwtException | IllegalArgumentException _) {
            return null;
        } catch (JwtException | JwtDecoderInitializationException e) {
            // The token may be as good as any: without the issuer's keys nobody can say.
            warn(e);
            throw new ProblemException(Problem.of(
                            ISSUER_UNREACHABLE,
                            "the issuer does not tell this node its keys, and so no token can be checked; try again")
                    .retryAfterSeconds(1));
        }
    }

    /** Now and then: anybody can send tokens. */
    private void warn(RuntimeException why) {
        long now = System.nanoTime();
        long last = warnedNanos.get();
        if (now - last > WARN_NANOS && warnedNanos.compareAndSet(last, now)) {
            LOG.warn("tokens cannot be checked: {}", why.getMessage());
        }
    }

    private static @Nullable Caller caller(Jwt token, String address) {
        var subject = token.getSubject();
        Role most = null;
        for (var word : words(token.getClaim(ROLES))) {
            for (var role : Role.values()) {
                if (role.word().equals(word) && (most == null || role.includes(most))) {
                    most = role;
                }
            }
        }
        if (subject == null || most == null) {
            return null;
        }
        var rules = new ArrayList<Rule>();
        for (var word : words(token.getClaim(RULES))) {
            rules.add(Rule.parse(word, most));
        }
        var id = token.getId();
        return new Caller(
                PRINCIPAL_START + subject, id == null ? "jwt" : "jwt:" + id, new Access(most, rules), address);
    }

    private static Collection<String> words(@Nullable Object claim) {
        var words = new ArrayList<String>();
        if (claim instanceof String text) {
            words.addAll(java.util.List.of(text.split(" ")));
        } else if (claim instanceof Collection<?> several) {
            several.forEach(one -> words.add(String.valueOf(one)));
        }
        return words;
    }
}
