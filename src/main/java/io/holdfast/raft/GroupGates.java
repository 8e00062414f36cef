package io.holdfast.raft;

import io.holdfast.cluster.Gate;
import io.holdfast.cluster.Gates;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The gates of groups by name; a group without one lets everything through. */
final class GroupGates implements Gates {

    private final Map<String, Gate> byGroup = new ConcurrentHashMap<>();

    @Override
    public void install(String group, Gate gate) {
        if (byGroup.putIfAbsent(group, gate) != null) {
            throw new IllegalStateException("group " + group + " has a gate already");
        }
    }

    Gate of(String group) {
        return byGroup.getOrDefault(group, Gate.OPEN);
    }
}
