package io.holdfast.queue.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.web.Input;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One message of a batch. */
@Schema(name = "MessageRequest")
@JsonInclude(JsonInclude.Include.NON_NULL)
record MessageRequest(
        @Schema(description = "The body as a JSON value of any kind", implementation = Object.class) @Nullable
        JsonNode body,

        @Schema(description = "Or the body as text") @Nullable
        String text,

        @Schema(description = "Or the body in base64") @Nullable
        String base64,

        @Schema(description = "What the body is; by default JSON, plain text or octets", example = "application/json")
        @Nullable
        String contentType,

        @Schema(description = "What the sender notes on it: up to 32 names and values") @Nullable
        Map<String, String> attributes,

        @Schema(description = "Messages of one group are received in the order they were sent") @Nullable
        String group,

        @Schema(description = "A second message with this id within the queue's window is not taken") @Nullable
        String deduplicationId,

        @Schema(description = "0 to 9, higher ones first; not for a message of a group") @Nullable
        Integer priority,

        @Schema(description = "For how long it cannot be received", example = "30s") @Nullable
        String delay,

        @Schema(description = "Or until when, as RFC 3339 has it", example = "2030-01-31T08:00:00Z") @Nullable
        String deliverAt,

        @Schema(description = "How long it lives from when it can be received", example = "1d") @Nullable
        String ttl) {

    private record Content(String type, byte[] bytes) {}

    Posting read(JsonMapper mapper) {
        var content = content(mapper);
        var named = new TreeMap<String, String>();
        if (attributes != null) {
            attributes.forEach((name, value) ->
                    named.put(name.toLowerCase(Locale.ROOT), Input.required("attributes." + name, value)));
        }
        var terms =
                Terms.of(group, deduplicationId, priority == null ? 0 : priority, Terms.delay(delay, deliverAt), ttl);
        var envelope = Input.valid(
                () -> Envelope.of(contentType == null ? content.type() : contentType, named, content.bytes()));
        return terms.posting(envelope);
    }

    private Content content(JsonMapper mapper) {
        int given = (body == null ? 0 : 1) + (text == null ? 0 : 1) + (base64 == null ? 0 : 1);
        if (given != 1) {
            throw ProblemException.badRequest("a message has one of \"body\", \"text\" and \"base64\", not " + given);
        }
        if (text != null) {
            return new Content("text/plain;charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
        }
        if (base64 == null) {
            return new Content("application/json", mapper.writeValueAsBytes(body));
        }
        try {
            return new Content(Envelope.OCTETS, Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("\"base64\" is not base64: " + e.getMessage());
        }
    }
}
