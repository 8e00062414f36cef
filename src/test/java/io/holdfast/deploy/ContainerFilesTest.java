package io.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The Dockerfile, the Compose files and the sample settings agree with one another; no engine is needed to see it. */
class ContainerFilesTest {

    private static final Path COMPOSE = Path.of("docker", "docker-compose.yml");
    private static final Path MONITORING = Path.of("docker", "docker-compose.monitoring.yml");
    private static final Path REDIS = Path.of("docker", "docker-compose.redis.yml");
    private static final Path SCALED = Path.of("docker", "docker-compose.scaled.yml");
    private static final List<Path> FILES = List.of(COMPOSE, MONITORING, REDIS, SCALED);
    /** Settings of the image, and no properties of the server. */
    private static final Set<String> OF_THE_IMAGE = Set.of("HOLDFAST_JAVA_OPTS", "HOLDFAST_NODE_HOST");

    private static final Pattern DEFAULTED = Pattern.compile("\\$\\{(\\w+):-([^}]*)}");
    /** A property's name, as documents write it. */
    private static final Pattern PROPERTY = Pattern.compile("`((?:holdfast|server)\\.[a-z.-]+)`");
    /** Where it is set, and not where it is read or spoken of. */
    private static final Pattern VARIABLE =
            Pattern.compile("(?m)^[^#\n]*?(?<!\\{)\\b((?:HOLDFAST|SERVER)_[A-Z_]+)(?=[:=]|$)");

    private static final List<String> NODES = List.of("n1", "n2", "n3");

    @Test
    void theClassicBuilderUnderstandsTheDockerfile() throws IOException {
        var lines = Files.readAllLines(Path.of("Dockerfile"));

        assertThat(lines).noneMatch(line -> line.startsWith("# syntax"));
        assertThat(lines)
                .filteredOn(line -> !line.startsWith("#"))
                .noneMatch(line -> line.contains("--mount"))
                .noneMatch(line -> line.contains("<<"));
    }

    @Test
    void whatTheDockerfileCopiesIsNotIgnored() throws IOException {
        var let = Files.readAllLines(Path.of(".dockerignore"));
        var copied = Files.readAllLines(Path.of("Dockerfile")).stream()
                .filter(line -> line.startsWith("COPY ") && !line.contains("--from"))
                .flatMap(line -> {
                    var words = List.of(line.split(" "));
                    return words.subList(1, words.size() - 1).stream();
                })
                .toList();

        assertThat(copied)
                .hasSizeGreaterThan(3)
                .allMatch(path -> let.contains("!" + path) && Files.exists(Path.of(path)));
    }

    @Test
    void oldAndNewComposeReadTheFiles() throws IOException {
        for (var file : FILES) {
            assertThat(read(file).asMap()).doesNotContainKeys("name", "version");
        }
        assertThat(compose().at("services").asMap()).containsOnlyKeys(NODES);
        assertThat(read(MONITORING).at("services").asMap()).containsOnlyKeys("prometheus", "grafana");
        assertThat(read(REDIS).at("services").asMap()).containsOnlyKeys("n1", "n2", "n3", "redis");
        assertThat(read(SCALED).at("services").asMap()).containsOnlyKeys("n1", "n2", "n3", "node");
    }

