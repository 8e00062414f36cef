package io.holdfast.deploy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends the examples of one file in order and remembers the answers to those with a name. */
final class ExampleClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(75);
    private static final Pattern REFERENCE = Pattern.compile("\\{\\{\\s*([^{}]+?)\\s*}}");

    private final HttpClient following =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    private final HttpClient plain =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, Answer> named = new HashMap<>();
    private String key = "";

    /** A client for the examples of a file; the given variables win over those that the file declares. */
    ExampleClient(HttpFile file, Map<String, String> given) {
        variables.putAll(given);
        file.variables().forEach((name, value) -> variables.put(name, substitute(given.getOrDefault(name, value))));
    }

    /** From now on it says who it is, by this key. */
    ExampleClient with(String token) {
        key = token;
        return this;
    }

    /** Sends an example and returns what is wrong with the answer: nothing, if all is well. */
    List<String> run(HttpExample example) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(substitute(example.url())))
                .timeout(PATIENCE)
                .method(example.method(), BodyPublishers.ofString(substitute(example.body())));
        example.headers().forEach((name, value) -> request.header(name, substitute(value)));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        var client = example.followsRedirects() ? following : plain;
        var answer = Answer.of(client.send(request.build(), BodyHandlers.ofString()));
        if (!example.name().isEmpty()) {
            named.put(example.name(), answer);
        }
        var wrong = new ArrayList<String>();
        for (var expectation : example.expectations()) {
            expectation.violatedBy(answer, this::substitute).ifPresent(wrong::add);
        }
        if (!wrong.isEmpty()) {
            wrong.add("the answer was %d %s"
                    .formatted(answer.status(), answer.response().body()));
        }
        return wrong;
    }

    private String substitute(String text) {
        return REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(valueOf(found.group(1))));
    }

    private String valueOf(String reference) {
        if (reference.equals("$uuid")) {
            return UUID.randomUUID().toString();
        }
        if (reference.equals("$timestamp")) {
            return Long.toString(System.currentTimeMillis());
        }
        int dot = reference.indexOf('.');
        if (dot < 0 && variables.containsKey(reference)) {
            return variables.get(reference);
        }
        if (dot > 0 && named.containsKey(reference.substring(0, dot))) {
            String path = reference.substring(dot + 1).replaceFirst("^response\\.body\\.", "");
            return named.get(reference.substring(0, dot))
                    .text(path)
                    .orElseThrow(() -> new IllegalArgumentException("{{" + reference + "}} is not in the answer"));
        }
        throw new IllegalArgumentException("{{" + reference + "}} is not known here");
    }

    @Override
    public void close() {
        following.close();
        plain.close();
    }
}
