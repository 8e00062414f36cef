package io.holdfast.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file of the log.
 *
 * @param end the last index of a closed segment; null for the open one, which says nothing about its end
 */
record Segment(Path file, long start, @Nullable Long end) {

    private static final Pattern CLOSED = Pattern.compile("log_(\\d{1,18})-(\\d{1,18})");
    private static final Pattern OPEN = Pattern.compile("log_inprogress_(\\d{1,18})(?:\\..*)?");
    private static final Comparator<Segment> ORDER = Comparator.comparingLong(Segment::start)
            .thenComparing(segment -> segment.file().getFileName().toString());

    /** The segments in order. An open one without a byte is left out: nothing was written to it yet. */
    static List<Segment> list(Path directory) throws IOException {
        var segments = new ArrayList<Segment>();
        try (var files = Files.newDirectoryStream(directory, "log_*")) {
            for (var file : files) {
                var segment = of(file);
                if (segment != null) {
                    segments.add(segment);
                }
            }
        }
        segments.sort(ORDER);
        return segments;
    }

    private static @Nullable Segment of(Path file) throws IOException {
        var name = file.getFileName().toString();
        var closed = CLOSED.matcher(name);
        if (closed.matches()) {
            return new Segment(file, number(closed, 1), number(closed, 2));
        }
        var open = OPEN.matcher(name);
        return open.matches() && Files.size(file) > 0 ? new Segment(file, number(open, 1), null) : null;
    }

    private static long number(Matcher matcher, int group) {
        return Long.parseLong(matcher.group(group));
    }

    /** Where this segment is known to end right before the other begins. */
    boolean precedes(Segment next) {
        return end != null && end + 1 == next.start();
    }

    boolean isOpen() {
        return end == null;
    }
}
