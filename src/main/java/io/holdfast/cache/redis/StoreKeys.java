package io.holdfast.cache.redis;

import java.nio.charset.StandardCharsets;

/** What the keys in Redis are called. Each cluster has its own, so that none takes another's entries for its own. */
final class StoreKeys {

    private final String prefix;

    StoreKeys(String prefix, String cluster) {
        this.prefix = prefix + ":cache:" + cluster;
    }

    /** A set: the spaces that a group has begun. */
    byte[] spaces(String group) {
        return bytes(prefix + ':' + group);
    }

    /** A hash: how far the space was written, and by whom. */
    byte[] meta(Space space) {
        return bytes(base(space));
    }

    /** A hash: an entry, or that it was deleted. */
    byte[] entry(Space space, String key) {
        return bytes(base(space) + ':' + key);
    }

    private String base(Space space) {
        return prefix + ':' + space.group() + ':' + space.name();
    }

    /** What the keys of all entries of the space are like. */
    String pattern(Space space) {
        var literal = new StringBuilder();
        for (char c : base(space).toCharArray()) {
            literal.append("[]*?^\\".indexOf(c) < 0 ? "" : "\\").append(c);
        }
        return literal + ":*";
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