    @Test
    void whatIsPublishedIsPublishedOnLoopbackAndWhatIsMountedIsThere() throws IOException {
        for (var file : FILES) {
            var volumes = read(file).at("volumes").asMap();
            for (var service : read(file).at("services").asMap().values()) {
                assertThat(new Yaml(service).at("ports").items())
                        .allMatch(port -> port.text().startsWith("127.0.0.1:"));
                for (var volume : new Yaml(service).at("volumes").items()) {
                    var source = volume.text().substring(0, volume.text().indexOf(':'));
                    assertThat(
                                    source.startsWith("./")
                                            ? Files.exists(file.resolveSibling(source))
                                            : volumes.containsKey(source))
                            .as(volume.text())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void nodesHaveNoPrivilegesAndWriteOnlyToTheirVolumeAndToTmp() throws IOException {
        for (String node : NODES) {
            var service = compose().at("services").at(node);

            assertThat(service.at("read_only").value()).isEqualTo(true);
            assertThat(service.at("cap_drop[0]").text()).isEqualTo("ALL");
            assertThat(service.at("security_opt[0]").text()).isEqualTo("no-new-privileges:true");
            assertThat(service.at("tmpfs[0]").text())
                    .as("native libraries are loaded from there")
                    .startsWith("/tmp:")
                    .contains("exec")
                    .doesNotContain("noexec");
        }
    }

    @Test
    void theNodesAreToldWhereRedisIs() throws IOException {
        var services = read(REDIS).at("services");

        assertThat(NODES)
                .allSatisfy(node -> assertThat(services.at(node)
                                .at("environment.SPRING_DATA_REDIS_HOST")
                                .text())
                        .isEqualTo("redis"));
    }

    /** Spring reads any name without a word: one that is misspelt would change nothing, silently. */
    @Test
    void whatIsSetForANodeIsAPropertyThatIsDocumented() throws IOException {
        String table = Files.readString(Path.of("docs", "operations.md"));
        var documented = PROPERTY.matcher(table)
                .results()
                .map(found -> found.group(1).toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
                .collect(Collectors.toSet());
        var set = new TreeSet<String>();
        for (var file : List.of(
                "Dockerfile",
                COMPOSE.toString(),
                SCALED.toString(),
                "k8s/base/kustomization.yaml",
                "k8s/base/statefulset.yaml")) {
            VARIABLE.matcher(Files.readString(Path.of(file))).results().forEach(found -> set.add(found.group(1)));
        }

        assertThat(set).hasSizeGreaterThan(7);
        assertThat(set).filteredOn(name -> !OF_THE_IMAGE.contains(name)).allMatch(documented::contains);
    }

    @Test
    void eachNodeIsPublishedOnLoopbackWhereItsClientUrlSaysAndHasAVolume() throws IOException {
        for (String node : NODES) {
            var service = compose().at("services").at(node);
            var environment = service.at("environment");
            String published = defaulted(service.at("ports[0]").text());

            assertThat(service.at("ports").items()).hasSize(1);
            assertThat(published).matches("127\\.0\\.0\\.1:\\d+:8080");
            assertThat(environment.at("HOLDFAST_NODE_ID").text()).isEqualTo(node);
            assertThat(defaulted(environment.at("HOLDFAST_CLUSTER_MEMBERS").text())
                            .split(","))
                    .contains("%1$s/%1$s:7080/http://%2$s|http://%1$s:8080"
                            .formatted(node, published.replace(":8080", "")));
            assertThat(service.at("volumes[0]").text()).isEqualTo(node + "-data:/data");
            assertThat(compose().at("volumes").asMap()).containsKey(node + "-data");
        }
    }

    /** Two files cannot share the description of a service, so that it stands in each. */
    @Test
    void whoeverIsAddedIsKeptLikeTheOthersAndFindsThem() throws IOException {
        var founder = compose().at("services.n1");
        var added = read(SCALED).at("services.node");

        for (var same : List.of(
                "image",
                "restart",
                "stop_grace_period",
                "mem_limit",
                "read_only",
                "tmpfs",
                "cap_drop",
                "security_opt",
                "healthcheck")) {
            assertThat(added.at(same).value())
                    .as(same)
                    .isEqualTo(founder.at(same).value());
        }
        assertThat(added.at("environment.HOLDFAST_CLUSTER_MEMBERS").text().split(","))
                .containsExactlyElementsOf(NODES.stream()
                        .map("%1$s/%1$s:7080/http://%1$s:8080"::formatted)
                        .toList());
        assertThat(added.at("environment.HOLDFAST_NODE_ID").isThere()).isFalse();
        var settings = founder.at("environment").asMap();
        settings.keySet().removeAll(Set.of("HOLDFAST_NODE_ID", "HOLDFAST_CLUSTER_MEMBERS", "HOLDFAST_ROUTING"));
        assertThat(added.at("environment").asMap()).containsAllEntriesOf(settings);
        assertThat(NODES)
                .allSatisfy(node -> assertThat(read(SCALED)
                                .at("services")
                                .at(node)
                                .at("environment.HOLDFAST_ROUTING")
                                .text())
                        .isEqualTo("forward"));
    }

    @Test
    void theSampleSettingsAreThoseThatAreReadWithTheirDefaults() throws IOException {
        String composed = Files.readString(COMPOSE) + Files.readString(MONITORING) + Files.readString(REDIS);
        String readers = Files.readString(Path.of("holdfast")) + composed;
        var sample = Files.readAllLines(Path.of(".env.example")).stream()
                .filter(line -> line.matches("#?[A-Z_0-9]+=.*"))
                .toList();
        var defaults = DEFAULTED.matcher(composed).results().toList();

        assertThat(sample).allMatch(line -> line.startsWith("#"), "is commented out: the defaults hold");
        assertThat(sample)
                .map(line -> line.substring(1, line.indexOf('=')))
                .filteredOn(name -> !name.startsWith("COMPOSE_"))
                .allMatch(readers::contains);
        assertThat(defaults)
                .filteredOn(found -> !found.group(2).isEmpty())
                .allSatisfy(found -> assertThat(sample).contains("#" + found.group(1) + "=" + found.group(2)));
    }

    private static Yaml compose() throws IOException {
        return read(COMPOSE);
    }

    private static Yaml read(Path file) throws IOException {
        return Yaml.parse(Files.readString(file)).getFirst();
    }

    private static String defaulted(String text) {
        return DEFAULTED.matcher(text).replaceAll("$2");
    }
}
