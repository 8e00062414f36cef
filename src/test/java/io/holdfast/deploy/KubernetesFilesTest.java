package io.holdfast.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The files in {@code k8s/base}, rendered with {@code kubectl kustomize} where there is a kubectl, are what Kubernetes'
 * API takes, and agree with each other, with the image and with what the server serves.
 */
class KubernetesFilesTest {

    private static final Path BASE = Path.of("k8s", "base");
    /** Spring's own bound on a graceful shutdown, unless the application sets another. */
    private static final int SHUTDOWN_SECONDS = 30;

    private static List<Yaml> objects;
    private static Yaml statefulSet;
    private static Yaml pod;
    private static Yaml container;

    @BeforeAll
    static void render() throws Exception {
        objects = kubectlRenders() ? rendered() : raw();
        statefulSet = object("StatefulSet", "holdfast");
        pod = statefulSet.at("spec.template.spec");
        container = pod.at("containers[0]");
    }

    @TestFactory
    List<DynamicTest> eachObjectIsWhatTheApiTakes() {
        return objects.stream()
                .map(object -> DynamicTest.dynamicTest(nameOf(object), () -> {
                    var type = Class.forName("io.kubernetes.client.openapi.models.V1"
                            + object.at("kind").text());
                    type.getMethod("validateJsonElement", JsonElement.class)
                            .invoke(null, new Gson().toJsonTree(object.value()));
                }))
                .toList();
    }

    @Test
    void everySelectorSelectsThePods() {
        var labels = statefulSet.at("spec.template.metadata.labels").asMap().entrySet();
        var selectors = List.of(
                statefulSet.at("spec.selector.matchLabels"),
                object("Service", "holdfast").at("spec.selector"),
                object("Service", "holdfast-peers").at("spec.selector"),
                object("PodDisruptionBudget", "holdfast").at("spec.selector.matchLabels"),
                object("NetworkPolicy", "holdfast").at("spec.podSelector.matchLabels"),
                object("NetworkPolicy", "holdfast").at("spec.ingress[0].from[0].podSelector.matchLabels"),
                pod.at("affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0]"
                        + ".podAffinityTerm.labelSelector.matchLabels"));

        assertThat(selectors).allSatisfy(selector -> {
            assertThat(selector.asMap()).isNotEmpty();
            assertThat(labels).containsAll(selector.asMap().entrySet());
        });
    }

    @Test
    void servicesAndPoliciesNamePortsThatTheContainerHas() {
        var has = container.at("ports").items().stream()
                .map(port -> port.at("name").text())
                .toList();
        var named = new ArrayList<String>();
        for (String service : List.of("holdfast", "holdfast-peers")) {
            object("Service", service)
                    .at("spec.ports")
                    .items()
                    .forEach(port -> named.add(port.at("targetPort").text()));
        }
        for (var rule : object("NetworkPolicy", "holdfast").at("spec.ingress").items()) {
            rule.at("ports").items().forEach(port -> named.add(port.at("port").text()));
        }

        assertThat(named).isNotEmpty().isSubsetOf(has);
        assertThat(object("NetworkPolicy", "holdfast")
                        .at("spec.ingress[1].ports")
                        .items())
                .as("Raft is for the nodes alone")
                .noneMatch(port -> port.at("port").text().equals("raft"));
    }

    @Test
    void theNodesFindEachOtherBeforeTheyAreReady() {
        var peers = object("Service", statefulSet.at("spec.serviceName").text());

        assertThat(peers.at("spec.clusterIP").text()).isEqualTo("None");
        assertThat(peers.at("spec.publishNotReadyAddresses").value()).isEqualTo(true);
        assertThat(statefulSet.at("spec.podManagementPolicy").text()).isEqualTo("Parallel");
        assertThat(object("Service", "holdfast")
                        .at("spec.publishNotReadyAddresses")
                        .isThere())
                .isFalse();
    }

    @Test
    void theMemberListNamesEveryPodAtItsOwnAddress() {
        var settings = settings();
        var expected = IntStream.range(0, replicas())
                .mapToObj(i -> "holdfast-" + i)
                .map(name -> "%1$s/%1$s.%2$s:%3$s/http://%1$s.%2$s:%4$s"
                        .formatted(name, statefulSet.at("spec.serviceName").text(), port("raft"), port("http")))
                .toList();

        assertThat(settings.get("HOLDFAST_CLUSTER_MEMBERS").toString().split(","))
                .containsExactlyElementsOf(expected);
        assertThat(environment("HOLDFAST_NODE_ID")
                        .at("valueFrom.fieldRef.fieldPath")
                        .text())
                .as("a node is named as its pod")
                .isEqualTo("metadata.name");
        assertThat(settings).containsEntry("HOLDFAST_ROUTING", "forward");
    }

