package io.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code k8s/base} and each overlay become, rendered with {@code kubectl kustomize}, is what Kubernetes' API takes,
 * and agrees with itself, with the image and with what the server serves. Without a kubectl, only the base is looked at.
 */
class KubernetesFilesTest {

    private static final Path BASE = Path.of("k8s", "base");
    private static final Path OVERLAYS = Path.of("k8s", "overlays");
    /** Spring's own bound on a graceful shutdown, unless the application sets another. */
    private static final int SHUTDOWN_SECONDS = 30;

    private static List<Rendered> all;

    @BeforeAll
    static void render() throws IOException {
        if (!Rendered.KUBECTL.isInstalled()) {
            all = List.of(Rendered.withoutKubectl(BASE));
            return;
        }
        try (var overlays = Files.list(OVERLAYS)) {
            all = Stream.concat(Stream.of(BASE), overlays.sorted())
                    .map(Rendered::by)
                    .toList();
        }
    }

    static List<Rendered> all() {
        return all;
    }

    @ParameterizedTest
    @MethodSource("all")
    void eachObjectIsWhatTheApiTakes(Rendered rendered) throws Exception {
        for (var object : rendered.objects()) {
            if (object.at("apiVersion").text().startsWith("monitoring.coreos.com/")) {
                continue; // the operator's own kinds: KubernetesOverlaysTest
            }
            var type = Class.forName(
                    "io.kubernetes.client.openapi.models.V1" + object.at("kind").text());
            type.getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, new Gson().toJsonTree(object.value()));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void everySelectorSelectsThePods(Rendered rendered) {
        var labels =
                rendered.nodes().at("spec.template.metadata.labels").asMap().entrySet();
        var policy = rendered.object("NetworkPolicy", "holdfast");
        var selectors = List.of(
                rendered.nodes().at("spec.selector.matchLabels"),
                rendered.object("Service", "holdfast").at("spec.selector"),
                rendered.object("Service", "holdfast-peers").at("spec.selector"),
                rendered.object("PodDisruptionBudget", "holdfast").at("spec.selector.matchLabels"),
                policy.at("spec.podSelector.matchLabels"),
                policy.at("spec.ingress[0].from[0].podSelector.matchLabels"),
                rendered.pod().at("topologySpreadConstraints[0].labelSelector.matchLabels"),
                rendered.pod()
                        .at("affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0]"
                                + ".podAffinityTerm.labelSelector.matchLabels"));

        assertThat(selectors).allSatisfy(selector -> {
            assertThat(selector.asMap()).isNotEmpty();
            assertThat(labels).containsAll(selector.asMap().entrySet());
        });
    }

    @ParameterizedTest
    @MethodSource("all")
    void servicesAndPoliciesNamePortsThatTheContainerHas(Rendered rendered) {
        var has = rendered.container().at("ports").items().stream()
                .map(port -> port.at("name").text())
                .toList();
        var policy = rendered.object("NetworkPolicy", "holdfast");
        var named = new ArrayList<String>();
        for (String service : List.of("holdfast", "holdfast-peers")) {
            rendered.object("Service", service)
                    .at("spec.ports")
                    .items()
                    .forEach(port -> named.add(port.at("targetPort").text()));
        }
        for (var rule : policy.at("spec.ingress").items()) {
            rule.at("ports").items().forEach(port -> named.add(port.at("port").text()));
        }

        assertThat(named).isNotEmpty().isSubsetOf(has);
        assertThat(policy.at("spec.ingress[1].ports").items())
                .as("Raft is for the nodes alone")
                .noneMatch(port -> port.at("port").text().equals("raft"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void theNodesFindEachOtherBeforeTheyAreReady(Rendered rendered) {
        var nodes = rendered.nodes();
        var peers = rendered.object("Service", nodes.at("spec.serviceName").text());

        assertThat(peers.at("spec.clusterIP").text()).isEqualTo("None");
        assertThat(peers.at("spec.publishNotReadyAddresses").value()).isEqualTo(true);
        assertThat(nodes.at("spec.podManagementPolicy").text()).isEqualTo("Parallel");
        assertThat(rendered.object("Service", "holdfast")
                        .at("spec.publishNotReadyAddresses")
                        .isThere())
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("all")
    void theMemberListNamesTheFirstPodsAtTheirOwnAddresses(Rendered rendered) {
        var service = rendered.nodes().at("spec.serviceName").text();
        var members =
                rendered.settings().get("HOLDFAST_CLUSTER_MEMBERS").toString().split(",");
        var expected = IntStream.range(0, members.length)
                .mapToObj(i -> "holdfast-" + i)
                .map(name -> "%1$s/%1$s.%2$s:%3$s/%5$s://%1$s.%2$s:%4$s"
                        .formatted(name, service, rendered.port("raft"), rendered.port("http"), scheme(rendered)))
                .toList();

        assertThat(members).hasSizeBetween(3, rendered.replicas()).containsExactlyElementsOf(expected);
        assertThat(rendered.environment("HOLDFAST_NODE_ID")
                        .at("valueFrom.fieldRef.fieldPath")
                        .text())
                .as("a node is named as its pod")
                .isEqualTo("metadata.name");
        assertThat(rendered.environment("HOLDFAST_NODE_HOST").at("value").text())
                .as("whoever is not on the list joins at an address of the same kind")
                .isEqualTo("$(HOLDFAST_NODE_ID)." + service);
        assertThat(rendered.settings()).containsEntry("HOLDFAST_ROUTING", "forward");
    }

    /** Probes and clients come by the same. */
    private static String scheme(Rendered rendered) {
        var secure = rendered.settings().containsKey("SERVER_SSL_BUNDLE");
        var probe = rendered.container().at("readinessProbe.httpGet.scheme");
        assertThat(probe.isThere() && probe.text().equals("HTTPS")).isEqualTo(secure);
        return secure ? "https" : "http";
    }

    @ParameterizedTest
    @MethodSource("all")
    void aDisruptionLeavesAMajority(Rendered rendered) {
        int unavailable = rendered.object("PodDisruptionBudget", "holdfast")
                .at("spec.maxUnavailable")
                .number();

        assertThat(rendered.replicas() % 2).isOne();
        assertThat(rendered.replicas() - unavailable).isGreaterThan(rendered.replicas() / 2);
    }

    @ParameterizedTest
    @MethodSource("all")
    void thePodHasTimeToShutDown(Rendered rendered) {
        int pause = Integer.parseInt(
                rendered.container().at("lifecycle.preStop.exec.command[1]").text());

        assertThat(rendered.pod().at("terminationGracePeriodSeconds").number()).isGreaterThan(pause + SHUTDOWN_SECONDS);
    }

    /** The examples are executed against real nodes, so a path that is among them is one that the server serves. */
    @ParameterizedTest
    @MethodSource("all")
    void probesAskWhatTheServerServes(Rendered rendered) throws IOException {
        var examples = HttpFile.read(Path.of("http-tests", "cluster.http")).examples().stream()
                .map(example -> example.url().replaceFirst("^\\{\\{\\w+}}", ""))
                .toList();

        assertThat(probe(rendered, "startupProbe"))
                .isEqualTo("/actuator/health/liveness")
                .isIn(examples);
        assertThat(probe(rendered, "livenessProbe")).isEqualTo("/actuator/health/liveness");
        assertThat(probe(rendered, "readinessProbe"))
                .isEqualTo("/actuator/health/readiness")
                .isIn(examples);
    }

    @ParameterizedTest
    @MethodSource("all")
    void theContainerRunsAsTheImageDoesAndWritesOnlyToItsVolumes(Rendered rendered) throws IOException {
        var image = Files.readString(Path.of("Dockerfile"));
        var mounts = rendered.container().at("volumeMounts").items().stream()
                .filter(mount -> !mount.at("readOnly").isThere())
                .map(mount -> mount.at("mountPath").text())
                .toList();

        assertThat(image)
                .contains(
                        "USER " + rendered.pod().at("securityContext.runAsUser").text() + ":")
                .contains("EXPOSE " + rendered.port("http") + " " + rendered.port("raft"));
        assertThat(mounts).containsExactlyInAnyOrder("/data", "/tmp");
        assertThat(rendered.environment("HOLDFAST_NODE_DATA_DIR").at("value").text())
                .startsWith("/data/");
    }

    /** What the Pod Security Standard "restricted" asks for, and a root file system that is only read. */
    @ParameterizedTest
    @MethodSource("all")
    void noPodAsksForPrivileges(Rendered rendered) {
        for (var set : rendered.all("StatefulSet")) {
            var pod = set.at("spec.template.spec");
            assertThat(pod.at("securityContext.runAsNonRoot").value()).isEqualTo(true);
            assertThat(pod.at("securityContext.seccompProfile.type").text()).isEqualTo("RuntimeDefault");
            assertThat(pod.at("automountServiceAccountToken").value()).isEqualTo(false);
            assertThat(pod.at("enableServiceLinks").value()).isEqualTo(false);
            assertThat(pod.at("containers").items()).isNotEmpty().allSatisfy(container -> {
                var security = container.at("securityContext");
                assertThat(security.at("readOnlyRootFilesystem").value()).isEqualTo(true);
                assertThat(security.at("allowPrivilegeEscalation").value()).isEqualTo(false);
                assertThat(security.at("capabilities.drop[0]").text()).isEqualTo("ALL");
                assertThat(container.at("resources.limits.memory").isThere()).isTrue();
                assertThat(container.at("resources.requests").asMap()).containsKeys("cpu", "memory");
            });
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatAPodRefersToIsThere(Rendered rendered) {
        for (var set : rendered.all("StatefulSet")) {
            var pod = set.at("spec.template.spec");
            var volumes = Stream.concat(
                            pod.at("volumes").items().stream().map(volume -> volume.at("name")),
                            set.at("spec.volumeClaimTemplates").items().stream()
                                    .map(claim -> claim.at("metadata.name")))
                    .map(Yaml::text)
                    .toList();
            var mounted = pod.at("containers").items().stream()
                    .flatMap(container -> container.at("volumeMounts").items().stream())
                    .map(mount -> mount.at("name").text())
                    .toList();

            assertThat(mounted).containsExactlyInAnyOrderElementsOf(volumes);
            assertThat(set.at("spec.template.metadata.labels").asMap().entrySet())
                    .containsAll(set.at("spec.selector.matchLabels").asMap().entrySet());
            rendered.object("Service", set.at("spec.serviceName").text());
            pod.at("containers[0].envFrom")
                    .items()
                    .forEach(from -> rendered.object(
                            "ConfigMap", from.at("configMapRef.name").text()));
        }
    }

    private static String probe(Rendered rendered, String kind) {
        var get = rendered.container().at(kind).at("httpGet");
        assertThat(get.at("port").text()).isEqualTo("http");
        return get.at("path").text();
    }
}
