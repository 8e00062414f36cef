package io.holdfast.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * The steps at which the parts of a request were decided, each in the log of its group; noted on the request, for whoever
 * writes down what was done. Many threads note at once.
 */
public final class Sequences {

    private static final String ATTRIBUTE = Sequences.class.getName();

    private final Queue<String> noted = new ConcurrentLinkedQueue<>();

    private Sequences() {}

    static Sequences on(HttpServletRequest request) {
        var sequences = new Sequences();
        request.setAttribute(ATTRIBUTE, sequences);
        return sequences;
    }

    /** @param sequence 0 is none: what was decided without a step is not noted */
    void note(String group, long sequence) {
        if (sequence > 0) {
            noted.add(group + '=' + sequence);
        }
    }

    /** Such as {@code coordination=17}, or {@code data-1=4 data-2=9}; empty where nothing stands in a log. */
    public static String of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Sequences sequences
                ? sequences.noted.stream().sorted().collect(Collectors.joining(" "))
                : "";
    }
}
