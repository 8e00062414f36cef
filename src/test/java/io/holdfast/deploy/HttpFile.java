package io.holdfast.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A file of HTTP requests as IntelliJ and httpyac know it, as far as the files in {@code http-tests} make use of the
 * format: requests parted by {@code ###}, variables ({@code @lock = demo}), names ({@code # @name acquire}),
 * {@code # @no-redirect}, commands to run first ({@code # @after ./holdfast stop n1}), and expectations
 * ({@code ?? status == 200}).
 */
record HttpFile(Path path, Map<String, String> variables, List<HttpExample> examples) {

    private static final Pattern VARIABLE = Pattern.compile("@([A-Za-z][A-Za-z0-9_]*)\\s*=\\s*(.*)");
    private static final Pattern DIRECTIVE = Pattern.compile("(?:#|//)\\s*@([a-z-]+)\\s*(.*)");
    private static final Pattern REQUEST =
            Pattern.compile("(GET|HEAD|POST|PUT|PATCH|DELETE)\\s+(\\S+)(?:\\s+HTTP/\\d(?:\\.\\d)?)?\\s*");
    private static final Pattern HEADER = Pattern.compile("([A-Za-z0-9-]+):\\s*(.*)");

    static HttpFile read(Path path) throws IOException {
        return parse(path, Files.readAllLines(path));
    }

    static HttpFile parse(Path path, List<String> lines) {
        var file = new HttpFile(path, new LinkedHashMap<>(), new ArrayList<>());
        int from = 0;
        String title = "";
        for (int i = 0; i <= lines.size(); i++) {
            if (i == lines.size() || lines.get(i).startsWith("###")) {
                file.readSection(title, lines.subList(from, i), from + 1);
                title = i == lines.size() ? "" : lines.get(i).substring(3).strip();
                from = i + 1;
            }
        }
        return file;
    }

    private void readSection(String title, List<String> lines, int firstLine) {
        String name = "";
        String after = "";
        boolean followsRedirects = true;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            var variable = VARIABLE.matcher(line);
            var directive = DIRECTIVE.matcher(line);
            var request = REQUEST.matcher(line);
            if (variable.matches()) {
                variables.put(variable.group(1), variable.group(2));
            } else if (directive.matches()) {
                switch (directive.group(1)) {
                    case "name" -> name = directive.group(2);
                    case "after" -> after = directive.group(2);
                    case "no-redirect" -> followsRedirects = false;
                    default -> throw unreadable(firstLine + i, line);
                }
            } else if (request.matches()) {
                examples.add(readRequest(
                        new Head(title, name, after, firstLine + i, request, followsRedirects),
                        lines.subList(i + 1, lines.size())));
                return;
            } else if (!line.isEmpty() && !line.startsWith("#") && !line.startsWith("//")) {
                throw unreadable(firstLine + i, line);
            }
        }
    }

    private HttpExample readRequest(Head head, List<String> lines) {
        var url = new StringBuilder(head.request.group(2));
        int i = 0;
        while (i < lines.size() && lines.get(i).matches("\\s+[?&/].*")) {
            url.append(lines.get(i++).strip());
        }
        var headers = new LinkedHashMap<String, String>();
        for (; i < lines.size() && !lines.get(i).isBlank(); i++) {
            var header = HEADER.matcher(lines.get(i));
            if (!header.matches()) {
                throw unreadable(head.line + i + 1, lines.get(i));
            }
            headers.put(header.group(1), header.group(2).strip());
        }
        var body = new ArrayList<String>();
        var expectations = new ArrayList<Expectation>();
        for (; i < lines.size(); i++) {
            if (lines.get(i).startsWith("??")) {
                expectations.add(Expectation.parse(head.line + i + 1, lines.get(i)));
            } else if (expectations.isEmpty()) {
                body.add(lines.get(i));
            } else if (!lines.get(i).isBlank() && !lines.get(i).startsWith("#")) {
                throw unreadable(head.line + i + 1, lines.get(i));
            }
        }
        return new HttpExample(
                head.title,
                head.name,
                head.after,
                head.line,
                head.request.group(1),
                url.toString(),
                headers,
                String.join("\n", body).strip(),
                head.followsRedirects,
                expectations);
    }

    private IllegalArgumentException unreadable(int line, String text) {
        return new IllegalArgumentException(path + ":" + line + ": cannot read: " + text);
    }

    /** What stands before the headers. */
    private record Head(
            String title, String name, String after, int line, MatchResult request, boolean followsRedirects) {}
}
