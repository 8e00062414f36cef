package io.holdfast.web;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;

/**
 * The pattern of an operation that is chosen by its method and path alone, where each segment of the path is a literal or a
 * whole variable, such as {@code /locks/{name}/acquire}. The framework parses a path twice to find what is in it.
 */
final class PlainPattern {

    private final String pattern;
    private final List<Segment> segments;

    /** @param text the literal, or the variable's name */
    private record Segment(String text, boolean isVariable) {

        private boolean isAt(String path, int from, int length) {
            return length == text.length() && path.startsWith(text, from);
        }
    }

    private PlainPattern(String pattern) {
        this.pattern = pattern;
        this.segments = Arrays.stream(pattern.substring(1).split("/", -1))
                .map(part -> part.startsWith("{")
                        ? new Segment(part.substring(1, part.length() - 1), true)
                        : new Segment(part, false))
                .toList();
    }

    /** None if more than that decides, or if the pattern has anything else in it. */
    static @Nullable PlainPattern of(RequestMappingInfo mapping, String pattern) {
        boolean isPlain = mapping.getParamsCondition().isEmpty()
                && mapping.getHeadersCondition().isEmpty()
                && mapping.getConsumesCondition().isEmpty()
                && mapping.getProducesCondition().isEmpty()
                && mapping.getVersionCondition().isEmpty()
                && mapping.getCustomCondition() == null;
        return isPlain && pattern.matches("(/([\\w.-]*|\\{\\w+}))+") ? new PlainPattern(pattern) : null;
    }

    /**
     * The variables in the path, by name.
     *
     * @param path without anything that is percent-encoded
     * @return null if it is not a path of this pattern
     */
    @Nullable
    Map<String, String> match(String path) {
        var variables = new LinkedHashMap<String, String>();
        int at = 0;
        for (var segment : segments) {
            if (at >= path.length() || path.charAt(at) != '/') {
                return null;
            }
            int end = path.indexOf('/', at + 1);
            int to = end < 0 ? path.length() : end;
            int length = to - at - 1;
            if (segment.isVariable() ? length == 0 : !segment.isAt(path, at + 1, length)) {
                return null;
            }
            if (segment.isVariable()) {
                variables.put(segment.text(), path.substring(at + 1, to));
            }
            at = to;
        }
        return at == path.length() ? variables : null;
    }

    @Override
    public String toString() {
        return pattern;
    }
}
