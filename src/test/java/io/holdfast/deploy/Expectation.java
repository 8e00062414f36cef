package io.holdfast.deploy;

import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What an answer has to be: {@code ?? status == 200}, {@code ?? header Holdfast-Node exists},
 * {@code ?? body holders[0].owner == alice}. Values are compared as text.
 */
record Expectation(int line, String subject, String path, String predicate, String value) {

    private static final Pattern FORM = Pattern.compile("\\?\\?\\s+(status|header|body)(?:\\s+(\\S+))??"
            + "\\s+(==|!=|>=|<=|>|<|contains|startsWith|matches|exists|isFalse)(?:\\s+(.*))?");

    static Expectation parse(int line, String text) {
        var form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("line " + line + ": cannot read: " + text);
        }
        return new Expectation(line, form.group(1), orEmpty(form.group(2)), form.group(3), orEmpty(form.group(4)));
    }

    private static String orEmpty(String group) {
        return group == null ? "" : group;
    }

    /** What is wrong with the answer, if anything. */
    Optional<String> violatedBy(Answer answer, UnaryOperator<String> substitute) {
        String wanted = substitute.apply(value);
        Optional<String> found = switch (subject) {
            case "status" -> Optional.of(Integer.toString(answer.status()));
            case "header" -> answer.header(path);
            default -> answer.text(substitute.apply(path));
        };
        if (holds(found, wanted)) {
            return Optional.empty();
        }
        return Optional.of("line %d: %s %s is %s, expected %s %s"
                .formatted(line, subject, path, found.orElse("absent"), predicate, wanted));
    }

    private boolean holds(Optional<String> found, String wanted) {
        return switch (predicate) {
            case "exists" -> found.isPresent() && !found.get().equals("null");
            case "isFalse" ->
                found.isEmpty() || found.get().equals("null") || found.get().equals("false");
            case "==" -> found.orElse("null").equals(wanted);
            case "!=" -> !found.orElse("null").equals(wanted);
            case "contains" -> found.orElse("").contains(wanted);
            case "startsWith" -> found.orElse("").startsWith(wanted);
            case "matches" -> Pattern.compile(wanted).matcher(found.orElse("")).find();
            default -> found.isPresent() && compares(Double.parseDouble(found.get()), Double.parseDouble(wanted));
        };
    }

    private boolean compares(double found, double wanted) {
        return switch (predicate) {
            case ">" -> found > wanted;
            case ">=" -> found >= wanted;
            case "<" -> found < wanted;
            default -> found <= wanted;
        };
    }
}
