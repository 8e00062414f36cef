package io.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Delete the folder of a primitive, and the rest compiles: nobody outside refers to it. Its {@code web} is inside. Sessions
 * are the exception: commands are made in their name, so the replica, the wire and the leader know them. So is the roster of
 * nodes, which is about those who agree.
 */
class PrimitivesAreSelfContainedTest {

    @TestFactory
    Stream<DynamicTest> nothingIsMissedWhenAPrimitiveIsDeleted() {
        return Product.PACKAGES.primitives().stream()
                .filter(primitive -> !primitive.equals(Packages.SESSION) && !primitive.equals(Packages.ROSTER))
                .map(primitive -> DynamicTest.dynamicTest(
                        primitive, () -> assertThat(missed(primitive)).isEmpty()));
    }

    private static Stream<String> missed(String primitive) {
        return Product.CLASSES.stream()
                .filter(type -> !isIn(primitive, type))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency ->
                        isIn(primitive, dependency.getTargetClass().getBaseComponentType()))
                .map(Dependency::getDescription);
    }

    private static boolean isIn(String primitive, JavaClass type) {
        return (type.getPackageName() + ".").startsWith(Product.ROOT + "." + primitive + ".");
    }
}
