package io.holdfast.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;

/** A name that says the role: no pattern as a suffix, no kind as a prefix. */
final class HaveATellingName extends ArchCondition<JavaClass> {

    private final List<String> bannedSuffixes;

    HaveATellingName(List<String> bannedSuffixes) {
        super("have a name that says the role, not one that ends in " + bannedSuffixes);
        this.bannedSuffixes = bannedSuffixes;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        var name = type.getSimpleName();
        boolean prefixed = name.matches("I[A-Z][a-z].*") || name.startsWith("Abstract");
        if (prefixed || bannedSuffixes.stream().anyMatch(name::endsWith)) {
            events.add(SimpleConditionEvent.violated(type, type.getDescription()));
        }
    }
}
