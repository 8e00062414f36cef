package io.holdfast.keys.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.core.Rule;
import io.holdfast.keys.KeyCommand.Create;
import io.holdfast.keys.KeyView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is told of keys. */
final class KeyAnswers {

    private KeyAnswers() {}

    /** A key that was just made. */
    @Schema(name = "NewKey")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NewKeyView(
            String key,
            String principal,
            String role,
            List<String> rules,

            @Schema(
                    description =
                            "What goes after Authorization: Bearer. It is told this once and kept nowhere; a repetition of"
                                    + " the request is not told it again, and then the key is revoked and another one made")
            @Nullable
            String token) {

        static NewKeyView of(String key, Create create, @Nullable String token) {
            var access = create.access();
            return new NewKeyView(key, create.principal(), access.role().word(), words(access.rules()), token);
        }
    }

    /** A key, without its secret, which nobody has. */
    @Schema(name = "Key")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record KeyStateView(
            String key,
            String principal,
            String role,
            List<String> rules,
            long ageMillis,

            @Schema(description = "For how long it is good yet; missing where it has no end") @Nullable
            Long remainingMillis) {

        static KeyStateView of(KeyView key, long nowMillis) {
            return new KeyStateView(
                    key.key().toString(),
                    key.principal(),
                    key.access().role().word(),
                    words(key.access().rules()),
                    nowMillis - key.createdMillis(),
                    key.expiresMillis() == 0 ? null : key.expiresMillis() - nowMillis);
        }
    }

    /** A page of keys. */
    @Schema(name = "KeyPage")
    record PageView(
            List<KeyStateView> keys,

            @Schema(description = "Where the next page starts; null after the last") @JsonInclude @Nullable
            String cursor) {}

    /** A key that is good for nothing. */
    @Schema(name = "RevokedKey")
    record RevokedView(
            String key, @Schema(allowableValues = "REVOKED") String state) {}

    private static List<String> words(List<Rule> rules) {
        return rules.stream().map(Rule::toString).toList();
    }
}
