package io.holdfast.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** The clients of the cache workload, each with a connection to one node and a seed of its own. */
record CacheClients(CacheStage stage, Zipf keys) {

    /** Sends one and the same request, and wants an answer of that status. */
    record Asking(HttpConnection connection, HttpRequest request, int status) implements RequestLoop.Client {

        @Override
        public RequestLoop.Deed once() throws IOException {
            var response = connection.exchange(request);
            if (response.status != status) {
                throw new IOException(request + ": " + response);
            }
            return RequestLoop.Deed.READ;
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    /** Reads entries, and writes some. */
    private record Mixing(CacheStage stage, int node, HttpConnection connection, Zipf keys, int writePercent)
            implements RequestLoop.Client {

        @Override
        public RequestLoop.Deed once() throws IOException {
            int key = keys.next();
            if (keys.percent(writePercent)) {
                CacheStage.expectWritten(connection.exchange(stage.write(key)));
                return RequestLoop.Deed.WRITE;
            }
            CacheStage.expectValue(connection.exchange(stage.read(node, key)));
            return RequestLoop.Deed.READ;
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    /** All ask the one node. */
    List<RequestLoop.Client> asking(int count, int node, HttpRequest request, int status) {
        request.bytesFor(stage.cluster().endpoints().get(node), ""); // here and not by one of those who share it
        return clients(count, number -> new Asking(stage.connect(node), request, status));
    }

    /** All read at the one node. */
    List<RequestLoop.Client> reading(int count, int node) {
        return clients(count, number -> new Mixing(stage, node, stage.connect(node), keys.seeded(number), 0));
    }

    /** They are spread over the nodes. */
    List<RequestLoop.Client> mixing(int count, int writePercent) {
        return clients(count, number -> {
            int node = number % stage.nodes();
            return new Mixing(stage, node, stage.connect(node), keys.seeded(number), writePercent);
        });
    }

    private static List<RequestLoop.Client> clients(int count, IntFunction<RequestLoop.Client> client) {
        var clients = new ArrayList<RequestLoop.Client>();
        for (int number = 0; number < count; number++) {
            clients.add(client.apply(number));
        }
        return clients;
    }
}
