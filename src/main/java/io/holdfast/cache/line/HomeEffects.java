package io.holdfast.cache.line;

/** What a home wants done. */
public interface HomeEffects {

    void send(String node, ToNode message);

    /** Every copy that the change outdates is gone. Called once for each change, unless it is withdrawn before. */
    void mayPropose(long ticket);

    /** The node's lease has ended; the log has to say so, unless there was another renewal. */
    void expire(String node, long incarnation, long renewal);
}
