package io.holdfast.deploy;

import java.util.List;
import java.util.Map;

/**
 * One request of an {@link HttpFile} with what its answer has to be.
 *
 * @param title the text behind ###
 * @param name what later examples call its answer; empty if they do not
 * @param after the command line after which it is to be sent; empty if there is none
 * @param line where the request stands in the file
 */
record HttpExample(
        String title,
        String name,
        String after,
        int line,
        String method,
        String url,
        Map<String, String> headers,
        String body,
        boolean followsRedirects,
        List<Expectation> expectations) {}
