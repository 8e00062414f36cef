package io.holdfast.roster;

import java.util.List;

/**
 * The nodes that a data group is to be had by. Which peers are in the group is what its own configuration says; its leader
 * brings that about.
 *
 * @param group the data group's number
 * @param nodes by name
 * @param sinceMillis cluster time since which it is so
 */
public record Allotment(int group, List<String> nodes, long sinceMillis) {

    public Allotment {
        nodes = List.copyOf(nodes);
    }
}
