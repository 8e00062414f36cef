package io.holdfast.keys.web;

import io.holdfast.core.Access;
import io.holdfast.core.Role;
import io.holdfast.core.Rule;
import io.holdfast.keys.KeyCommand.Create;
import io.holdfast.web.Durations;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a key is to be good for. */
record CreateKeyRequest(
        @Schema(
                description =
                        "Whom it stands for: 1 to 128 visible ASCII characters. Sessions and idempotency keys are the"
                                + " principal's; it has two keys at most, so that one can follow the other",
                requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String principal,

        @Schema(
                description =
                        "What it may do at most: reader, writer, operator or admin, each including those before it",
                requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String role,

        @Schema(
                description =
                        "Where: KIND:PREFIX or ROLE@KIND:PREFIX, such as lock:team-a. or reader@*:, kinds being lock,"
                                + " semaphore, election, group, queue, cache, session and event; without any rule, everywhere")
        @Nullable
        List<String> rules,

        @Schema(
                description =
                        "For how long, such as 90d; by default without an end. The time during which the cluster was"
                                + " down does not count")
        @Nullable
        String ttl) {

    Create read(KeyToken token) {
        var name = Input.required("principal", principal);
        var word = Input.required("role", role);
        long ttlMillis = Durations.millis("ttl", ttl, 0);
        return Input.valid(() -> {
            var most = Role.parse(word);
            return new Create(token.key(), name, token.hash(), new Access(most, rules(most)), ttlMillis);
        });
    }

    private List<Rule> rules(Role most) {
        return rules == null
                ? List.of()
                : rules.stream()
                        .map(text -> Rule.parse(Input.required("rules[]", text), most))
                        .toList();
    }
}
