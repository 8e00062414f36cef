package io.holdfast.linearizability;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What has to be so of a queue: whatever it acknowledged comes out until it is done with, nothing comes out that nobody
 * sent or that was done with already, no two consumers have the same message or group at a time, and a group keeps the
 * order in which it was sent.
 *
 * <p>It counts in the words of RabbitMQ's Jepsen test: <em>lost</em>, <em>duplicated</em>, <em>unexpected</em> and
 * <em>recovered</em> (its send was never answered, and it came all the same).
 */
public final class QueueAudit {

    private final Map<String, Message> messages = new TreeMap<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<String> unexpected = new ArrayList<>();

    /** A message as its sender knows it; what is in it tells it from all others. */
    public final class Message {

        private final String content;
        private final @Nullable String group;
        private final int order;
        private final List<Delivery> deliveries = new ArrayList<>();
        private final Set<String> ids = new TreeSet<>();
        private boolean acknowledged;
        private boolean refused;
        private boolean dead;
        private long ackedNanos = Long.MAX_VALUE;

        private Message(String content, @Nullable String group, int order) {
            this.content = content;
            this.group = group;
            this.order = order;
        }

        /** The queue has it, and said so. */
        public void acknowledged() {
            synchronized (QueueAudit.this) {
                acknowledged = true;
            }
        }

        /** The queue did not take it, and said so. */
        public void refused() {
            synchronized (QueueAudit.this) {
                refused = true;
            }
        }

        @Override
        public String toString() {
            return content;
        }
    }

    /** A message in the hands of a consumer. */
    public final class Delivery {

        private final Message message;
        private final String consumer;
        private final int attempt;
        private final long askedNanos;
        private final long toldNanos;
        private final long hiddenUntilNanos;
        private long settlingNanos = Long.MAX_VALUE;

        private Delivery(Message message, String consumer, int attempt, Times times) {
            this.message = message;
            this.consumer = consumer;
            this.attempt = attempt;
            this.askedNanos = times.askedNanos();
            this.toldNanos = times.toldNanos();
            this.hiddenUntilNanos = times.askedNanos() + times.visibilityNanos();
        }

        /** To be called just before it is settled in any way. */
        public void settling(long nowNanos) {
            synchronized (QueueAudit.this) {
                settlingNanos = Math.min(settlingNanos, nowNanos);
            }
        }

        /** The queue said that the message is done with. */
        public void acked(long nowNanos) {
            synchronized (QueueAudit.this) {
                message.ackedNanos = Math.min(message.ackedNanos, nowNanos);
            }
        }

        /** The end of the time in which surely nobody else may have it. */
        private long surelyMineUntil() {
            return Math.min(settlingNanos, hiddenUntilNanos);
        }

        @Override
        public String toString() {
            return "%s at %s, attempt %d, asked for at %,d us, known at %,d us"
                    .formatted(message, consumer, attempt, askedNanos / 1_000, toldNanos / 1_000);
        }
    }

    /** When a receive was sent and answered, and for how long what it brought is hidden from others. */
    public record Times(long askedNanos, long toldNanos, long visibilityNanos) {}

    /**
     * To be called before a message is sent.
     *
     * @param order its place among the messages of its group, which are sent one after the other
     */
    public synchronized Message sending(String content, @Nullable String group, int order) {
        var message = new Message(content, group, order);
        if (messages.putIfAbsent(content, message) != null) {
            throw new IllegalArgumentException(content + " was sent before");
        }
        return message;
    }

    /** Null if nobody sent it, which is noted. */
    public synchronized @Nullable Delivery delivered(
            String content, String id, String consumer, int attempt, Times times) {
        var message = messages.get(content);
        if (message == null) {
            unexpected.add(content + " came to " + consumer + ", and nobody sent it");
            return null;
        }
        var delivery = new Delivery(message, consumer, attempt, times);
        message.ids.add(id);
        message.deliveries.add(delivery);
        deliveries.add(delivery);
        return delivery;
    }

    /** The queue keeps it as a dead letter. */
    public synchronized void dead(String content) {
        var message = messages.get(content);
        if (message != null) {
            message.dead = true;
        }
    }

