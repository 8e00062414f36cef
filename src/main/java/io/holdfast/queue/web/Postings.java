package io.holdfast.queue.web;

import io.holdfast.queue.QueueLimits;
import io.holdfast.web.Input;
import io.holdfast.web.LocalMutation;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.server.ServletServerHttpRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads messages out of requests, in all the forms in which they can be sent. */
final class Postings {

    static final String NDJSON = "application/x-ndjson";

    /** Messages that go together. */
    @Schema(name = "BatchRequest")
    record BatchRequest(
            @Schema(description = "1 to 100 messages") List<MessageRequest> messages) {}

    private final JsonMapper mapper;

    Postings(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** The message that a request is. */
    Posting one(LocalMutation mutation) {
        var request = mutation.request();
        var given = request.getContentType();
        var type = given == null ? Envelope.OCTETS : given;
        mutation.tell("content-type:" + type);
        var terms = Terms.of(mutation);
        if (ContentTypes.is(type, CloudEvents.STRUCTURED)) {
            return CloudEvents.posting(
                    CloudEvents.structured(read(mutation, JsonNode.class, mutation.body()), mapper), terms);
        }
        if (CloudEvents.isBinary(request)) {
            var event = CloudEvents.binary(request, type, mutation.body());
            mutation.tell(event.attributes().toString());
            return CloudEvents.posting(event, terms);
        }
        var attributes = Terms.attributes(mutation);
        mutation.tell(attributes.toString());
        return terms.posting(Input.valid(() -> Envelope.of(type, attributes, mutation.body())));
    }

    /** The messages that are in a request. */
    List<Posting> many(LocalMutation mutation) {
        var type = String.valueOf(mutation.request().getContentType());
        mutation.tell("content-type:" + type);
        List<Posting> postings;
        if (ContentTypes.is(type, CloudEvents.BATCH)) {
            postings = CloudEvents.batch(read(mutation, JsonNode.class, mutation.body()), mapper);
        } else if (ContentTypes.is(type, NDJSON)) {
            postings = lines(mutation);
        } else {
            postings = read(mutation, BatchRequest.class, mutation.body()).messages().stream()
                    .map(message -> message.read(mapper))
                    .toList();
        }
        if (postings.isEmpty() || postings.size() > QueueLimits.BATCH_MAX) {
            throw ProblemException.badRequest(
                    "a batch has 1 to " + QueueLimits.BATCH_MAX + " messages, not " + postings.size());
        }
        return postings;
    }

    private List<Posting> lines(LocalMutation mutation) {
        var postings = new ArrayList<Posting>();
        var lines = new String(mutation.body(), StandardCharsets.UTF_8).split("\r?\n");
        for (var line : lines) {
            if (!line.isBlank()) {
                postings.add(read(mutation, MessageRequest.class, line.getBytes(StandardCharsets.UTF_8))
                        .read(mapper));
            }
        }
        return postings;
    }

    /** Numbers in bodies are kept as they were written. */
    private <T> ObjectReader reader(Class<T> type) {
        return mapper.readerFor(type)
                .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
    }

    private <T> T read(LocalMutation mutation, Class<T> type, byte[] json) {
        try {
            var value = json.length == 0 ? null : reader(type).<T>readValue(json);
            if (value == null) {
                throw new HttpMessageNotReadableException(
                        "there is no body", new ServletServerHttpRequest(mutation.request()));
            }
            return value;
        } catch (JacksonException e) {
            throw new HttpMessageNotReadableException(
                    "unreadable", e, new ServletServerHttpRequest(mutation.request()));
        }
    }
}
