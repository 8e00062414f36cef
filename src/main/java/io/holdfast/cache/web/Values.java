package io.holdfast.cache.web;

import io.holdfast.cache.Content;
import io.holdfast.cache.edge.Found;
import io.holdfast.cache.web.BatchController.PutItem;
import io.holdfast.cache.web.CacheAnswers.ItemView;
import io.holdfast.web.Input;
import io.holdfast.web.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Values within JSON: as JSON where they are, as text where they are, else in base64. */
final class Values {

    private static final int OK = 200;

    /** How a value stands in JSON. */
    private enum Encoding {
        JSON,
        TEXT,
        BASE64
    }

    private final JsonMapper mapper;

    Values(JsonMapper mapper) {
        this.mapper = mapper;
    }

    Content read(PutItem item) {
        var value = Input.required("value", item.value());
        var encoding =
                Input.choice("valueEncoding", item.valueEncoding(), value.isString() ? Encoding.TEXT : Encoding.JSON);
        return switch (encoding) {
            case JSON -> Coding.content(type(item, "application/json"), mapper.writeValueAsBytes(value));
            case TEXT ->
                Coding.content(
                        type(item, "text/plain;charset=utf-8"), text(value).getBytes(StandardCharsets.UTF_8));
            case BASE64 -> Coding.content(type(item, "application/octet-stream"), octets(text(value)));
        };
    }

    private static String type(PutItem item, String usual) {
        return item.contentType() == null ? usual : item.contentType();
    }

    private static String text(JsonNode value) {
        if (!value.isString()) {
            throw ProblemException.badRequest("\"value\" is a string where its encoding is text or base64");
        }
        return value.asString();
    }

    private static byte[] octets(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw ProblemException.badRequest("\"value\" is not base64: " + Input.quoted(text));
        }
    }

    ItemView view(String key, Found found, byte[] value, String contentType) {
        var kind = contentType.toLowerCase(Locale.ROOT);
        JsonNode node = kind.contains("json") ? json(value) : null;
        var encoding = node == null ? Encoding.TEXT : Encoding.JSON;
        if (node == null) {
            var text = utf8(value);
            encoding = text == null ? Encoding.BASE64 : Encoding.TEXT;
            node = JsonNodeFactory.instance.stringNode(
                    text == null ? Base64.getEncoder().encodeToString(value) : text);
        }
        return new ItemView(
                key,
                OK,
                null,
                Long.toString(found.version()),
                node,
                Input.word(encoding),
                contentType,
                found.tags(),
                found.ageMillis(),
                found.remainingMillis() == Found.FOR_EVER ? null : found.remainingMillis());
    }

    private @Nullable JsonNode json(byte[] value) {
        try {
            var node = mapper.readTree(value);
            return node == null || node.isMissingNode() ? null : node;
        } catch (JacksonException _) {
            return null;
        }
    }

    private static @Nullable String utf8(byte[] value) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }
}