    public synchronized int sent() {
        return (int) messages.values().stream().filter(it -> it.acknowledged).count();
    }

    public synchronized int deliveries() {
        return deliveries.size();
    }

    /** How many of the acknowledged messages are neither done with nor dead. */
    public synchronized int outstanding() {
        return (int) messages.values().stream()
                .filter(it -> it.acknowledged && it.ackedNanos == Long.MAX_VALUE && !it.dead)
                .count();
    }

    /** Acknowledged and never seen again. */
    public synchronized List<String> lost() {
        return messages.values().stream()
                .filter(it -> it.acknowledged && it.deliveries.isEmpty() && !it.dead)
                .map(Message::toString)
                .toList();
    }

    /** Came more than once, which at-least-once allows. */
    public synchronized int duplicated() {
        return (int) messages.values().stream()
                .filter(it -> it.deliveries.size() > 1)
                .count();
    }

    /** Came although its send was never answered. */
    public synchronized int recovered() {
        return (int) messages.values().stream()
                .filter(it -> !it.acknowledged && !it.deliveries.isEmpty())
                .count();
    }

    /** Everything that must not be. */
    public synchronized List<String> findings() {
        var findings = new ArrayList<>(unexpected);
        lost().forEach(it -> findings.add("lost: " + it));
        for (var message : messages.values()) {
            examine(message, findings);
        }
        addSharedPossession(findings);
        addBrokenOrder(findings);
        return findings;
    }

    private static void examine(Message message, List<String> findings) {
        if (message.ids.size() > 1) {
            findings.add("%s was taken more than once, as %s".formatted(message, message.ids));
        }
        if (message.refused && !message.deliveries.isEmpty()) {
            findings.add(message + " was refused and came all the same");
        }
        var attempts = new TreeMap<Integer, Delivery>();
        for (var delivery : message.deliveries) {
            var earlier = attempts.put(delivery.attempt, delivery);
            if (earlier != null) {
                findings.add("not told to be another attempt: %s, after %s".formatted(delivery, earlier));
            }
            if (delivery.askedNanos > message.ackedNanos) {
                findings.add("came after it was done with: " + delivery);
            }
        }
    }

    /** Deliveries of one answer belong together; others of the same message or group must not overlap. */
    private void addSharedPossession(List<String> findings) {
        var byOwner = new TreeMap<String, List<Delivery>>();
        for (var delivery : deliveries) {
            var group = delivery.message.group;
            var owner = group == null ? "message " + delivery.message.content : "group " + group;
            byOwner.computeIfAbsent(owner, _ -> new ArrayList<>()).add(delivery);
        }
        byOwner.forEach((owner, all) -> {
            all.sort(Comparator.comparingLong(it -> it.toldNanos));
            Delivery longest = null;
            for (var delivery : all) {
                if (longest != null
                        && delivery.askedNanos != longest.askedNanos
                        && delivery.toldNanos < longest.surelyMineUntil()) {
                    findings.add("%s is in two hands: %s, and %s".formatted(owner, longest, delivery));
                }
                if (longest == null || delivery.surelyMineUntil() > longest.surelyMineUntil()) {
                    longest = delivery;
                }
            }
        });
    }

    /** A message that comes for the first time has no successor in its group that was known to have come before. */
    private void addBrokenOrder(List<String> findings) {
        var byGroup = new TreeMap<String, List<Delivery>>();
        for (var message : messages.values()) {
            if (message.group != null && !message.deliveries.isEmpty()) {
                var first = message.deliveries.stream()
                        .min(Comparator.comparingLong(it -> it.toldNanos))
                        .orElseThrow();
                byGroup.computeIfAbsent(message.group, _ -> new ArrayList<>()).add(first);
            }
        }
        byGroup.values().forEach(firsts -> {
            firsts.sort(Comparator.comparingLong(it -> it.toldNanos));
            Delivery latest = null;
            for (var first : firsts) {
                if (latest != null
                        && first.message.order < latest.message.order
                        && first.askedNanos > latest.toldNanos) {
                    findings.add("out of order: %s, after %s".formatted(first, latest));
                }
                if (latest == null || first.message.order > latest.message.order) {
                    latest = first;
                }
            }
        });
    }
}
