package io.holdfast.cache.model;

/** The rules that are kept in a run: all, or all but one. */
final class Rules {

    static final Rules ALL = new Rules();

    private final boolean[] missing = new boolean[Rule.values().length];

    private Rules() {}

    static Rules without(Rule rule) {
        var rules = new Rules();
        rules.missing[rule.ordinal()] = true;
        return rules;
    }

    boolean keep(Rule rule) {
        return !missing[rule.ordinal()];
    }
}
