package io.holdfast.cache.line;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.line.SimulatedLog.Content;
import io.holdfast.cache.line.SimulatedLog.Effect;
import io.holdfast.cache.line.SimulatedLog.Order;
import io.holdfast.cache.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The leader of one term, with its home controller. After it is deposed it goes on for a while, and knows nothing of it. */
final class SimulatedHome implements HomeEffects {

    static final long SLACK_MILLIS = 3;
    private static final HomeSettings SETTINGS =
            new HomeSettings(SimulatedNode.LEASE_MILLIS * 102 / 100 + SLACK_MILLIS, 20, 2, 3, 60);

    final SimulatedNode on;
    final HomeController controller;
    private final SimulatedLog log;
    private final Rules rules;
    private final Consumer<Letter> network;
    private final Map<Long, Letter.Put> puts = new TreeMap<>();
    private final List<Letter.Down> orders = new ArrayList<>();
    /** The request that a change is being begun for. */
    private Letter.@Nullable Put next;

    private long forced;
    /** What it had applied when it was deposed; null while it leads. */
    private @Nullable Map<CacheKey, Content> frozen;

    private long clockMillis;
    /** What it had applied when it was elected, while that is not all that was committed. */
    private @Nullable Map<CacheKey, Content> behind;
    /** The name that it votes under. */
    private final String name;

    private List<String> members;

    SimulatedHome(
            long term,
            SimulatedNode on,
            SimulatedGroup group,
            SimulatedLog log,
            Rules rules,
            Consumer<Letter> network) {
        this.on = on;
        this.members = group.members();
        this.name = group.name(on.number());
        this.log = log;
        this.rules = rules;
        this.network = network;
        this.controller = new HomeController(term, SETTINGS, this);
        this.clockMillis = log.millis();
    }

    void begin(long now) {
        log.sessions().forEach((node, session) -> {
            if (rules.keep(Rule.ALL_MAY_HOLD_AFTER_ELECTION)) {
                controller.inherit(node, session.incarnation(), session.renewal(), on.clock(now));
            } else {
                controller.opened(node, session.incarnation(), session.renewal(), on.clock(now));
            }
        });
    }

    long term() {
        return controller.term();
    }

    String name() {
        return name;
    }

    /** As far as it knows. */
    List<String> members() {
        return members;
    }

    void membersAre(List<String> changed) {
        members = changed;
    }

    /** It has yet to apply what was committed before it was elected. */
    void lag(Map<CacheKey, Content> applied) {
        behind = applied;
    }

    void catchUp() {
        behind = null;
    }

    boolean isReady() {
        return behind == null;
    }

    boolean leads() {
        return frozen == null;
    }

    void depose() {
        frozen = new TreeMap<>(log.contents());
    }

    /** The clock of a home never runs faster than that of the world. */
    void pass(long millis) {
        clockMillis += millis;
    }

    long clockMillis() {
        return clockMillis;
    }

    private Content content(CacheKey key) {
        var old = behind == null ? frozen : behind;
        return old == null ? log.content(key) : old.getOrDefault(key, Content.NOTHING);
    }

    private boolean isDue(Content content) {
        return clockMillis >= content.deadlineMillis();
    }

    void ask(Letter.Ask ask, boolean isConfirmed) {
        if (isConfirmed) {
            network.accept(new Letter.Confirmed(this, ask));
        } else if (!rules.keep(Rule.READ_BARRIER)) {
            answer(ask, 0);
        }
    }

    /** Answers a confirmed question; false if it has to wait for the log. */
    boolean answer(Letter.Ask ask, long now) {
        var key = ask.read().key();
        if (!isReady() && rules.keep(Rule.HOME_IS_READY)) {
            return false;
        }
        if (isDue(content(key)) && rules.keep(Rule.DUE_WAITS_FOR_THE_LOG)) {
            return false;
        }
        var grant = controller.read(key, ask.node(), ask.read().incarnation(), on.clock(now));
        if (grant == null && mayForce(key)) {
            grant = force(key, ask.node(), ask.read().incarnation());
        }
        var content = content(key);
        if (isDue(content)) {
            content = new Content(content.version() + 1, true, false, Long.MAX_VALUE);
            grant = null;
        }
        var answer = new NodeController.Answer<>(grant, content, false, lives(content));
        network.accept(new Letter.Told(ask.node(), ask.read(), answer));
        return true;
    }

