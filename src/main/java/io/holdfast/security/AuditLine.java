package io.holdfast.security;

import java.time.Instant;

/**
 * What is noted of one request: names, and never what is in a body or a token.
 *
 * @param sequence where it stands in the logs of its groups; empty where it does not
 */
record AuditLine(
        Instant at,
        String principal,
        String key,
        String address,
        String request,
        String operation,
        String object,
        int status,
        String code,
        String sequence) {

    /** One line of JSON, its end included, behind the hash of the one before. */
    String write(String node, String previous, long number) {
        var text = new StringBuilder(256);
        text.append("{\"previous\":\"")
                .append(previous)
                .append("\",\"number\":")
                .append(number);
        field(text, "at", at.toString());
        field(text, "node", node);
        field(text, "principal", principal);
        field(text, "key", key);
        field(text, "address", address);
        field(text, "request", request);
        field(text, "operation", operation);
        field(text, "object", object);
        text.append(",\"status\":").append(status);
        if (!code.isEmpty()) {
            field(text, "code", code);
        }
        if (!sequence.isEmpty()) {
            field(text, "sequence", sequence);
        }
        return text.append("}\n").toString();
    }

    private static void field(StringBuilder text, String name, String value) {
        text.append(",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f || Character.isSurrogate(c)) {
                text.append('?');
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
