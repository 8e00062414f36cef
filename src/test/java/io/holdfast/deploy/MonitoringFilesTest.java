package io.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Prometheus and Grafana are given agrees with itself, with the Compose file and with the runbook. Expressions and
 * the tests of the rules are promtool's to check, where it is installed; {@code -Dholdfast.promtool=required} requires it.
 */
class MonitoringFilesTest {

    private static final Tool PROMTOOL = new Tool("promtool");
    private static final Path PROMETHEUS = Path.of("docker", "prometheus", "prometheus.yml");
    private static final Path RULES_TEST = Path.of("docker", "prometheus", "rules-test.yml");
    private static final Path GRAFANA = Path.of("docker", "grafana", "provisioning");
    private static final Path RUNBOOK = Path.of("docs", "operations.md");
    private static final int GRID = 24;

    @TempDir
    private Path folder;

    @Test
    void prometheusTakesConfigurationAndRules() {
        PROMTOOL.isNeeded();

        assertThat(PROMTOOL.run("check", "config", PROMETHEUS.toString())).contains("SUCCESS");
        assertThat(PROMTOOL.run("test", "rules", RULES_TEST.toString())).contains("SUCCESS");
    }

    /** As rules, because promtool checks those without a server. */
    @Test
    void prometheusTakesWhatTheDashboardAsks() throws IOException {
        PROMTOOL.isNeeded();
        var rules = Dashboard.read().expressions().stream()
                .map(expression -> expression.text().replace("$__rate_interval", "1m"))
                .distinct()
                .map(text -> Map.of("record", "dashboard", "expr", text))
                .toList();
        var file = folder.resolve("dashboard.yml");
        var groups = Map.of("groups", List.of(Map.of("name", "dashboard", "rules", rules)));
        Files.writeString(file, JsonMapper.shared().writeValueAsString(groups));

        assertThat(PROMTOOL.run("check", "rules", "--lint=none", file.toString()))
                .contains(rules.size() + " rules found");
    }

    @Test
    void theNodesOfTheComposeFileAreScraped() throws IOException {
        var job = yaml(PROMETHEUS).at("scrape_configs[0]");
        var compose = yaml(Path.of("docker", "docker-compose.yml"));
        var nodes = compose.at("services").asMap().keySet().stream()
                .map(node -> node + ":8080")
                .toList();

        assertThat(job.at("job_name").text()).isEqualTo("holdfast");
        assertThat(job.at("metrics_path").text()).isEqualTo("/actuator/prometheus");
        assertThat(job.at("static_configs[0].targets").items().stream().map(Yaml::text))
                .containsExactlyElementsOf(nodes);
        assertThat(job.at("static_configs[0].labels").asMap()).containsKey("holdfast_cluster");
        assertThat(job.at("relabel_configs[0].target_label").text()).isEqualTo("node");
        assertThat(yaml(PROMETHEUS).at("rule_files[0]").text())
                .isEqualTo(Rules.FILE.getFileName().toString());
    }

    @Test
    void grafanaFindsItsDataSourceAndItsDashboard() throws IOException {
        var services = yaml(Path.of("docker", "docker-compose.monitoring.yml")).at("services");
        var mounts = services.at("grafana.volumes").items().stream()
                .map(mount -> mount.text().split(":"))
                .collect(Collectors.toMap(mount -> mount[0], mount -> mount[1]));
        var dashboards = mounts.get("./grafana/dashboards");
        var source = yaml(GRAFANA.resolve("datasources/prometheus.yml")).at("datasources[0]");
        var provider = yaml(GRAFANA.resolve("dashboards/holdfast.yml")).at("providers[0]");
        var home = services.at("grafana.environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH");

        assertThat(mounts).containsEntry("./grafana/provisioning", "/etc/grafana/provisioning");
        assertThat(provider.at("options.path").text()).isEqualTo(dashboards);
        assertThat(home.text()).isEqualTo(dashboards + '/' + Dashboard.FILE.getFileName());
        assertThat(source.at("url").text()).isEqualTo("http://prometheus:9090");
        assertThat(services.asMap()).containsKey("prometheus");
    }