    private long lives(Content content) {
        long at = rules.keep(Rule.TIME_LEFT_BY_THE_CLOCK) ? clockMillis : log.millis();
        return content.deadlineMillis() == Long.MAX_VALUE ? Long.MAX_VALUE : (content.deadlineMillis() - at) * 98 / 100;
    }

    private boolean mayForce(CacheKey key) {
        boolean isSwept = controller.view(key).sweeping();
        boolean isBusy = controller.view(key).changes() > 0;
        return (isBusy && !isSwept && !rules.keep(Rule.NO_GRANT_WHILE_BUSY))
                || (isSwept && !isBusy && !rules.keep(Rule.TAG_IS_LOCKED));
    }

    /** Grants against the rules. */
    private @Nullable Grant force(CacheKey key, String node, long incarnation) {
        var lease = controller.leases.live(node, incarnation);
        if (lease == null) {
            return null;
        }
        long number = 1_000_000 + ++forced;
        controller.directory().of(key).grant(lease.place, number);
        return new Grant(controller.term(), number, incarnation, false);
    }

    void put(Letter.Put put, long now) {
        if (put.order() instanceof Order.Write write) {
            var dropped = put.write().dropped().stream()
                    .map(one -> rules.keep(Rule.DROP_NAMES_GRANT)
                            ? one
                            : new Writing.Dropped(one.key(), controller.term(), Long.MAX_VALUE))
                    .toList();
            if (!rules.keep(Rule.DROP_NAMES_GRANT) && dropped.isEmpty()) {
                dropped = List.of(new Writing.Dropped(write.key(), controller.term(), Long.MAX_VALUE));
            }
            var writer = new Writing.Writer(put.node(), put.write().incarnation(), dropped);
            change(put, new Writing(List.of(write.key()), List.of(), writer), now);
        } else {
            change(put, new Writing(List.of(), List.of(new Writing.Sweep(Keys.CACHE, List.of("t"))), null), now);
        }
        acknowledgeFalsely();
    }

    private void change(Letter.Put put, Writing writing, long now) {
        next = put;
        long ticket = controller.change(writing, on.clock(now));
        puts.putIfAbsent(ticket, put);
        next = null;
    }

    private void acknowledgeFalsely() {
        for (var order : List.copyOf(orders)) {
            switch (order.order()) {
                case ToNode.Invalidate one
                when !rules.keep(Rule.ACKNOWLEDGED_BEFORE_PROPOSED) ->
                    controller.invalidated(
                            order.node(),
                            new ToHome.Invalidated(one.key(), one.term(), one.round(), ToHome.Use.NONE, null),
                            0);
                case ToNode.InvalidateTags one
                when !rules.keep(Rule.PURGE_ACKNOWLEDGED_BEFORE_PROPOSED) ->
                    controller.tagsInvalidated(order.node(), new ToHome.TagsInvalidated(one.term(), one.round()));
                default -> {}
            }
        }
        orders.clear();
    }

    @Override
    public void send(String node, ToNode message) {
        var letter = new Letter.Down(node, message);
        orders.add(letter);
        network.accept(letter);
    }

    @Override
    public void mayPropose(long ticket) {
        var put = puts.containsKey(ticket) ? puts.get(ticket) : next;
        if (put == null) {
            throw new IllegalStateException("nobody asked for " + ticket);
        }
        puts.put(ticket, put);
        if (leads()) {
            log.append(new SimulatedLog.Entry(put.order(), ticket, clockMillis));
        }
    }

