package io.holdfast.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a fixed number of seeded keys through an empty cache, and writes what it misses; counts what was hit. */
final class CacheHits {

    static final int REQUESTS = 60_000;

    private static final int CLIENTS = 18;
    private static final long SEED = 20_250_922;

    private final CacheStage stage;

    CacheHits(CacheStage stage) {
        this.stage = stage;
    }

    /** What became of the reads, the first half of them and the second. */
    List<CacheStage.Gets> run(Zipf zipf) throws IOException, InterruptedException {
        var draws = new ArrayList<Zipf>();
        for (int client = 0; client < CLIENTS; client++) {
            draws.add(zipf.seeded(SEED + client));
        }
        var halves = new ArrayList<CacheStage.Gets>();
        for (int half = 0; half < 2; half++) {
            var before = stage.gets();
            readAndFill(draws);
            halves.add(stage.gets().since(before));
        }
        return halves;
    }

    private void readAndFill(List<Zipf> draws) throws IOException, InterruptedException {
        stage.inParallel(CLIENTS, (connection, node, client) -> {
            var keys = draws.get(client);
            for (int request = 0; request < REQUESTS / 2 / CLIENTS; request++) {
                readOrFill(connection, node, keys.next());
            }
        });
    }

    private void readOrFill(HttpConnection connection, int node, int key) throws IOException {
        var response = connection.exchange(stage.read(node, key));
        if (response.status == 404) {
            CacheStage.expectWritten(connection.exchange(stage.write(key)));
        } else {
            CacheStage.expectValue(response);
        }
    }
}
