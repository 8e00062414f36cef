package io.holdfast.bench;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The same as {@link Holdfast}, but every request says who makes it, and may or may not.
 *
 * @param audited whether each is noted in the audit too
 */
record Secured(Holdfast.Options options, boolean audited) implements Contender {

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int ASKED_MAX = 100;
    private static final byte[] TOKEN = HttpResponse.name("token");

    @Override
    public String name() {
        return audited ? "audited" : "keys";
    }

    @Override
    public String cycle() {
        return "as Holdfast, by a key with the role of a writer for locks called bench-...; keys are asked for, and "
                + (audited ? "the audit is kept." : "no audit is kept.");
    }

    @Override
    public boolean consensus() {
        return true;
    }

    @Override
    public Optional<String> missing() {
        return new Holdfast(options).missing();
    }

    @Override
    public Cluster start(Nodes nodes) throws IOException, InterruptedException {
        var holdfast = new Holdfast(options);
        String admin = freshKey();
        var endpoints = holdfast.startNodes(
                nodes,
                List.of(
                        "--holdfast.security.authentication=required",
                        "--holdfast.security.cluster-secret=" + freshKey(),
                        "--holdfast.security.admin-key=" + admin,
                        "--holdfast.audit.enabled=" + audited));
        String writer = writer(endpoints, admin);
        return new Cluster(
                holdfast.version(),
                nodes.pids(),
                endpoints,
                lock -> new HoldfastClient(endpoints, writer, lock, options.ttlSeconds(), options.implicit()));
    }

    /** Has a key made, by whoever leads. */
    private static String writer(List<Endpoint> endpoints, String admin) throws IOException, InterruptedException {
        var make = HttpRequest.post(
                "/api/v1/keys", "{\"principal\":\"bench\",\"role\":\"writer\",\"rules\":[\"lock:bench-\"]}");
        try (var connection = new HttpConnection(endpoints.getFirst(), TIMEOUT_MILLIS, admin)) {
            HttpResponse response = connection.exchange(make);
            for (int asked = 1; response.status != 201 && asked < ASKED_MAX; asked++) {
                if (response.status == 307) {
                    connection.moveTo(Endpoint.of(response.location));
                } else {
                    // The first key is there a moment after there is a leader.
                    Thread.sleep(100);
                }
                response = connection.exchange(make);
            }
            if (response.status != 201) {
                throw new IOException("no key was made: " + response);
            }
            return response.text(TOKEN);
        }
    }

    private static String freshKey() {
        var random = new SecureRandom();
        var id = new byte[8];
        var secret = new byte[32];
        random.nextBytes(id);
        random.nextBytes(secret);
        return "hf_" + HexFormat.of().formatHex(id) + "_"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }
}
