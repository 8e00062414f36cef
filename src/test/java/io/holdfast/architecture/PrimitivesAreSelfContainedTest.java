package io.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Delete the folder of a primitive, and the rest compiles: nobody outside refers to it. Its {@code web} is inside. Sessions
 * are the exception: commands are made in their name, so the replica, the wire and the leader know them.
 */
class PrimitivesAreSelfContainedTest {

    private static final String ROOT = "io.holdfast";
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @TestFactory
    Stream<DynamicTest> nothingIsMissedWhenAPrimitiveIsDeleted() {
        return new Packages(ROOT, PRODUCT)
                .primitives().stream()
                        .filter(primitive -> !primitive.equals(Packages.SESSION))
                        .map(primitive -> DynamicTest.dynamicTest(
                                primitive, () -> assertThat(missed(primitive)).isEmpty()));
    }

    private static Stream<String> missed(String primitive) {
        return PRODUCT.stream()
                .filter(type -> !isIn(primitive, type))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency ->
                        isIn(primitive, dependency.getTargetClass().getBaseComponentType()))
                .map(Dependency::getDescription);
    }

    private static boolean isIn(String primitive, JavaClass type) {
        return (type.getPackageName() + ".").startsWith(ROOT + "." + primitive + ".");
    }
}
