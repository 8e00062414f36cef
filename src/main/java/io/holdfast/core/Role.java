package io.holdfast.core;

/** What somebody may do. Each role includes those before it. */
public enum Role {
    /** Look at things. */
    READER,
    /** Take, give back, send, receive, store. */
    WRITER,
    /** Act on what others own: force-release, purge, transfer. */
    OPERATOR,
    /** Say who may do what. */
    ADMIN;

    /** Reads what {@link #word} writes. */
    public static Role parse(String text) {
        for (var role : values()) {
            if (role.word().equals(text)) {
                return role;
            }
        }
        throw new IllegalArgumentException("a role is one of reader, writer, operator, admin, not \"" + text + "\"");
    }

    public String word() {
        return switch (this) {
            case READER -> "reader";
            case WRITER -> "writer";
            case OPERATOR -> "operator";
            case ADMIN -> "admin";
        };
    }

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
