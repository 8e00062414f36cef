package io.holdfast.deploy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An expression of Prometheus, as far as it says which series it looks at. Its syntax is promtool's to check. */
record Expression(String text) {

    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern LABELS =
            Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    /** A name that is no function, and the braces behind it. */
    private static final Pattern SELECTOR =
            Pattern.compile("(?<![\\w:.$])([a-zA-Z_:][\\w:]*)(?![\\w:]|\\s*\\()\\s*(\\{[^}]*})?");
    /** A label in braces; its value is the number of a string. */
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"(\\d+)\"");

    private static final Set<String> WORDS =
            Set.of("and", "or", "unless", "offset", "bool", "by", "without", "inf", "nan");

    /** What one label has to be. */
    record Matcher(String label, String operator, String value) {

        boolean accepts(String is) {
            return switch (operator) {
                case "=" -> is.equals(value);
                case "!=" -> !is.equals(value);
                case "=~" -> is.matches(value);
                default -> !is.matches(value);
            };
        }
    }

    /** The series that an expression looks at in one place. */
    record Selector(String metric, List<Matcher> matchers) {

        boolean selects(Series series, Set<String> leavingOut) {
            return series.name().equals(metric)
                    && matchers.stream()
                            .filter(matcher -> !leavingOut.contains(matcher.label()))
                            .allMatch(matcher -> matcher.accepts(series.labels().getOrDefault(matcher.label(), "")));
        }
    }

    /** A line of what a node exposes. */
    record Series(String name, Map<String, String> labels) {

        static List<Series> parse(String exposition) {
            return exposition
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> new Expression(line).selectors().getFirst())
                    .map(line -> new Series(
                            line.metric(),
                            line.matchers().stream().collect(Collectors.toMap(Matcher::label, Matcher::value))))
                    .toList();
        }
    }

    List<Selector> selectors() {
        var strings = STRING.matcher(text)
                .results()
                .map(quoted -> unquoted(quoted.group()))
                .toList();
        var count = new AtomicInteger();
        var masked = STRING.matcher(text).replaceAll(_ -> "\"" + count.getAndIncrement() + "\"");
        masked = LABELS.matcher(masked).replaceAll(" ");
        masked = RANGE.matcher(masked).replaceAll(" ");
        return SELECTOR.matcher(masked)
                .results()
                .filter(found -> !WORDS.contains(found.group(1)))
                .map(found -> new Selector(found.group(1), matchers(found.group(2), strings)))
                .toList();
    }

    private static List<Matcher> matchers(@Nullable String braces, List<String> strings) {
        return braces == null
                ? List.of()
                : MATCHER.matcher(braces)
                        .results()
                        .map(found -> new Matcher(
                                found.group(1), found.group(2), strings.get(Integer.parseInt(found.group(3)))))
                        .toList();
    }

    private static String unquoted(String quoted) {
        return quoted.substring(1, quoted.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\");
    }
}
