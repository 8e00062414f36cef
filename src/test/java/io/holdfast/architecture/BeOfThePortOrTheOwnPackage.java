package io.holdfast.architecture;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Objects;

/** A field whose type comes from {@code cluster}, from {@code web} or from the package it is in, or a list of such. */
final class BeOfThePortOrTheOwnPackage extends ArchCondition<JavaField> {

    private final Packages packages;

    BeOfThePortOrTheOwnPackage(Packages packages) {
        super("be of the port or of the own package");
        this.packages = packages;
    }

    @Override
    public void check(JavaField field, ConditionEvents events) {
        var own = packages.folder(field.getOwner());
        boolean fine = field.getType().getAllInvolvedRawTypes().stream()
                .filter(type -> !type.isEquivalentTo(List.class))
                .map(packages::folder)
                .allMatch(folder -> "cluster".equals(folder) || "web".equals(folder) || Objects.equals(folder, own));
        if (!fine) {
            events.add(SimpleConditionEvent.violated(field, field.getDescription()));
        }
    }
}
