package io.holdfast.bench;

import java.util.List;
import java.util.Map;

/** Maps, lists, texts, numbers and truth values as indented JSON. What is not finite becomes null. */
final class JsonText {

    private final StringBuilder out = new StringBuilder();

    private JsonText() {}

    static String of(Object value) {
        var text = new JsonText();
        text.write(value, "\n");
        return text.out.append('\n').toString();
    }

    private void write(Object value, String newLine) {
        switch (value) {
            case Map<?, ?> map -> writeMap(map, newLine);
            case List<?> list -> writeList(list, newLine);
            case Double number -> writeNumber(number);
            case Number number -> out.append(number);
            case Boolean truth -> out.append(truth);
            default -> writeText(value.toString());
        }
    }

    private void writeMap(Map<?, ?> map, String newLine) {
        if (map.isEmpty()) {
            out.append("{}");
            return;
        }
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator).append(newLine).append("  ");
            writeText(entry.getKey().toString());
            out.append(": ");
            write(entry.getValue(), newLine + "  ");
            separator = ",";
        }
        out.append(newLine).append('}');
    }

    private void writeList(List<?> list, String newLine) {
        if (list.isEmpty()) {
            out.append("[]");
            return;
        }
        String separator = "[";
        for (Object element : list) {
            out.append(separator).append(newLine).append("  ");
            write(element, newLine + "  ");
            separator = ",";
        }
        out.append(newLine).append(']');
    }

    /** Four places behind the point are more than any figure here deserves. */
    private void writeNumber(double number) {
        if (Double.isFinite(number)) {
            double rounded = Math.round(number * 10_000) / 10_000.0;
            out.append(rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded));
        } else {
            out.append("null");
        }
    }

    private void writeText(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
