package io.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What each overlay of {@code k8s/} is for is there once it is rendered; what needs no kubectl is checked without. */
class KubernetesOverlaysTest {

    private static final Path K8S = Path.of("k8s");
    private static final Path OVERLAYS = K8S.resolve("overlays");
    /** These kinds belong to no namespace. */
    private static final Set<String> WITHOUT_NAMESPACE = Set.of("Namespace");

    @Test
    void everyFileIsNamedByAKustomizationAndEveryNamedFileIsThere() throws IOException {
        var named = kustomizations().flatMap(KubernetesOverlaysTest::references).toList();
        var files = files().filter(path -> !path.endsWith("kustomization.yaml")).toList();

        assertThat(named).allMatch(Files::exists);
        assertThat(files).isNotEmpty().allMatch(named::contains);
    }

    @Test
    void everyPatchHasATargetInTheBase() throws IOException {
        var base = Rendered.withoutKubectl(K8S.resolve("base"));

        kustomizations().map(KubernetesOverlaysTest::read).forEach(kustomization -> {
            for (var patch : kustomization.at("patches").items()) {
                base.object(
                        patch.at("target.kind").text(), patch.at("target.name").text());
            }
            for (var replicas : kustomization.at("replicas").items()) {
                base.object("StatefulSet", replicas.at("name").text());
            }
        });
    }

    @Test
    void eachOverlayLivesInANamespaceOfItsOwn() throws IOException {
        Rendered.KUBECTL.isNeeded();
        try (var overlays = Files.list(OVERLAYS)) {
            for (var rendered : overlays.map(Rendered::by).toList()) {
                var namespace = rendered.all("Namespace").getFirst();
                assertThat(namespace
                                .at("metadata.labels")
                                .key("pod-security.kubernetes.io/enforce")
                                .text())
                        .isEqualTo("restricted");
                assertThat(rendered.objects())
                        .as(rendered.name())
                        .filteredOn(object ->
                                !WITHOUT_NAMESPACE.contains(object.at("kind").text()))
                        .allMatch(object -> object.at("metadata.namespace")
                                .text()
                                .equals(namespace.at("metadata.name").text()));
            }
        }
    }

    @Test
    void threeAndFiveAreWhatTheyAreCalled() {
        Rendered.KUBECTL.isNeeded();

        assertThat(overlay("three").replicas()).isEqualTo(3);
        assertThat(overlay("five").replicas()).isEqualTo(5);
    }

    /** A change of anything else would start those again that are there, and of the list, make them another cluster. */
    @Test
    void aClusterOfThreeGrowsByItsNumberOfPodsAlone() {
        Rendered.KUBECTL.isNeeded();
        var three = overlay("three");
        var grown = overlay("grown");

        assertThat(grown.replicas()).isEqualTo(5);
        assertThat(grown.settings()).isEqualTo(three.settings());
        assertThat(grown.nodes().at("spec.template").value())
                .isEqualTo(three.nodes().at("spec.template").value());
        assertThat(grown.objects())
                .extracting(Rendered::nameOf)
                .containsExactlyElementsOf(
                        three.objects().stream().map(Rendered::nameOf).toList());
    }

    /** Whoever leaves the cluster for good is removed by an operator: a pod ends for many other reasons. */
    @Test
    void noPodRemovesItselfOrForgetsItsDisk() {
        Rendered.KUBECTL.isNeeded();
        var rendered = overlay("grown");

        assertThat(rendered.container().at("lifecycle.preStop.exec.command").items())
                .extracting(Yaml::text)
                .containsExactly("sleep", "5");
        assertThat(rendered.nodes()
                        .at("spec.persistentVolumeClaimRetentionPolicy.whenScaled")
                        .text())
                .isEqualTo("Retain");
    }

