package io.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The shape of the product. That each rule fails when it is broken is shown by {@link ArchitectureRulesBiteTest}. */
class ArchitectureTest {

    private static final String ROOT = "io.holdfast";
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @TestFactory
    Stream<DynamicTest> theShapeIsKept() {
        return new ArchitectureRules(new Packages(ROOT, PRODUCT))
                .all().stream().map(rule -> DynamicTest.dynamicTest(name(rule), () -> rule.check(PRODUCT)));
    }

    private static String name(ArchRule rule) {
        return rule.getDescription();
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
        assertThat(new Packages(ROOT, PRODUCT).primitives()).contains("session", "lock");
    }
}
