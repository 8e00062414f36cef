package io.holdfast.cache.web;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.edge.LineViews;
import io.holdfast.cluster.Consensus;
import java.util.List;
import java.util.Map;

/** Asks all nodes of a data group what they have of an entry. */
final class LineLook {

    private final Consensus consensus;
    private final LineViews views;

    LineLook(Consensus consensus, LineViews views) {
        this.consensus = consensus;
        this.views = views;
    }

    LineViews.Views of(CacheKey key, String group) {
        return views.of(key, nodes(group));
    }

    /** How many copies of the cache's entries this node has, by state. */
    Map<String, Long> lines(CacheName cache) {
        return views.lines(cache);
    }

    /** What this node, as a home, has done about copies of the cache's entries. */
    LineViews.CallBacks callBacks(CacheName cache) {
        return views.callBacks(cache);
    }

    /** What has come of this node's wishes to have copies of the cache's entries back. */
    LineViews.Wishes wishes(CacheName cache) {
        return views.wishes(cache);
    }

    /** The members of the group as this node knows them; where it has no part in it, those of the cluster. */
    private List<String> nodes(String group) {
        var view = consensus.view();
        var named = view.groups().stream()
                .filter(one -> one.group().equals(group))
                .findFirst()
                .orElse(view.coordination());
        return named.peers().stream().map(peer -> peer.member().node()).sorted().toList();
    }
}
