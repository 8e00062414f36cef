package io.holdfast.queue;

/** Where a message stands. */
public enum MessageState {
    /** It can be received, or stands behind others of its group that can. */
    READY,
    /** It was received and is hidden from others. */
    IN_FLIGHT,
    /** It waits for its time: it was sent with a delay, or for another attempt. */
    DELAYED,
    /** Its attempts are used up, or somebody gave it up; kept until it is redriven, purged or cancelled. */
    DEAD
}
