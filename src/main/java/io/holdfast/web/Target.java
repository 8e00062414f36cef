package io.holdfast.web;

import io.holdfast.cluster.Member;

/** Where a mutation has to go. */
sealed interface Target {

    /** This node leads. */
    record Here() implements Target {}

    /** Another node leads. */
    record There(Member leader) implements Target {}

    /** No node leads, as far as this one knows, or it leads but is not ready to. */
    record Nobody() implements Target {}

    Target HERE = new Here();
    Target NOBODY = new Nobody();

    /** Whether it is certain where to go, and that is not to this node. */
    default boolean isOtherThan(Member leader) {
        return switch (this) {
            case Here _ -> true;
            case There there -> !there.leader().peer().equals(leader.peer());
            case Nobody _ -> false;
        };
    }
}
