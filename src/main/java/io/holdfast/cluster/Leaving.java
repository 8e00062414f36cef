package io.holdfast.cluster;

/** In which order a node that stops takes its leave, as phases of Spring's lifecycle: the greatest stops first. */
public final class Leaving {

    /** What it has to say as a member of its groups, while it may lead some of them. */
    public static final int LEASES = Integer.MAX_VALUE;

    /** It leads nothing any more. */
    public static final int LEAD = LEASES - 1;

    /** Clients are told to go elsewhere; after that the web server takes no more requests. */
    public static final int FAREWELL = LEAD - 1;

    private Leaving() {}
}
