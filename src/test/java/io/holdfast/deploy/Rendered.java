package io.holdfast.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The objects that a folder with a kustomization becomes, and those among them that make a cluster of Holdfast. */
record Rendered(String name, List<Yaml> objects) {

    static final Tool KUBECTL = new Tool("kubectl");

    static Rendered by(Path folder) {
        return new Rendered(folder.toString(), Yaml.parse(KUBECTL.run("kustomize", folder.toString())));
    }

    /** What the folder would become, but for suffixes of names and the image's tag; it must not build on another. */
    static Rendered withoutKubectl(Path folder) throws IOException {
        var all = new ArrayList<Yaml>();
        var kustomization = Yaml.parse(Files.readString(folder.resolve("kustomization.yaml")))
                .getFirst();
        for (var resource : kustomization.at("resources").items()) {
            all.addAll(Yaml.parse(Files.readString(folder.resolve(resource.text()))));
        }
        for (var generator : kustomization.at("configMapGenerator").items()) {
            var data = new TreeMap<String, String>();
            for (var literal : generator.at("literals").items()) {
                String[] parts = literal.text().split("=", 2);
                data.put(parts[0], parts[1]);
            }
            var metadata = Map.of("name", generator.at("name").text());
            all.add(new Yaml(Map.of("apiVersion", "v1", "kind", "ConfigMap", "metadata", metadata, "data", data)));
        }
        return new Rendered(folder.toString(), all);
    }

    static String nameOf(Yaml object) {
        return object.at("kind").text() + " " + object.at("metadata.name").text();
    }

    Yaml object(String kind, String name) {
        return objects.stream()
                .filter(object -> nameOf(object).equals(kind + " " + name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + kind + " " + name + " in " + this.name));
    }

    List<Yaml> all(String kind) {
        return objects.stream()
                .filter(object -> object.at("kind").text().equals(kind))
                .toList();
    }

    Yaml nodes() {
        return object("StatefulSet", "holdfast");
    }

    int replicas() {
        return nodes().at("spec.replicas").number();
    }

    Yaml pod() {
        return nodes().at("spec.template.spec");
    }

    Yaml container() {
        return pod().at("containers[0]");
    }

    String port(String port) {
        return container().at("ports").items().stream()
                .filter(one -> one.at("name").text().equals(port))
                .map(one -> one.at("containerPort").text())
                .findFirst()
                .orElseThrow();
    }

    Yaml environment(String variable) {
        return container().at("env").items().stream()
                .filter(one -> one.at("name").text().equals(variable))
                .findFirst()
                .orElseThrow();
    }

    /** What the nodes are configured with. */
    Map<String, Object> settings() {
        return object(
                        "ConfigMap",
                        container().at("envFrom[0].configMapRef.name").text())
                .at("data")
                .asMap();
    }

    @Override
    public String toString() {
        return name;
    }
}
