package io.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The Dockerfile, the Compose file and the sample settings agree with one another; no engine is needed to see it. */
class ContainerFilesTest {

    private static final Path COMPOSE = Path.of("docker", "docker-compose.yml");
    private static final Pattern DEFAULTED = Pattern.compile("\\$\\{(\\w+):-([^}]*)}");
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
    void oldAndNewComposeReadTheFile() throws IOException {
        assertThat(compose().asMap()).doesNotContainKeys("name", "version");
        assertThat(compose().at("services").asMap()).containsOnlyKeys(NODES);
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

    @Test
    void theSampleSettingsAreThoseThatAreReadWithTheirDefaults() throws IOException {
        String readers = Files.readString(Path.of("holdfast")) + Files.readString(COMPOSE);
        var sample = Files.readAllLines(Path.of(".env.example")).stream()
                .filter(line -> line.matches("#?[A-Z_0-9]+=.*"))
                .toList();
        var defaults = DEFAULTED.matcher(Files.readString(COMPOSE)).results().toList();

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
        return Yaml.parse(Files.readString(COMPOSE)).getFirst();
    }

    private static String defaulted(String text) {
        return DEFAULTED.matcher(text).replaceAll("$2");
    }
}
