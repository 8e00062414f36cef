package io.holdfast.core;

import java.util.List;

/**
 * What a principal may do: no more than its role allows anywhere, and no more than one of its rules allows there.
 *
 * @param rules where it may do anything; none is everywhere
 */
public record Access(Role role, List<Rule> rules) {

    public static final int RULES_MAX = 64;

    /** Everything, everywhere. */
    public static final Access ALL = new Access(Role.ADMIN, List.of());

    public Access {
        rules = List.copyOf(rules);
        if (rules.size() > RULES_MAX) {
            throw new IllegalArgumentException("there are at most " + RULES_MAX + " rules");
        }
    }

    /** Whether nothing is out of its reach. */
    public boolean isEverywhere() {
        return rules.isEmpty();
    }

    /** Whether this much may be done at all, somewhere. */
    public boolean allows(Role needed) {
        return role.includes(needed)
                && (rules.isEmpty()
                        || rules.stream().anyMatch(rule -> rule.role().includes(needed)));
    }

    /**
     * Whether this much may be done to the thing of this name, or to all things whose names begin with it.
     *
     * @param kind the word for what it is, as in {@link Rule#primitive}
     */
    public boolean allows(Role needed, String kind, String name) {
        if (!role.includes(needed)) {
            return false;
        }
        if (rules.isEmpty()) {
            return true;
        }
        for (var rule : rules) {
            if (rule.allows(needed, kind, name)) {
                return true;
            }
        }
        return false;
    }
}
