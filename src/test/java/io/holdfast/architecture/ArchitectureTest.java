package io.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The shape of the product. That each rule fails when it is broken is shown by {@link ArchitectureRulesBiteTest}. */
class ArchitectureTest {

    @TestFactory
    Stream<DynamicTest> theShapeIsKept() {
        return new ArchitectureRules(Product.PACKAGES)
                .all().stream()
                        .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(Product.CLASSES)));
    }

    @Test
    void everyPackageSaysWhatItIs() {
        assertThat(Sources.withoutDescription(Path.of("src/main/java"))).isEmpty();
    }

    @Test
    void noSourceIsTooLongToRead() {
        assertThat(Sources.tooLong(Path.of("src/main/java"))).isEmpty();
    }

    @Test
    void primitivesAreFoundByTheirFolders() {
        assertThat(Product.PACKAGES.primitives()).contains("session", "lock");
    }
}
