package io.holdfast.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** No parameter is an Optional; lambdas, which take what they are given, do not count. */
final class TakeNoOptional extends ArchCondition<JavaCodeUnit> {

    TakeNoOptional() {
        super("take no Optional");
    }

    @Override
    public void check(JavaCodeUnit unit, ConditionEvents events) {
        boolean written = !unit.getModifiers().contains(JavaModifier.SYNTHETIC);
        if (written && unit.getRawParameterTypes().stream().anyMatch(TakeNoOptional::isOptional)) {
            events.add(SimpleConditionEvent.violated(unit, unit.getDescription()));
        }
    }

    private static boolean isOptional(JavaClass type) {
        return type.isEquivalentTo(Optional.class)
                || type.isEquivalentTo(OptionalLong.class)
                || type.isEquivalentTo(OptionalInt.class)
                || type.isEquivalentTo(OptionalDouble.class);
    }
}
