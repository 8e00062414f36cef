package io.holdfast.queue.web;

/** What the API's document shows in the place of what a node makes up. The story's queue is defined by step 63. */
final class Examples {

    /** The first of the batch. */
    static final String MESSAGE = "0-4800";

    /** Sent last, to be rescheduled and cancelled. */
    static final String LATER = "0-7400";

    /** Of the first message; the others follow as the story goes. */
    static final String RECEIPT = "AQAAAAAAAABEAAAAAAAAAEwA2TuBDVmv6wE";

    static final String FAILED = "AQAAAAAAAABIAAAAAAAAAFQAPxx74qnQBkI";
    static final String RELEASED = "AQAAAAAAAABIAAAAAAAAAFwAgaoEw-V9mxM";
    static final String BURIED = "AQAAAAAAAABIAAAAAAAAAGQAWtP5Dmwhi3Q";

    static final String SECOND = "AQAAAAAAAABIAQAAAAAAAHgADG4vW5Sn0Tg";

    private Examples() {}
}
