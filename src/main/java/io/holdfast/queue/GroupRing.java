package io.holdfast.queue;

import org.jspecify.annotations.Nullable;

/** The groups of which something can be handed out now, in the order of their turns. */
final class GroupRing {

    private @Nullable Group first;
    private @Nullable Group last;
    private int size;

    @Nullable
    Group first() {
        return first;
    }

    int size() {
        return size;
    }

    void join(Group group) {
        group.waiting = true;
        group.before = last;
        group.behind = null;
        if (last == null) {
            first = group;
        } else {
            last.behind = group;
        }
        last = group;
        size++;
    }

    void leave(Group group) {
        if (group.before == null) {
            first = group.behind;
        } else {
            group.before.behind = group.behind;
        }
        if (group.behind == null) {
            last = group.before;
        } else {
            group.behind.before = group.before;
        }
        group.before = null;
        group.behind = null;
        group.waiting = false;
        size--;
    }
}