    @Test
    void theNodesFindRedisAndNobodyElseDoes() {
        Rendered.KUBECTL.isNeeded();
        var rendered = overlay("redis");
        var service = rendered.object(
                "Service", rendered.settings().get("SPRING_DATA_REDIS_HOST").toString());
        var redis = rendered.object("StatefulSet", service.at("metadata.name").text());
        var container = redis.at("spec.template.spec.containers[0]");
        var policy = rendered.object("NetworkPolicy", "holdfast-redis");
        var labels = redis.at("spec.template.metadata.labels").asMap();

        assertThat(service.at("spec.ports[0].port").number()).isEqualTo(6379);
        assertThat(service.at("spec.ports[0].targetPort").text())
                .isEqualTo(container.at("ports[0].name").text());
        assertThat(service.at("spec.selector").asMap()).isEqualTo(labels);
        assertThat(policy.at("spec.podSelector.matchLabels").asMap()).isEqualTo(labels);
        assertThat(policy.at("spec.ingress[0].from").items()).hasSize(1);
        assertThat(policy.at("spec.ingress[0].from[0].podSelector.matchLabels").asMap())
                .isEqualTo(rendered.nodes().at("spec.template.metadata.labels").asMap());
        assertThat(rendered.object("Service", "holdfast").at("spec.selector").asMap())
                .as("Redis is no node")
                .isNotEqualTo(labels);
    }

    @Test
    void theOperatorScrapesEveryNodeOnce() {
        Rendered.KUBECTL.isNeeded();
        var rendered = overlay("monitored");
        var monitor = rendered.object("ServiceMonitor", "holdfast");
        var wanted = monitor.at("spec.selector.matchLabels").asMap().entrySet();
        var scraped = rendered.all("Service").stream()
                .filter(service ->
                        service.at("metadata.labels").asMap().entrySet().containsAll(wanted))
                .toList();
        var endpoint = monitor.at("spec.endpoints[0]");

        assertThat(scraped)
                .singleElement()
                .satisfies(service -> assertThat(
                                service.at("spec.publishNotReadyAddresses").value())
                        .isEqualTo(true));
        assertThat(scraped.getFirst().at("spec.ports").items())
                .extracting(port -> port.at("name").text())
                .contains(endpoint.at("port").text());
        assertThat(scraped.getFirst()
                        .at("metadata.labels")
                        .key(monitor.at("spec.jobLabel").text())
                        .text())
                .isEqualTo("holdfast");
        assertThat(endpoint.at("relabelings").items())
                .extracting(relabeling -> relabeling.at("targetLabel").text())
                .containsExactly("node", "holdfast_cluster");
        assertThat(rendered.object("NetworkPolicy", "holdfast-from-prometheus")
                        .at("spec.ingress[0].ports[0].port")
                        .text())
                .isEqualTo("http");
    }

    /** The operator's kinds are none of the API's own, so their fields are held against those that are meant. */
    @Test
    void theOperatorsObjectsHaveNoFieldByMistake() throws IOException {
        var folder = K8S.resolve("components").resolve("monitoring");
        var monitor = read(folder.resolve("service-monitor.yaml"));
        var rule = read(folder.resolve("prometheus-rule.yaml"));

        assertThat(List.of(monitor, rule)).allSatisfy(object -> {
            assertThat(object.at("apiVersion").text()).isEqualTo("monitoring.coreos.com/v1");
            assertThat(object.asMap()).containsOnlyKeys("apiVersion", "kind", "metadata", "spec");
        });
        assertThat(monitor.at("spec").asMap()).containsOnlyKeys("jobLabel", "selector", "endpoints");
        assertThat(monitor.at("spec.endpoints[0]").asMap()).containsOnlyKeys("port", "path", "interval", "relabelings");
        assertThat(rule.at("spec").asMap()).containsOnlyKeys("groups");
    }

    @Test
    void theOperatorIsGivenTheRulesThatAreTested() throws IOException {
        var rule = read(K8S.resolve("components").resolve("monitoring").resolve("prometheus-rule.yaml"));

        assertThat(rule.at("spec.groups").value())
                .isEqualTo(Rules.read().file().at("groups").value());
    }

    private static Rendered overlay(String name) {
        return Rendered.by(OVERLAYS.resolve(name));
    }

    private static Stream<Path> files() throws IOException {
        try (var files = Files.walk(K8S)) {
            return files.filter(path -> path.toString().endsWith(".yaml")).toList().stream();
        }
    }

    private static Stream<Path> kustomizations() throws IOException {
        return files().filter(path -> path.endsWith("kustomization.yaml"));
    }

    private static Stream<Path> references(Path kustomization) {
        var yaml = read(kustomization);
        return Stream.of(
                        yaml.at("resources").items().stream(),
                        yaml.at("components").items().stream(),
                        yaml.at("patches").items().stream().map(patch -> patch.at("path")))
                .flatMap(references -> references)
                .map(reference -> kustomization.resolveSibling(reference.text()).normalize());
    }

    private static Yaml read(Path file) {
        try {
            return Yaml.parse(Files.readString(file)).getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
