package io.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Whatever the API's document has to offer is shown in the files of requests that people run, and so is run itself. */
class HttpFilesCoverageTest {

    private static final Path DOCUMENT = Path.of("docs/openapi.json");
    private static final Path FILES = Path.of("http-tests");
    private static final Pattern PLACE = Pattern.compile("\\{[^}]+}");
    private static final Pattern ORIGIN = Pattern.compile("^\\{\\{[^}]+}}");

    @Test
    void everyOperationIsShown() throws IOException {
        var requests = requests();

        assertThat(operations())
                .hasSizeGreaterThan(90)
                .allMatch(operation -> requests.stream().anyMatch(operation::isShownBy));
    }

    private record Request(String method, String path) {}

    private record Operation(String method, String path, List<String> literals) {

        /** A path without a variable part is never an example of one that has it: {@code /locks/acquire-all}. */
        boolean isShownBy(Request request) {
            var form = Pattern.compile("\\Q" + PLACE.matcher(path).replaceAll("\\\\E[^/]+\\\\Q") + "\\E");
            return request.method().equals(method)
                    && form.matcher(request.path()).matches()
                    && (path.equals(request.path()) || !literals.contains(request.path()));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private static List<Operation> operations() throws IOException {
        var paths = JsonMapper.shared()
                .readTree(Files.readString(DOCUMENT))
                .path("paths")
                .properties();
        var literals = paths.stream()
                .map(path -> path.getKey())
                .filter(path -> !path.contains("{"))
                .toList();
        var found = new ArrayList<Operation>();
        for (var path : paths) {
            path.getValue().propertyNames().stream()
                    .map(method -> new Operation(method.toUpperCase(Locale.ROOT), path.getKey(), literals))
                    .forEach(found::add);
        }
        return found;
    }

    private static List<Request> requests() throws IOException {
        var requests = new ArrayList<Request>();
        try (var files = Files.list(FILES)) {
            for (var file : new TreeSet<>(files.toList())) {
                for (var example : HttpFile.read(file).examples()) {
                    var path = ORIGIN.matcher(example.url()).replaceFirst("").replaceFirst("[?].*", "");
                    requests.add(new Request(example.method(), path));
                }
            }
        }
        return requests;
    }
}
