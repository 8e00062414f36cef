package io.holdfast.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Every package has its line in the table, and imports nothing else of ours. */
final class FollowTheImportTable extends ArchCondition<JavaClass> {

    private final Packages packages;

    FollowTheImportTable(Packages packages) {
        super("import what the table says: " + packages.table());
        this.packages = packages;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        var folder = packages.folder(type);
        if (folder == null || folder.isEmpty()) {
            return;
        }
        var allowed = packages.mayImport(folder);
        if (allowed == null) {
            events.add(SimpleConditionEvent.violated(type, type.getName() + " is in a package without a place"));
            return;
        }
        for (var dependency : type.getDirectDependenciesFromSelf()) {
            var target = packages.folder(dependency.getTargetClass().getBaseComponentType());
            if (target != null && !target.equals(folder) && !allowed.contains(target)) {
                events.add(SimpleConditionEvent.violated(
                        type, folder + " -> " + target + ": " + dependency.getDescription()));
            }
        }
    }
}