    @Test
    void aDisruptionLeavesAMajority() {
        int unavailable = object("PodDisruptionBudget", "holdfast")
                .at("spec.maxUnavailable")
                .number();

        assertThat(replicas() - unavailable).isGreaterThan(replicas() / 2);
    }

    @Test
    void thePodHasTimeToShutDown() {
        int pause = Integer.parseInt(
                container.at("lifecycle.preStop.exec.command[1]").text());

        assertThat(pod.at("terminationGracePeriodSeconds").number()).isGreaterThan(pause + SHUTDOWN_SECONDS);
    }

    /** The examples are executed against real nodes, so a path that is among them is one that the server serves. */
    @Test
    void probesAskWhatTheServerServes() throws IOException {
        var examples = HttpFile.read(Path.of("http-tests", "cluster.http")).examples().stream()
                .map(example -> example.url().replaceFirst("^\\{\\{\\w+}}", ""))
                .toList();

        assertThat(probe("startupProbe")).isEqualTo("/actuator/health/liveness").isIn(examples);
        assertThat(probe("livenessProbe")).isEqualTo("/actuator/health/liveness");
        assertThat(probe("readinessProbe"))
                .isEqualTo("/actuator/health/readiness")
                .isIn(examples);
    }

    @Test
    void theContainerRunsWithoutPrivilegesAndWritesOnlyToItsVolumes() throws IOException {
        var image = Files.readString(Path.of("Dockerfile"));
        var mounts = container.at("volumeMounts").items().stream()
                .map(mount -> mount.at("mountPath").text())
                .toList();

        assertThat(container.at("securityContext.readOnlyRootFilesystem").value())
                .isEqualTo(true);
        assertThat(container.at("securityContext.allowPrivilegeEscalation").value())
                .isEqualTo(false);
        assertThat(pod.at("securityContext.runAsNonRoot").value()).isEqualTo(true);
        assertThat(image).contains("USER " + pod.at("securityContext.runAsUser").text() + ":");
        assertThat(mounts).containsExactlyInAnyOrder("/data", "/tmp");
        assertThat(environment("HOLDFAST_NODE_DATA_DIR").at("value").text()).startsWith("/data/");
        assertThat(image).contains("EXPOSE " + port("http") + " " + port("raft"));
    }

    private static int replicas() {
        return statefulSet.at("spec.replicas").number();
    }

    private static String port(String name) {
        return container.at("ports").items().stream()
                .filter(port -> port.at("name").text().equals(name))
                .map(port -> port.at("containerPort").text())
                .findFirst()
                .orElseThrow();
    }

    private static String probe(String kind) {
        var get = container.at(kind).at("httpGet");
        assertThat(get.at("port").text()).isEqualTo("http");
        return get.at("path").text();
    }

    private static Yaml environment(String name) {
        return container.at("env").items().stream()
                .filter(variable -> variable.at("name").text().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Object> settings() {
        return object("ConfigMap", container.at("envFrom[0].configMapRef.name").text())
                .at("data")
                .asMap();
    }

    private static Yaml object(String kind, String name) {
        return objects.stream()
                .filter(object -> nameOf(object).equals(kind + " " + name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + kind + " " + name));
    }

    private static String nameOf(Yaml object) {
        return object.at("kind").text() + " " + object.at("metadata.name").text();
    }

    private static boolean kubectlRenders() {
        try {
            return new ProcessBuilder("kubectl", "kustomize", "--help")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(20, TimeUnit.SECONDS);
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<Yaml> rendered() throws Exception {
        var kubectl = new ProcessBuilder("kubectl", "kustomize", BASE.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String text = new String(kubectl.getInputStream().readAllBytes(), UTF_8);
        assertThat(kubectl.waitFor()).as("kubectl kustomize " + BASE).isZero();
        return Yaml.parse(text);
    }

    /** What kustomize would make of the base, but for the suffix of the config map's name and the image's tag. */
    private static List<Yaml> raw() throws IOException {
        var all = new ArrayList<Yaml>();
        var kustomization =
                Yaml.parse(Files.readString(BASE.resolve("kustomization.yaml"))).getFirst();
        for (var resource : kustomization.at("resources").items()) {
            all.addAll(Yaml.parse(Files.readString(BASE.resolve(resource.text()))));
        }
        for (var generator : kustomization.at("configMapGenerator").items()) {
            var data = new java.util.TreeMap<String, String>();
            for (var literal : generator.at("literals").items()) {
                String[] parts = literal.text().split("=", 2);
                data.put(parts[0], parts[1]);
            }
            all.add(new Yaml(Map.of(
                    "apiVersion",
                    "v1",
                    "kind",
                    "ConfigMap",
                    "metadata",
                    Map.of("name", generator.at("name").text()),
                    "data",
                    data)));
        }
        return all;
    }
}
