package io.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each rule against classes that break it: a rule that never fails says nothing. */
class ArchitectureRulesBiteTest {

    private static final String ROOT = "io.holdfast.architecture.bad";
    private static final JavaClasses BAD = new ClassFileImporter().importPackages(ROOT);
    private static final Packages PACKAGES = new Packages(ROOT, BAD);
    private static final ArchitectureRules RULES = new ArchitectureRules(PACKAGES);

    /** A rule, and words of each violation that it has to report. */
    private record Bite(String name, Function<ArchitectureRules, ArchRule> rule, List<String> found) {}

    private static final List<Bite> BITES = List.of(
            new Bite(
                    "pure ring",
                    ArchitectureRules::thePureRingKnowsOnlyItselfAndAFewPackagesOfTheJdk,
                    List.of("ImpureCore.millis(java.time.Duration)")),
            new Bite(
                    "determinism",
                    ArchitectureRules::nothingInThePureRingDependsOnTheMachineItRunsOn,
                    List.of(
                            "java.util.HashMap",
                            "System.nanoTime",
                            "System.currentTimeMillis",
                            "java.util.UUID",
                            "Math.random",
                            "Map.of",
                            "Map.copyOf",
                            "Set.copyOf",
                            "parallelStream",
                            "identityHashCode")),
            new Bite(
                    "import table",
                    ArchitectureRules::packagesImportWhatTheTableSays,
                    List.of(
                            "lock -> queue",
                            "queue -> lock",
                            "raft -> lock",
                            "HomelessHelper is in a package without a place")),
            new Bite("cycles", ArchitectureRules::packagesFormNoCycle, List.of("Slice lock -> ")),
            new Bite(
                    "primitives",
                    ArchitectureRules::primitivesDoNotKnowOneAnother,
                    List.of("LockPrimitive.other()", "QueuePrimitive.name()", "KnowsTheLock.known()")),
            new Bite("Ratis", ArchitectureRules::onlyRaftKnowsRatis, List.of("KnowsLibraries.peer()")),
            new Bite("Spring Data", ArchitectureRules::onlyRedisKnowsSpringData, List.of("StringRedisTemplate")),
            new Bite("RocksDB", ArchitectureRules::onlyStoreKnowsRocksDb, List.of("KnowsTheShelf.open(")),
            new Bite("old Jackson", ArchitectureRules::nobodyKnowsTheOldJackson, List.of("KnowsLibraries.jackson()")),
            new Bite(
                    "controllers",
                    ArchitectureRules::controllersAreSmallAndHidden,
                    List.of("has modifier PUBLIC", "does not have simple name ending with 'Controller'")),
            new Bite(
                    "what controllers hold",
                    ArchitectureRules::controllersHoldOnlyThePortAndTheirOwn,
                    List.of("LockEndpoint.locks", "LockEndpoint.names")),
            new Bite("leaves", ArchitectureRules::nothingInTheLeavesIsPublic, List.of("LockEndpoint", "KnowsTheLock")),
            new Bite(
                    "field injection",
                    ArchitectureRules::nothingIsInjectedIntoFields,
                    List.of("ForgetfulWeb.injected")),
            new Bite("autowiring", ArchitectureRules::nothingIsWiredByAnnotation, List.of("ForgetfulWeb.wire")),
            new Bite("static fields", ArchitectureRules::staticFieldsNeverChange, List.of("ForgetfulWeb.count")),
            new Bite(
                    "static content",
                    ArchitectureRules::staticFieldsHoldNothingThatChanges,
                    List.of("ForgetfulWeb.SEEN")),
            new Bite("printing", ArchitectureRules::nobodyPrints, List.of("ForgetfulWeb.greet")),
            new Bite("Optional", ArchitectureRules::optionalIsAnAnswerAndNoQuestion, List.of("ForgetfulWeb.greet")),
            new Bite("names", ArchitectureRules::namesSayTheRole, List.of("HomelessHelper", "IThing")));

    @TestFactory
    Stream<DynamicTest> theRuleFailsWhereItIsBroken() {
        return BITES.stream()
                .map(bite -> DynamicTest.dynamicTest(bite.name(), () -> {
                    var report = bite.rule()
                            .apply(RULES)
                            .evaluate(BAD)
                            .getFailureReport()
                            .toString();

                    assertThat(report).contains(bite.found());
                }));
    }

    @Test
    void everyRuleIsTried() {
        var tried = BITES.stream().map(bite -> bite.rule().apply(RULES).getDescription());

        assertThat(tried)
                .containsExactlyElementsOf(
                        RULES.all().stream().map(ArchRule::getDescription).toList());
    }

    @Test
    void sessionsMayBeKnown() {
        var report = RULES.packagesImportWhatTheTableSays()
                .evaluate(BAD)
                .getFailureReport()
                .toString();

        assertThat(report).doesNotContain("raft -> session");
    }

    @Test
    void aSourceThatIsTooLongIsFound(@TempDir Path folder) throws IOException {
        var fine = Files.writeString(folder.resolve("Fine.java"), "x\n".repeat(Sources.LINES_MAX));
        var tooLong = Files.writeString(folder.resolve("TooLong.java"), "x\n".repeat(Sources.LINES_MAX + 1));

        assertThat(Sources.tooLong(folder)).containsExactly(tooLong).doesNotContain(fine);
    }

    @Test
    void aPackageThatDoesNotSayWhatItIsIsFound(@TempDir Path folder) throws IOException {
        var silent = describe(folder, "silent", "package silent;\n");
        var unmarked = describe(folder, "unmarked", "/** Says it. */\npackage unmarked;\n");
        var mumbling = describe(folder, "mumbling", "/** */\n@NullMarked\npackage mumbling;\n");
        describe(folder, "fine", "/** Says what it is. */\n@NullMarked\npackage fine;\n");
        var absent = Files.createDirectory(folder.resolve("absent"));
        Files.writeString(absent.resolve("Thing.java"), "package absent;\n");

        assertThat(Sources.withoutDescription(folder)).containsExactlyInAnyOrder(silent, unmarked, mumbling, absent);
    }

    private static Path describe(Path root, String name, String text) throws IOException {
        var folder = Files.createDirectory(root.resolve(name));
        Files.writeString(folder.resolve("package-info.java"), text);
        return folder;
    }
}
