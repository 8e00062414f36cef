package io.holdfast.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;

/** No clock, no chance, no thread, and nothing whose order depends on a hash. */
final class OnlyBeDeterministic extends ArchCondition<JavaClass> {

    private static final Set<String> TYPES = Set.of(
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.IdentityHashMap",
            "java.util.WeakHashMap",
            "java.util.Hashtable",
            "java.util.UUID",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.Date",
            "java.util.Calendar",
            "java.util.Timer",
            "java.util.Locale",
            "java.util.TimeZone",
            "java.lang.Thread",
            "java.lang.ThreadLocal",
            "java.lang.Runtime",
            "java.lang.ProcessHandle");

    private static final Map<String, Set<String>> METHODS = Map.of(
            "java.lang.System", Set.of("currentTimeMillis", "nanoTime", "identityHashCode", "getProperty", "getenv"),
            "java.lang.Math", Set.of("random"),
            "java.util.Map", Set.of("of", "ofEntries", "copyOf"),
            "java.util.Set", Set.of("of", "copyOf"),
            "java.util.Collection", Set.of("parallelStream"),
            "java.util.List", Set.of("parallelStream"),
            "java.util.Collections", Set.of("shuffle"),
            "java.util.stream.Stream", Set.of("parallel", "findAny"),
            "java.util.stream.Collectors",
                    Set.of("toSet", "toMap", "groupingBy", "toUnmodifiableSet", "toUnmodifiableMap"));

    OnlyBeDeterministic() {
        super("have no clock, no chance, no thread and no order of hashes");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        for (var dependency : type.getDirectDependenciesFromSelf()) {
            if (TYPES.contains(
                    dependency.getTargetClass().getBaseComponentType().getFullName())) {
                events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
            }
        }
        type.getMethodCallsFromSelf().forEach(call -> check(type, call, events));
        type.getMethodReferencesFromSelf().forEach(reference -> check(type, reference, events));
    }

    private static void check(JavaClass type, JavaAccess<?> access, ConditionEvents events) {
        var banned = METHODS.getOrDefault(access.getTargetOwner().getFullName(), Set.of());
        if (banned.contains(access.getName())) {
            events.add(SimpleConditionEvent.violated(type, access.getDescription()));
        }
    }
}
