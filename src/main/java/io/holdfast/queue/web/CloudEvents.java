package io.holdfast.queue.web;

import io.holdfast.web.Input;
import io.holdfast.web.LocalMutation;
import io.holdfast.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * CloudEvents 1.0 over HTTP. In whichever mode an event comes, it is kept in one form: its attributes as those of the
 * message, each behind {@code ce-}, and its data as the body.
 */
final class CloudEvents {

    static final String STRUCTURED = "application/cloudevents+json";
    static final String BATCH = "application/cloudevents-batch+json";

    private static final String PREFIX = Envelope.CLOUD_EVENT;
    private static final String VERSION = PREFIX + "specversion";
    private static final String JSON = "application/json";
    private static final List<String> REQUIRED = List.of(VERSION, PREFIX + "id", PREFIX + "source", PREFIX + "type");
    private static final int ID_LENGTH_MAX = 128;

    /** What stands in a structured event beside its attributes. */
    private static final String CONTENT_TYPE = "datacontenttype";

    private static final String DATA = "data";
    private static final String BINARY_DATA = "data_base64";

    private CloudEvents() {}

    /** Whether the request is an event in binary mode, with its attributes in headers. */
    static boolean isBinary(HttpServletRequest request) {
        return request.getHeader(VERSION) != null;
    }

    static Envelope binary(HttpServletRequest request, String contentType, byte[] body) {
        var attributes = new TreeMap<String, String>();
        request.getHeaderNames().asIterator().forEachRemaining(name -> {
            var lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(PREFIX)) {
                attributes.put(lower, ContentTypes.headerText(lower, request.getHeader(name)));
            }
        });
        return checked(contentType, attributes, body);
    }

    static Envelope structured(JsonNode event, JsonMapper mapper) {
        if (!event.isObject()) {
            throw ProblemException.badRequest("a CloudEvent is a JSON object");
        }
        var attributes = new TreeMap<String, String>();
        event.propertyStream().forEach(field -> {
            switch (field.getKey()) {
                case DATA, BINARY_DATA, CONTENT_TYPE -> {
                    // they become the body
                }
                default -> note(field, attributes);
            }
        });
        var type = event.path(CONTENT_TYPE).asString(JSON);
        return checked(type, attributes, data(event, type, mapper));
    }

    private static void note(Map.Entry<String, JsonNode> field, Map<String, String> attributes) {
        var value = field.getValue();
        if (value.isContainer()) {
            throw ProblemException.badRequest("the attribute \"" + field.getKey() + "\" of a CloudEvent has no parts");
        }
        if (!value.isNull()) {
            attributes.put(PREFIX + field.getKey().toLowerCase(Locale.ROOT), value.asString());
        }
    }

    private static byte[] data(JsonNode event, String type, JsonMapper mapper) {
        if (event.has(BINARY_DATA)) {
            try {
                return Base64.getDecoder().decode(event.path(BINARY_DATA).asString(""));
            } catch (IllegalArgumentException e) {
                throw ProblemException.badRequest("\"" + BINARY_DATA + "\" is not base64: " + e.getMessage());
            }
        }
        if (!event.has(DATA)) {
            return new byte[0];
        }
        var data = event.get(DATA);
        return data.isString() && !ContentTypes.isJson(type)
                ? data.asString().getBytes(StandardCharsets.UTF_8)
                : mapper.writeValueAsBytes(data);
    }

    private static Envelope checked(String contentType, Map<String, String> attributes, byte[] body) {
        for (var name : REQUIRED) {
            if (attributes.getOrDefault(name, "").isEmpty()) {
                throw ProblemException.badRequest(
                        "a CloudEvent has the attribute \"" + name.substring(PREFIX.length()) + "\"");
            }
        }
        return Input.valid(() -> Envelope.of(contentType, attributes, body));
    }

    /** The message that the event is: events of one source and id are one event, and a partition key is a group. */
    static Posting posting(Envelope event, Terms terms) {
        var id = event.attributes().get(PREFIX + "source")
                + '#'
                + event.attributes().get(PREFIX + "id");
        var group = event.attributes().get(PREFIX + "partitionkey");
        return new Posting(
                terms.group() == null ? group : terms.group(),
                terms.deduplicationId() == null ? shortened(id) : terms.deduplicationId(),
                terms.priority(),
                terms.delayMillis(),
                terms.ttlMillis(),
                event);
    }

    private static String shortened(String id) {
        return id.length() <= ID_LENGTH_MAX ? id : LocalMutation.digest(id);
    }

    /** The events of a batch. */
    static List<Posting> batch(JsonNode events, JsonMapper mapper) {
        if (!events.isArray()) {
            throw ProblemException.badRequest("a batch of CloudEvents is a JSON array");
        }
        var postings = new ArrayList<Posting>();
        events.forEach(event -> postings.add(posting(structured(event, mapper), Terms.NONE)));
        return postings;
    }
}
