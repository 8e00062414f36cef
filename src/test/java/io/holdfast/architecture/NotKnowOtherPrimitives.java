package io.holdfast.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** A primitive and its web are known to nobody else, so that the folder can be deleted. Sessions cannot. */
final class NotKnowOtherPrimitives extends ArchCondition<JavaClass> {

    private final Packages packages;

    NotKnowOtherPrimitives(Packages packages) {
        super("not know primitives other than its own");
        this.packages = packages;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        var own = owner(type);
        for (var dependency : type.getDirectDependenciesFromSelf()) {
            var target = owner(dependency.getTargetClass().getBaseComponentType());
            boolean removable = packages.primitives().contains(target)
                    && !target.equals(Packages.SESSION)
                    && !target.equals(Packages.ROSTER);
            if (removable && !target.equals(own)) {
                events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
            }
        }
    }

    /** The folder without its {@code .web}. */
    private String owner(JavaClass type) {
        var folder = packages.folder(type);
        return folder == null ? "" : folder.replaceFirst("\\..*", "");
    }
}
