package io.holdfast.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The groups of a shard, by name and by the number under which rows know them. */
final class Groups {

    private final Slab slab;
    private final TreeMap<String, Group> byName = new TreeMap<>();
    private final List<@Nullable Group> byId = new ArrayList<>();
    private final IntStore freeIds = new IntStore();
    final GroupRing ring = new GroupRing();
    /** Those with messages that are not dead. */
    int alive;

    Groups(Slab slab) {
        this.slab = slab;
    }

    /** The group of this name, which begins if there is none. */
    Group named(String name) {
        var group = byName.get(name);
        if (group == null) {
            int id = freeIds.size() > 0 ? freeIds.pop() : byId.size();
            group = new Group(name, id, slab);
            byName.put(name, group);
            if (id == byId.size()) {
                byId.add(group);
            } else {
                byId.set(id, group);
            }
        }
        return group;
    }

    @Nullable
    Group of(int row) {
        int id = slab.group(row);
        return id == Slab.NONE ? null : Objects.requireNonNull(byId.get(id));
    }

    @Nullable
    Group find(String name) {
        return byName.get(name);
    }

    void remove(Group group) {
        byName.remove(group.name);
        byId.set(group.id, null);
        freeIds.push(group.id);
    }

    /** All of them, in order of name. */
    SortedMap<String, Group> after(String name) {
        return byName.tailMap(name, false);
    }

    Iterable<Group> all() {
        return byName.values();
    }
}
