package io.holdfast.lock.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.cluster.SessionLeases;
import io.holdfast.lock.Mode;
import io.holdfast.lock.TicketView;
import io.holdfast.lock.WaitLink;
import io.holdfast.lock.Waiter;
import io.holdfast.lock.web.LockAnswers.HolderView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The JSON of waiting: where a ticket stands, and who waits for whom. */
final class WaitAnswers {

    private WaitAnswers() {}

    /** A place in the queues of all the locks it is for. */
    @Schema(name = "WaitingTicket")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record WaitingView(
            @Schema(description = "The first of the locks it is for")
            String lock,

            @Schema(description = "All of them, if it is more than one") @Nullable
            List<WantView> locks,

            @Schema(allowableValues = "WAITING") String state,
            String ticket,
            Mode mode,
            String owner,
            String session,

            @Schema(description = "1 is the next in the queue; who lets others pass does not count")
            int position,

            List<AheadView> ahead,
            List<HolderView> holders,

            @Schema(
                    description =
                            "How much longer others are kept out, after somebody lost the lock or gave it back within its"
                                    + " minimum hold")
            @Nullable
            Long delayRemainingMillis,

            @Schema(description = "Why it waits, step by step, down to an owner that waits for nobody")
            List<LinkView> why) {}

    /** One of several locks that are wanted. */
    @Schema(name = "WantedLock")
    record WantView(String lock, Mode mode) {}

    static WaitingView waiting(TicketView ticket, List<WaitLink> why, long nowMillis, SessionLeases leases) {
        long delayMillis = Math.max(0, ticket.shutUntilMillis() - nowMillis);
        return new WaitingView(
                ticket.lock().value(),
                ticket.grants().size() == 1
                        ? null
                        : ticket.grants().stream()
                                .map(grant -> new WantView(grant.lock().value(), grant.mode()))
                                .toList(),
                "WAITING",
                ticket.ticket().toString(),
                ticket.mode(),
                ticket.owner().name(),
                ticket.owner().session().toString(),
                ticket.position(),
                ticket.ahead().stream().map(AheadView::of).toList(),
                ticket.holders().stream()
                        .map(holder -> HolderView.of(holder, nowMillis))
                        .toList(),
                delayMillis == 0 ? null : delayMillis,
                why.stream().map(link -> LinkView.of(link, nowMillis, leases)).toList());
    }

    /** Somebody earlier in a queue. */
    @Schema(name = "Ahead")
    record AheadView(String owner, String session, String ticket, Mode mode) {

        static AheadView of(Waiter waiter) {
            return new AheadView(
                    waiter.owner().name(),
                    waiter.owner().session().toString(),
                    waiter.ticket().toString(),
                    waiter.wants().getFirst().mode());
        }
    }

    /** Somebody waits for somebody else. */
    @Schema(name = "WaitsFor")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record LinkView(
            String owner,
            String session,
            String ticket,
            String lock,

            @Schema(description = "How the owner wants the lock")
            Mode mode,

            @Schema(description = "Whom it waits for") String blocker,

            String blockerSession,

            @Schema(
                    description =
                            "How much longer that one's session lives unless it shows a sign of life; only the leader"
                                    + " knows")
            @Nullable
            Long blockerSessionRemainingMillis,

            @Schema(description = "How that one holds or wants the lock")
            Mode blockerMode,

            @Schema(description = "The hold in the way; left out where the blocker is before it in the queue") @Nullable
            HolderView held) {

        static LinkView of(WaitLink link, long nowMillis, SessionLeases leases) {
            var remaining = leases.remainingMillis(link.blocker().session());
            return new LinkView(
                    link.owner().name(),
                    link.owner().session().toString(),
                    link.ticket().toString(),
                    link.lock().value(),
                    link.mode(),
                    link.blocker().name(),
                    link.blocker().session().toString(),
                    remaining.isPresent() ? remaining.getAsLong() : null,
                    link.blockerMode(),
                    link.holder() == null ? null : HolderView.of(link.holder(), nowMillis));
        }

        private String from() {
            return name(owner, session);
        }

        private String to() {
            return name(blocker, blockerSession);
        }

        private String label() {
            return lock + " " + mode + (held == null ? " behind " : " held ") + blockerMode;
        }

        /** People read names; two owners of one name differ in their sessions. */
        private static String name(String owner, String session) {
            return (owner.isEmpty() ? "session" : owner) + " (" + session.substring(0, 8) + ")";
        }
    }

    /** The wait-for graph. */
    @Schema(name = "WaitGraph")
    record GraphView(
            List<LinkView> links,

            @Schema(description = "Whether there are more links than one answer shows")
            boolean truncated) {

        /** As Graphviz reads it. */
        String dot() {
            return links.stream()
                    .map(link -> "  \"%s\" -> \"%s\" [label=\"%s\"%s];\n"
                            .formatted(
                                    escaped(link.from()),
                                    escaped(link.to()),
                                    link.label(),
                                    link.held() == null ? ", style=dashed" : ""))
                    .collect(Collectors.joining("", "digraph waits {\n", "}\n"));
        }

        private static String escaped(String text) {
            return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ");
        }

        /** As Mermaid reads it. Its nodes have numbers, since its names allow for little. */
        String mermaid() {
            var nodes = links.stream()
                    .<String>mapMulti((link, each) -> {
                        each.accept(link.from());
                        each.accept(link.to());
                    })
                    .distinct()
                    .toList();
            var text = new StringBuilder("flowchart LR\n");
            for (int i = 0; i < nodes.size(); i++) {
                text.append("  n%d[\"%s\"]\n".formatted(i, quoted(nodes.get(i))));
            }
            for (var link : links) {
                text.append("  n%d %s|\"%s\"| n%d\n"
                        .formatted(
                                nodes.indexOf(link.from()),
                                link.held() == null ? "-.->" : "-->",
                                link.label(),
                                nodes.indexOf(link.to())));
            }
            return text.toString();
        }

        private static String quoted(String text) {
            return text.replace("\"", "#quot;").replace("\n", " ");
        }
    }
}
