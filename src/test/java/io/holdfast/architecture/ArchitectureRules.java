package io.holdfast.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The rules that keep the shape, by the numbers of docs/architecture.md. */
final class ArchitectureRules {

    private static final List<String> BANNED_SUFFIXES = List.of(
            "Manager", "Helper", "Util", "Utils", "Impl", "Service", "Handler", "Processor", "Data", "Info", "Base");
    /** What answers other nodes is a service in the language of gRPC. */
    private static final String WORD_OF_GRPC = "PeerService";

    private static final String WEB = "..web..";

    private final Packages packages;
    private final DescribedPredicate<JavaClass> pure;
    private final DescribedPredicate<JavaClass> leaf;

    ArchitectureRules(Packages packages) {
        this.packages = packages;
        pure = DescribedPredicate.describe("the pure ring", packages::isPure);
        leaf = DescribedPredicate.describe("the leaves of the edge", packages::isLeaf);
    }

    /** 1. A whitelist, so that frameworks, I/O, clocks and threads all fail. */
    ArchRule thePureRingKnowsOnlyItselfAndAFewPackagesOfTheJdk() {
        var allowed = resideInAPackage("java.lang..")
                .or(resideInAPackage("java.util"))
                .or(resideInAPackage("java.util.function"))
                .or(resideInAPackage("java.util.stream"))
                .or(resideInAPackage("org.jspecify.annotations"))
                .or(pure)
                .or(DescribedPredicate.describe("primitive types", JavaClass::isPrimitive))
                .or(DescribedPredicate.describe(
                        "arrays of these",
                        type -> type.isArray()
                                && (type.getBaseComponentType().isPrimitive()
                                        || packages.isPure(type.getBaseComponentType())
                                        || type.getBaseComponentType()
                                                .getPackageName()
                                                .startsWith("java.lang"))));
        return classes().that(pure).should().onlyDependOnClassesThat(allowed).allowEmptyShould(true);
    }

    /** 2. Two replicas must not be able to differ. */
    ArchRule nothingInThePureRingDependsOnTheMachineItRunsOn() {
        return classes().that(pure).should(new OnlyBeDeterministic()).allowEmptyShould(true);
    }

    /** 3. */
    ArchRule packagesImportWhatTheTableSays() {
        return classes().should(new FollowTheImportTable(packages)).allowEmptyShould(true);
    }

    /** 3. */
    ArchRule packagesFormNoCycle() {
        return slices().matching(packages.root() + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true);
    }

    /** 4. */
    ArchRule primitivesDoNotKnowOneAnother() {
        return classes().should(new NotKnowOtherPrimitives(packages)).allowEmptyShould(true);
    }

    /** 4. */
    ArchRule onlyRaftKnowsRatis() {
        return onlyKnownTo(packages.root() + ".raft..", "org.apache.ratis..");
    }

    /** 4. */
    ArchRule onlyRedisKnowsSpringData() {
        return onlyKnownTo("..redis..", "org.springframework.data..");
    }

    /** 4. */
    ArchRule onlyStoreKnowsRocksDb() {
        return onlyKnownTo(packages.root() + ".store..", "org.rocksdb..");
    }

