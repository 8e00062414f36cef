package io.holdfast.cache.web;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.Content;
import io.holdfast.cache.edge.Found;
import io.holdfast.cache.edge.Freshness;
import io.holdfast.cache.edge.Lines;
import io.holdfast.web.ProblemException;
import java.time.Duration;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Merges patches into JSON entries (RFC 7396). */
final class Patching {

    private static final Freshness AT_THE_HOME = new Freshness(true, false, Duration.ZERO, Duration.ZERO);

    private final Lines lines;
    private final JsonMapper mapper;

    Patching(Lines lines, JsonMapper mapper) {
        this.lines = lines;
        this.mapper = mapper;
    }

    Found read(CacheKey key) {
        return lines.read(key, AT_THE_HOME);
    }

    Content merge(CacheKey key, Content content, byte[] patch) {
        var target = json(Coding.plain(content), () -> new ProblemException(CacheProblems.notJson(key)));
        var change = json(patch, () -> ProblemException.badRequest("the body is not JSON"));
        return Coding.content(content.type(), mapper.writeValueAsBytes(merge(target, change)));
    }

    private JsonNode json(byte[] bytes, Supplier<ProblemException> otherwise) {
        try {
            var node = mapper.readTree(bytes);
            if (node != null && !node.isMissingNode()) {
                return node;
            }
        } catch (JacksonException _) {
            // answered below
        }
        throw otherwise.get();
    }

    private static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        var merged = target instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
        changes.properties().forEach(change -> {
            if (change.getValue().isNull()) {
                merged.remove(change.getKey());
            } else {
                var old = merged.get(change.getKey());
                merged.set(
                        change.getKey(),
                        merge(old == null ? JsonNodeFactory.instance.objectNode() : old, change.getValue()));
            }
        });
        return merged;
    }
}
