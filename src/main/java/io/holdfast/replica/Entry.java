package io.holdfast.replica;

import io.holdfast.core.Request;
import java.util.List;

/**
 * One entry of the replicated log: a batch of requests that the leader stamped. An entry without requests only tells the
 * time.
 *
 * @param millis the leader's cluster time
 */
public record Entry(long millis, List<Request> requests) {

    public Entry {
        requests = List.copyOf(requests);
    }
}
