package io.holdfast.process;

/** From one node to another: the direction in which a connection was opened, or in which bytes travel. */
record Link(String from, String to) {

    Link back() {
        return new Link(to, from);
    }

    @Override
    public String toString() {
        return from + "->" + to;
    }
}
