package io.holdfast.queue.web;

import io.holdfast.queue.web.MessageAnswers.ReceivedView;
import io.holdfast.web.LocalMutation;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hands messages to the client that asked for them. What cannot be written is given back, as if it had never been handed
 * out: the client has gone. Unless it chose a key: then it may be asking another node already, which answers with the same
 * messages, and taking them away would let two clients work on them, each told that it is the first.
 */
final class Handing {

    private static final String HEADER = "Holdfast-";

    private final MessageAnswers answers;
    private final Receiving receiving;
    private final JsonMapper mapper;

    Handing(MessageAnswers answers, Receiving receiving, JsonMapper mapper) {
        this.answers = answers;
        this.receiving = receiving;
        this.mapper = mapper;
    }

    List<ReceivedView> views(List<Grant> grants) {
        return answers.received(grants);
    }

    void json(Object answer, List<Grant> grants, LocalMutation mutation) throws IOException {
        write(MediaType.APPLICATION_JSON_VALUE, mapper.writeValueAsBytes(answer), grants, mutation);
    }

    void lines(List<Grant> grants, LocalMutation mutation) throws IOException {
        var lines = new ByteArrayOutputStream();
        for (var view : views(grants)) {
            lines.writeBytes(mapper.writeValueAsBytes(view));
            lines.write('\n');
        }
        write(Postings.NDJSON, lines.toByteArray(), grants, mutation);
    }

    /** The body of a message as it is; what else there is to say of it stands in headers. */
    void raw(Grant grant, LocalMutation mutation) throws IOException {
        var response = mutation.response();
        var lease = grant.lease();
        response.setHeader(HEADER + "Message-Id", grant.id().toString());
        response.setHeader(HEADER + "Receipt", grant.receipt().toString());
        response.setHeader(HEADER + "Attempt", Integer.toString(lease.attempt()));
        response.setHeader(HEADER + "Failures", Integer.toString(lease.failures()));
        response.setHeader(HEADER + "Fence", Long.toString(lease.fence()));
        response.setHeader(Terms.PRIORITY, Integer.toString(lease.priority()));
        response.setHeader(HEADER + "Age-Millis", Long.toString(lease.ageMillis()));
        response.setHeader(HEADER + "Visibility-Millis", Long.toString(lease.visibilityMillis()));
        if (lease.group() != null) {
            response.setHeader(Terms.GROUP, ContentTypes.headerValue(lease.group()));
        }
        grant.envelope().attributes().forEach((name, value) -> {
            boolean ofEvent = name.startsWith(Envelope.CLOUD_EVENT);
            response.setHeader(ofEvent ? name : Terms.ATTRIBUTE + name, ContentTypes.headerValue(value));
        });
        write(grant.envelope().contentType(), grant.envelope().body(), List.of(grant), mutation);
    }

    private void write(String contentType, byte[] body, List<Grant> grants, LocalMutation mutation) throws IOException {
        var response = mutation.response();
        try {
            if (!grants.isEmpty() && !mutation.isClientThere()) {
                throw new EOFException("the client has gone");
            }
            response.setContentType(contentType);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            response.getOutputStream().flush();
        } catch (IOException e) {
            if (!mutation.isRepeatable()) {
                receiving.giveBack(grants);
            }
            throw e;
        }
    }
}