    /** 4. It comes with a library; ours is {@code tools.jackson}. The annotations are shared by both. */
    ArchRule nobodyKnowsTheOldJackson() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson.databind..", "com.fasterxml.jackson.core..")
                .allowEmptyShould(true);
    }

    private static ArchRule onlyKnownTo(String those, String library) {
        return noClasses()
                .that(resideOutsideOfPackages(those))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .allowEmptyShould(true);
    }

    /** 5. */
    ArchRule controllersAreSmallAndHidden() {
        return classes()
                .that()
                .areMetaAnnotatedWith("org.springframework.stereotype.Controller")
                .should()
                .bePackagePrivate()
                .andShould()
                .haveSimpleNameEndingWith("Controller")
                .andShould()
                .resideInAPackage(WEB)
                .allowEmptyShould(true);
    }

    /** 5. A controller asks the port to consensus and answers in records of its own; it holds no machine and no library. */
    ArchRule controllersHoldOnlyThePortAndTheirOwn() {
        return fields().that()
                .areDeclaredInClassesThat()
                .areMetaAnnotatedWith("org.springframework.stereotype.Controller")
                .and()
                .areNotStatic()
                .should(new BeOfThePortOrTheOwnPackage(packages))
                .allowEmptyShould(true);
    }

    /** 6. */
    ArchRule nothingInTheLeavesIsPublic() {
        return classes()
                .that(leaf)
                .and()
                .areTopLevelClasses()
                .should()
                .notBePublic()
                .allowEmptyShould(true);
    }

    /** 8. */
    ArchRule nothingIsInjectedIntoFields() {
        return NO_CLASSES_SHOULD_USE_FIELD_INJECTION.allowEmptyShould(true);
    }

    /** 8. */
    ArchRule nothingIsWiredByAnnotation() {
        return methods()
                .should()
                .notBeAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
                .allowEmptyShould(true);
    }

    /** 8. */
    ArchRule staticFieldsNeverChange() {
        return fields().that()
                .areStatic()
                .and(DescribedPredicate.describe("are written by hand", ArchitectureRules::isWrittenByHand))
                .should()
                .beFinal()
                .allowEmptyShould(true);
    }

    /** 8. A final field whose content changes is no better. What a field is declared as is what can be known of it. */
    ArchRule staticFieldsHoldNothingThatChanges() {
        return noFields()
                .that()
                .areStatic()
                .and(DescribedPredicate.describe("are written by hand", ArchitectureRules::isWrittenByHand))
                .should()
                .haveRawType(DescribedPredicate.describe("of a mutable type", ArchitectureRules::isMutable))
                .allowEmptyShould(true);
    }

    private static boolean isMutable(JavaClass type) {
        boolean atomic = type.getPackageName().startsWith("java.util.concurrent.atomic");
        boolean collection = type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class);
        return atomic || (collection && !type.isInterface()) || type.isAssignableTo(StringBuilder.class);
    }

    /** 8. */
    ArchRule nobodyPrints() {
        return NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.allowEmptyShould(true);
    }

    /** 8. */
    ArchRule optionalIsAnAnswerAndNoQuestion() {
        return codeUnits().should(new TakeNoOptional()).allowEmptyShould(true);
    }

    /** 9. */
    ArchRule namesSayTheRole() {
        return classes()
                .that()
                .areNotAnonymousClasses()
                .and()
                .doNotHaveSimpleName(WORD_OF_GRPC)
                .should(new HaveATellingName(BANNED_SUFFIXES))
                .allowEmptyShould(true);
    }

    /** All that can be said of classes, by number. Package descriptions and the length of files are read in the sources. */
    List<ArchRule> all() {
        return List.of(
                thePureRingKnowsOnlyItselfAndAFewPackagesOfTheJdk(),
                nothingInThePureRingDependsOnTheMachineItRunsOn(),
                packagesImportWhatTheTableSays(),
                packagesFormNoCycle(),
                primitivesDoNotKnowOneAnother(),
                onlyRaftKnowsRatis(),
                onlyRedisKnowsSpringData(),
                onlyStoreKnowsRocksDb(),
                nobodyKnowsTheOldJackson(),
                controllersAreSmallAndHidden(),
                controllersHoldOnlyThePortAndTheirOwn(),
                nothingInTheLeavesIsPublic(),
                nothingIsInjectedIntoFields(),
                nothingIsWiredByAnnotation(),
                staticFieldsNeverChange(),
                staticFieldsHoldNothingThatChanges(),
                nobodyPrints(),
                optionalIsAnAnswerAndNoQuestion(),
                namesSayTheRole());
    }

    private static boolean isWrittenByHand(JavaField field) {
        return !field.getModifiers().contains(JavaModifier.SYNTHETIC);
    }
}