    @Override
    public void answer(String node, CacheKey key, ToHome.Wish wish, @Nullable Grant grant) {
        var content = content(key);
        boolean comes = grant != null && !isDue(content);
        var answer = comes ? new NodeController.Answer<>(grant, content, false, lives(content)) : null;
        network.accept(new Letter.Offered(node, key, wish.id(), answer));
    }

    @Override
    public void expire(String node, long incarnation, long renewal) {
        if (leads()) {
            log.append(new SimulatedLog.Entry(new Order.Expire(node, incarnation, renewal), 0, clockMillis));
        }
    }

    void up(String node, ToHome word, long now) {
        switch (word) {
            case ToHome.Invalidated done -> {
                controller.invalidated(node, done, on.clock(now));
                var wish = done.wish();
                if (wish != null && !rules.keep(Rule.WISHES_WAIT_FOR_THE_CHANGE)) {
                    answer(node, done.key(), wish, force(done.key(), node, wish.incarnation()));
                }
            }
            case ToHome.TagsInvalidated done -> controller.tagsInvalidated(node, done);
            case ToHome.Evicted hint -> {
                var lease = controller.leases.find(node);
                var entry = controller.directory().find(hint.key());
                if (rules.keep(Rule.HINT_NAMES_GRANT) || lease == null || entry == null || !entry.isIdle()) {
                    controller.evicted(node, hint);
                } else {
                    entry.release(lease.place);
                }
            }
        }
    }

    /** Something was applied, possibly one of its own. */
    void applied(Effect effect, long now) {
        catchUp();
        var millis = on.clock(now);
        switch (effect.entry().order()) {
            case Order.Open open -> {
                if (effect.isNew()) {
                    controller.opened(open.node(), open.incarnation(), 0, millis);
                }
            }
            case Order.Renew renew -> {
                if (effect.isNew()) {
                    controller.renewed(renew.node(), renew.incarnation(), renew.renewal(), millis);
                }
            }
            case Order.Expire expire -> {
                if (effect.isNew()) {
                    controller.expired(expire.node(), expire.incarnation(), millis);
                }
            }
            default -> finished(effect, millis);
        }
    }

    void finished(Effect effect, long millis) {
        long ticket = effect.entry().ticket();
        boolean tookEffect = effect.isNew() || !rules.keep(Rule.REPEATED_WRITES_BRING_NO_COPY);
        var put = puts.remove(ticket);
        var grant = controller.applied(ticket, tookEffect, millis);
        if (put == null) {
            return;
        }
        var key = put.order() instanceof Order.Write write ? write.key() : null;
        if (grant == null && key != null && tookEffect && !rules.keep(Rule.NO_GRANT_BEFORE_ANOTHER_WRITE)) {
            grant = controller.view(key).changes() > 0
                    ? force(key, put.node(), put.write().incarnation())
                    : null;
        }
        if (grant == null
                && key != null
                && tookEffect
                && !rules.keep(Rule.TAG_IS_LOCKED)
                && controller.view(key).sweeping()
                && controller.view(key).changes() == 0) {
            grant = force(key, put.node(), put.write().incarnation());
        }
        var written = new Content(effect.version(), isDelete(put), isTagged(put), Long.MAX_VALUE);
        boolean ages = put.order() instanceof Order.Write write && write.ages() && !write.deletes();
        long lives = ages ? SimulatedLog.LIVES_MILLIS * 98 / 100 : Long.MAX_VALUE;
        network.accept(new Letter.PutDone(
                put.node(), put.write(), key, new NodeController.Answer<>(grant, written, false, lives)));
    }

    private static boolean isDelete(Letter.Put put) {
        return put.order() instanceof Order.Write write && write.deletes();
    }

    private static boolean isTagged(Letter.Put put) {
        return put.order() instanceof Order.Write write && write.tagged();
    }

    /** Gives up a lock although the write may be in the log. */
    void unlock(long ticket) {
        controller.withdrawn(ticket);
    }

    void lose(long ticket) {
        puts.remove(ticket);
        controller.lost(ticket);
    }
}
