package io.holdfast.keys.web;

import static io.holdfast.keys.KeyPrimitive.KEYS;

import io.holdfast.cluster.Consensus;
import io.holdfast.keys.KeyCommand.Revoke;
import io.holdfast.keys.KeyId;
import io.holdfast.keys.KeyResult;
import io.holdfast.keys.KeyResult.Created;
import io.holdfast.keys.KeyResult.Refused;
import io.holdfast.keys.KeyResult.Revoked;
import io.holdfast.keys.web.KeyAnswers.KeyStateView;
import io.holdfast.keys.web.KeyAnswers.NewKeyView;
import io.holdfast.keys.web.KeyAnswers.PageView;
import io.holdfast.keys.web.KeyAnswers.RevokedView;
import io.holdfast.web.Api;
import io.holdfast.web.Input;
import io.holdfast.web.Listing;
import io.holdfast.web.Mutation;
import io.holdfast.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = Api.V1 + "/keys", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Keys")
class KeyController {

    private static final String EXAMPLE = "5f0c9a7e12b34d68";

    private final Consensus consensus;
    private final Keys keys;

    KeyController(Consensus consensus, Keys keys) {
        this.consensus = consensus;
        this.keys = keys;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "createKey", summary = "Make a key", description = """
            For an administrator. The answer has the token, which is told this once: only its hash is kept. A principal has \
            up to two keys, so that the next can be handed out before the last is revoked.""")
    ResponseEntity<Object> create(@RequestBody CreateKeyRequest body, Mutation mutation) {
        var token = keys.mint();
        var command = body.read(token);
        return switch (mutation.submit(command, KeyResult.class)) {
            case Created(var key) ->
                ResponseEntity.created(URI.create(Api.V1 + "/keys"))
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .body(NewKeyView.of(key.toString(), command, key.equals(token.key()) ? token.token() : null));
            case Refused(var reason) ->
                mutation.refuse(KeyProblems.refused(reason, token.key().toString(), command.principal()));
            case KeyResult other -> throw unexpected(other);
        };
    }

    @DeleteMapping("/{key}")
    @Operation(operationId = "revokeKey", summary = "Revoke a key", description = """
            For an administrator. Every node refuses it about a second later at most, as long as it hears of the others; \
            what is under way is finished. The last key that may do everything is not revoked.""")
    ResponseEntity<Object> revoke(
            @Parameter(description = "The key's id, which is no secret", example = EXAMPLE) @PathVariable String key,
            Mutation mutation) {
        var id = Input.valid(() -> KeyId.parse(key));
        return switch (mutation.submit(new Revoke(id), KeyResult.class)) {
            case Revoked revoked ->
                ResponseEntity.ok(new RevokedView(revoked.key().toString(), "REVOKED"));
            case Refused(var reason) -> mutation.refuse(KeyProblems.refused(reason, key, ""));
            case KeyResult other -> throw unexpected(other);
        };
    }

    @GetMapping
    @Operation(operationId = "listKeys", summary = "List the keys", description = """
            For an administrator: whom they stand for and what they are good for, in order of id, page by page: pass the \
            `cursor` of one page to get the next. `prefix` is how the principal begins.""")
    PageView list(@ParameterObject Listing query) {
        var prefix = query.start();
        var after = query.after(KeyId::parse);
        int rows = query.rows();
        return consensus.read(KEYS, (all, now) -> {
            var page = all.list(prefix, after, rows);
            return new PageView(
                    page.stream().map(key -> KeyStateView.of(key, now)).toList(),
                    Page.cursorAfter(page.size() < rows ? null : page.getLast().key()));
        });
    }

    private static IllegalStateException unexpected(KeyResult result) {
        return new IllegalStateException("no answer to this command: " + result);
    }
}
