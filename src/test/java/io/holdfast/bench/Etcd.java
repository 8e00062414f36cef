package io.holdfast.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Three nodes of the etcd that is on the PATH, with its defaults: it syncs its log before it acknowledges. */
record Etcd(int ttlSeconds) implements Contender {

    private static final int NODES = 3;
    private static final int READY_SECONDS = 60;
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final HttpRequest STATUS = HttpRequest.post("/v3/maintenance/status", "{}");
    private static final byte[] LEADER = HttpResponse.name("leader");
    private static final byte[] MEMBER = HttpResponse.name("member_id");
    private static final byte[] VERSION = HttpResponse.name("version");

    @Override
    public String name() {
        return "etcd";
    }

    @Override
    public String cycle() {
        return "over the HTTP/JSON gateway, sent to the leader: txn that puts the key with the client's lease if it does "
                + "not exist, then deleterange of the key; one lease per client, kept alive every third of its time to "
                + "live. Acknowledged when a majority has it on disk.";
    }

    @Override
    public boolean consensus() {
        return true;
    }

    @Override
    public Optional<String> missing() {
        return Programs.onPath("etcd").isPresent()
                ? Optional.empty()
                : Optional.of("no etcd on the PATH: apt-get install etcd-server");
    }

    @Override
    public Cluster start(Nodes nodes) throws IOException, InterruptedException {
        Path program = Programs.onPath("etcd").orElseThrow();
        int[] ports = Nodes.freePorts(2 * NODES);
        var endpoints = new ArrayList<Endpoint>();
        var members = new ArrayList<String>();
        for (int n = 0; n < NODES; n++) {
            endpoints.add(Endpoint.loopback(ports[n]));
            members.add("n" + (n + 1) + "=http://127.0.0.1:" + ports[NODES + n]);
        }
        for (int n = 0; n < NODES; n++) {
            nodes.start("n" + (n + 1), command(program, n + 1, ports, String.join(",", members)));
        }
        for (Endpoint endpoint : endpoints) {
            nodes.await(
                    "etcd at " + endpoint.authority(),
                    READY_SECONDS,
                    () -> HttpConnection.statusOf(endpoint, "/health", TIMEOUT_MILLIS) == 200);
        }
        for (Endpoint endpoint : endpoints) {
            try (var connection = new HttpConnection(endpoint, TIMEOUT_MILLIS)) {
                HttpResponse status = connection.exchange(STATUS);
                if (!status.text(LEADER).isEmpty() && status.text(LEADER).equals(status.text(MEMBER))) {
                    return new Cluster(
                            status.text(VERSION), nodes.pids(), lock -> new EtcdClient(endpoint, lock, ttlSeconds));
                }
            }
        }
        throw new IOException("no node of etcd says that it leads");
    }

    private static List<String> command(Path program, int node, int[] ports, String members) {
        String client = "http://127.0.0.1:" + ports[node - 1];
        String peer = "http://127.0.0.1:" + ports[NODES + node - 1];
        return List.of(
                program.toString(),
                "--name=n" + node,
                "--data-dir=data",
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=" + members,
                "--initial-cluster-token=bench",
                "--initial-cluster-state=new",
                "--logger=zap",
                "--log-level=warn");
    }
}