    @Test
    void eachAlertSaysHowBadItIsAndHasAParagraphInTheRunbook() throws IOException {
        var alerts = Rules.read().alerts();
        var paragraphs = Pattern.compile("(?m)^### (Holdfast\\w+)$")
                .matcher(Files.readString(RUNBOOK))
                .results()
                .map(heading -> heading.group(1))
                .toList();

        assertThat(alerts).isNotEmpty().allSatisfy(alert -> {
            var name = alert.at("alert").text();
            assertThat(alert.at("labels.severity").text()).isIn("critical", "warning", "info");
            assertThat(alert.at("annotations.summary").text()).isNotBlank();
            assertThat(alert.at("annotations.runbook").text()).isEqualTo(RUNBOOK + "#" + name.toLowerCase(Locale.ROOT));
        });
        assertThat(alerts.stream().map(alert -> alert.at("alert").text())).containsExactlyElementsOf(paragraphs);
    }

    @Test
    void eachAlertIsTested() throws IOException {
        var tested = new HashSet<String>();
        for (var test : yaml(RULES_TEST).at("tests").items()) {
            for (var expected : test.at("alert_rule_test").items()) {
                if (!expected.at("exp_alerts").items().isEmpty()) {
                    tested.add(expected.at("alertname").text());
                }
            }
        }

        assertThat(Rules.read().alerts())
                .extracting(alert -> alert.at("alert").text())
                .allMatch(tested::contains);
    }

    @Test
    void thePanelsOfTheDashboardLieBesideEachOther() throws IOException {
        var dashboard = Dashboard.read();
        var ids = new HashMap<Integer, String>();
        var taken = new HashSet<List<Integer>>();

        for (var panel : dashboard.panels()) {
            var title = panel.path("title").stringValue();
            var at = panel.path("gridPos");
            assertThat(ids.put(panel.path("id").asInt(), title)).as(title).isNull();
            assertThat(at.path("x").asInt() + at.path("w").asInt()).as(title).isLessThanOrEqualTo(GRID);
            for (int x = at.path("x").asInt();
                    x < at.path("x").asInt() + at.path("w").asInt();
                    x++) {
                for (int y = at.path("y").asInt();
                        y < at.path("y").asInt() + at.path("h").asInt();
                        y++) {
                    assertThat(taken.add(List.of(x, y))).as(title).isTrue();
                }
            }
        }
        assertThat(ids).hasSizeGreaterThan(30);
    }

    @Test
    void thePanelsAskTheChosenDataSourceForTheChosenCluster() throws IOException {
        var dashboard = Dashboard.read();
        var variables = dashboard.variables().stream()
                .map(variable -> variable.path("name").stringValue())
                .toList();

        assertThat(variables).containsExactly("datasource", "cluster", "node");
        for (var panel : dashboard.panels()) {
            if (panel.path("type").stringValue().equals("row")) {
                continue;
            }
            var title = panel.path("title").stringValue();
            var letters = new TreeSet<String>();
            assertThat(panel.path("targets").size()).as(title).isPositive();
            for (JsonNode target : panel.path("targets")) {
                assertThat(target.at("/datasource/uid").stringValue()).as(title).isEqualTo("${datasource}");
                assertThat(letters.add(target.path("refId").stringValue()))
                        .as(title)
                        .isTrue();
                assertThat(new Expression(target.path("expr").stringValue()).selectors())
                        .as(title)
                        .isNotEmpty()
                        .allMatch(selector -> selector.metric().equals("ALERTS")
                                || selector.matchers()
                                        .contains(new Expression.Matcher("holdfast_cluster", "=", "$cluster")));
            }
        }
    }

    private static Yaml yaml(Path file) throws IOException {
        return Yaml.parse(Files.readString(file)).getFirst();
    }
}
