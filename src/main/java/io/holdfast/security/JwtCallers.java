package io.holdfast.security;

import io.holdfast.core.Access;
import io.holdfast.core.Role;
import io.holdfast.core.Rule;
import io.holdfast.web.Caller;
import io.holdfast.web.Identities;
import java.util.ArrayList;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Knows the tokens of an issuer. What a token may do stands in its claims: the highest of its roles, and rules as keys have
 * them. Its principal never is one that a key stands for.
 */
final class JwtCallers implements Identities {

    static final String ROLES = "roles";
    static final String RULES = "holdfast_rules";
    static final String PRINCIPAL_START = "jwt:";

    private final JwtDecoder decoder;

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
        } catch (JwtException | IllegalArgumentException _) {
            return null;
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
