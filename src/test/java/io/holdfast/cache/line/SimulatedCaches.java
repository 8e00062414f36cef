package io.holdfast.cache.line;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.line.SimulatedLog.Content;
import io.holdfast.cache.line.SimulatedLog.Order;
import io.holdfast.cache.model.Rule;
import io.holdfast.testing.Seeded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Three nodes, three entries, a leader and its predecessors, and a network that loses, repeats and disorders. All of it is
 * drawn from one seed, and after each step it is looked at whether a promise is broken.
 */
final class SimulatedCaches {

    private static final int NODES = 3;
    private static final int LETTERS_MAX = 60;
    private static final long PATIENCE_MILLIS = 200;

    private final Seeded random;
    private final Rules rules;
    private final SimulatedLog log;
    private final SimulatedGroup group;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<SimulatedHome> homes = new ArrayList<>();
    private final List<Letter> network = new ArrayList<>();
    private final Map<String, Integer> seen = new TreeMap<>();
    /** Until when each renewal lets its node go on, by when it was sent. */
    private final Map<Order, Long> untils = new LinkedHashMap<>();
    /** The incarnation that each node has asked for last. */
    private final long[] opening = new long[NODES];
    /** Letters that take their time. */
    private final Map<Letter, Long> held = new LinkedHashMap<>();
    /** The newest version of each entry that a client has seen. */
    private final Map<CacheKey, Long> told = new TreeMap<>();

    /** What may go wrong in this run: not everything in each, so that rare things find their time. */
    private final boolean[] allowed = new boolean[9];

    private final int late;
    private final int lossy;
    private final int repeating;
    private final int writing;
    /** What was committed before the last was. */
    private Map<CacheKey, Content> before = Map.of();

    private long now = 1_000;
    private long term;
    private long lastWrite;
    private long lastIncarnation;
    private long starts;
    private boolean calm;

    private SimulatedCaches(long seed, Rules rules) {
        this.random = new Seeded(seed);
        this.rules = rules;
        this.log = new SimulatedLog(rules);
        for (int i = 0; i < allowed.length; i++) {
            allowed[i] = random.percent(60);
        }
        this.late = random.pick(List.of(0, 4, 12));
        this.lossy = random.pick(List.of(0, 0, 3));
        this.repeating = random.pick(List.of(0, 6));
        this.writing = random.pick(List.of(2, 4));
        this.group = new SimulatedGroup(NODES, random.pick(List.of(3, 3, 5)), random, rules);
        for (int i = 0; i < NODES; i++) {
            nodes.add(newNode(i));
        }
        elect();
        nodes.forEach(this::renew);
    }

    /** Runs a schedule; throws what it broke. */
    static Map<String, Integer> run(long seed, int steps, Rules rules) {
        var world = new SimulatedCaches(seed, rules);
        for (int i = 0; i < steps; i++) {
            world.step();
            world.look();
        }
        world.end();
        return world.seen;
    }

    private SimulatedNode newNode(int number) {
        return new SimulatedNode(
                "n" + number, rules, this::witness, () -> group.testify(number), 0.99 + 0.01 * number, starts++);
    }

    private SimulatedHome leader() {
        return homes.getLast();
    }

    private SimulatedNode node(String name) {
        return nodes.get(name.charAt(1) - '0');
    }

    private void note(String what) {
        seen.merge(what, 1, Integer::sum);
    }

    private void send(Letter letter) {
        network.add(letter);
    }

    private void step() {
        int choice = random.below(100);
        if (choice < 20) {
            read();
        } else if (choice < 20 + writing) {
            write();
        } else if (choice < 73) {
            deliver();
        } else if (choice < 88) {
            commit();
        } else if (choice < 94) {
            pass(random.percent(4) ? random.between(50, 400) : random.between(1, 8));
        } else {
            trouble();
        }
    }

    private void read() {
        var node = random.pick(nodes);
        var key = key();
        if (node.pausedUntil > now) {
            return;
        }
        long since = Math.max(log.content(key).version(), told.getOrDefault(key, 0L));
        var letter = node.read(key, since, now);
        if (letter != null) {
            send(letter);
        }
    }

    /** One entry is in demand, the others are not. */
    private CacheKey key() {
        return random.percent(60) ? Keys.A : random.pick(Keys.ALL);
    }

    private void write() {
        var node = random.pick(nodes);
        if (node.pausedUntil > now || network.size() > LETTERS_MAX) {
            return;
        }
        if (random.percent(8)) {
            var purge = new NodeController.Write(List.of(), -1, 0, now, List.of());
            send(new Letter.Put(node.name, purge, new Order.Purge(++lastWrite)));
            return;
        }
        var key = key();
        var write = node.write(key, now);
        var order = new Order.Write(++lastWrite, key, random.percent(15), random.percent(40), random.percent(40));
        var put = new Letter.Put(node.name, write, order);
        send(put);
        if (!calm && random.percent(20)) {
            send(put);
        }
    }

    private void deliver() {
        held.entrySet().removeIf(late -> {
            boolean comes = calm || late.getValue() <= now;
            if (comes) {
                send(late.getKey());
            }
            return comes;
        });
        if (network.isEmpty()) {
            return;
        }
        int at = random.below(network.size());
        var letter = network.get(at);
        if (!calm && random.percent(late)) {
            network.remove(at);
            held.put(letter, now + random.between(5, late * 100));
            return;
        }
        if (!calm && random.percent(repeating)) {
            note("repeated");
        } else {
            network.remove(at);
            if (!calm && random.percent(lossy) && !(letter instanceof Letter.Confirmed)) {
                note("lost");
                return;
            }
        }
        follow(letter);
    }

    private void follow(Letter letter) {
        switch (letter) {
            case Letter.Ask ask -> {
                var home = homeFor(ask);
                home.ask(ask, isConfirmed(home, ask));
            }
            case Letter.Confirmed confirmed -> {
                if (!confirmed.home().answer(confirmed.ask(), now)) {
                    send(confirmed);
                }
            }
            case Letter.Told told ->
                toNode(told.node(), letter, () -> {
                    note(told.answer().grant() == null ? "shown" : "granted");
                    var again = node(told.node()).told(told, now);
                    if (again != null) {
                        send(again);
                    }
                });
            case Letter.Offered offered ->
                toNode(offered.node(), letter, () -> {
                    note(offered.answer() == null ? "wished in vain" : "given back");
                    var again = node(offered.node()).offered(offered, now);
                    if (again != null) {
                        send(again);
                    }
                });
            case Letter.Put put -> {
                var home = home();
                home.put(put, now);
                note(home.leads() ? "put" : "put at a deposed home");
            }
            case Letter.PutDone done ->
                toNode(done.node(), letter, () -> node(done.node()).written(done, now));
            case Letter.Down down ->
                toNode(down.node(), letter, () -> {
                    var word = node(down.node()).follow(down.order(), now);
                    if (word != null) {
                        send(new Letter.Up(down.node(), word));
                    }
                });
            case Letter.Up up ->
                homes.stream()
                        .filter(home ->
                                home.controller.term() == up.word().term() || !rules.keep(Rule.HINT_NAMES_GRANT))
                        .forEach(home -> home.up(up.node(), up.word(), now));
            case Letter.Renewal renewal ->
                log.append(new SimulatedLog.Entry(renewal.order(), 0, leader().clockMillis()));
            case Letter.Renewed renewed -> toNode(renewed.node(), letter, () -> renewed(renewed));
        }
    }

    private boolean isConfirmed(SimulatedHome home, Letter.Ask ask) {
        if (!group.isInItsTerm(home, home.on.number())) {
            note("deposed by its own vote");
            return false;
        }
        if (group.isConfirmedBy(home, ask.testimony())) {
            note("confirmed by the asker");
            return true;
        }
        boolean leads = group.isConfirmedByOthers(home, now);
        note(leads ? "confirmed by others" : "not confirmed");
        return leads;
    }

    private void toNode(String name, Letter letter, Runnable action) {
        if (node(name).pausedUntil > now) {
            send(letter);
        } else {
            action.run();
        }
    }

    /** Mostly the leader; sometimes one that was deposed. */
    private SimulatedHome home() {
        return !calm && homes.size() > 1 && random.percent(15) ? homes.get(homes.size() - 2) : leader();
    }

    /** Mostly who leads as far as the asker has heard. */
    private SimulatedHome homeFor(Letter.Ask ask) {
        var known = homes.stream()
                .filter(home -> home.term() == ask.testimony().term())
                .findFirst();
        return known.isPresent() && random.percent(70) ? known.get() : home();
    }

    private void commit() {
        if (log.tail().isEmpty()) {
            return;
        }
        before = new TreeMap<>(log.contents());
        var effect = log.commit();
        var home = leader();
        switch (effect.entry().order()) {
            case Order.Open open -> send(new Letter.Renewed(open.node(), open, until(effect.entry()), effect.isNew()));
            case Order.Renew renew ->
                send(new Letter.Renewed(renew.node(), renew, until(effect.entry()), effect.isNew()));
            case Order.Expire _ -> note(effect.isNew() ? "expired" : "spared");
            default -> note("committed");
        }
        home.applied(effect, now);
    }

    private long until(SimulatedLog.Entry entry) {
        return untils.getOrDefault(entry.order(), Long.MIN_VALUE);
    }

    private void renewed(Letter.Renewed renewed) {
        var node = node(renewed.node());
        switch (renewed.order()) {
            case Order.Open open -> {
                if (renewed.stands()
                        && open.incarnation() > node.controller.incarnation()
                        && open.incarnation() == opening[node.number()]) {
                    node.opened(open.incarnation(), renewed.untilMillis());
                    note("opened");
                }
            }
            case Order.Renew renew
            when renewed.stands() -> node.controller.renewed(renew.incarnation(), renewed.untilMillis());
            case Order.Renew renew -> {
                if (renew.incarnation() == node.controller.incarnation()) {
                    node.lost();
                    opening[node.number()] = 0;
                    note("lease lost");
                }
            }
            default -> {}
        }
    }

    /** A node keeps its lease up, or asks for one. */
    private void renew(SimulatedNode node) {
        if (node.pausedUntil > now) {
            return;
        }
        Order order;
        long incarnation = node.controller.incarnation();
        if (incarnation == 0) {
            if (opening[node.number()] != 0 && now - node.openingSince < PATIENCE_MILLIS) {
                return;
            }
            node.openingSince = now;
            opening[node.number()] = ++lastIncarnation;
            order = new Order.Open(node.name, lastIncarnation);
        } else {
            order = new Order.Renew(node.name, incarnation, ++node.renewals);
        }
        long until = node.clock(now) + SimulatedNode.LEASE_MILLIS;
        untils.put(order, until);
        send(new Letter.Renewal(node.name, order, until));
    }

    private void pass(long millis) {
        for (long i = 0; i < millis; i++) {
            now++;
            for (var home : homes) {
                home.pass(random.percent(90) ? 1 : 0);
            }
            if (now % 70 == 0) {
                nodes.forEach(this::renew);
            }
        }
        homes.forEach(home -> home.controller.look(home.on.clock(now)));
        endWhatIsDue();
        convene();
    }

    /** The members hear of leaders, deposed ones included, and the leader gets on. */
    private void convene() {
        homes.stream()
                .filter(home -> group.isInItsTerm(home, home.on.number()))
                .forEach(home -> group.hear(home.term(), home.leads() && !calm, now));
        if (calm || random.percent(50)) {
            leader().catchUp();
        }
        if (!group.isWhole() && random.percent(30) && group.admit(calm ? Long.MAX_VALUE : now)) {
            leader().membersAre(group.members());
            note("admitted");
        }
    }

    private void endWhatIsDue() {
        log.contents().forEach((key, content) -> {
            boolean asked = log.tail().stream().anyMatch(entry -> entry.order() instanceof Order.End);
            if (leader().clockMillis() >= content.deadlineMillis() && !asked) {
                log.append(new SimulatedLog.Entry(new Order.End(key, content.version()), 0, leader().clockMillis()));
                note("ended by time");
            }
        });
    }

    private void trouble() {
        var node = random.pick(nodes);
        int choice = random.below(100);
        if (allowed[0] && random.percent(40)) {
            evict(node);
        }
        if (choice < 91 && !allowed[choice / 13]) {
            return;
        }
        if (choice < 39) {
            evict(node);
        } else if (choice < 52) {
            node.giveUp();
        } else if (choice < 65) {
            node.pausedUntil = now + random.between(10, 700);
            note("paused");
        } else if (choice < 78) {
            if (random.percent(40)) {
                elect();
            } else if (random.percent(40)) {
                restart(node.number());
            }
        } else if (choice < 91) {
            loseOutcome();
        } else if (node.pausedUntil <= now && node.controller.incarnation() != 0 && random.percent(30)) {
            part(node);
        } else if (!rules.keep(Rule.EXPIRY_WAITS_FOR_LEASE)) {
            var session = log.session(node.name);
            if (session != null) {
                leader().expire(node.name, session.incarnation(), session.renewal());
            }
        }
    }

    /** Gives its lease up before that has ended. */
    private void part(SimulatedNode node) {
        long incarnation = node.controller.incarnation();
        if (rules.keep(Rule.EXPIRY_WAITS_FOR_LEASE)) {
            node.lost();
        }
        opening[node.number()] = 0;
        var order = new Order.Expire(node.name, incarnation, node.renewals);
        send(new Letter.Renewal(node.name, order, 0));
        note("parted");
    }

    private void evict(SimulatedNode node) {
        var word = node.evict(key());
        if (word != null) {
            send(new Letter.Up(node.name, word));
            note("evicted");
        }
    }

    private void loseOutcome() {
        var own = log.tail().stream().filter(entry -> entry.ticket() != 0).toList();
        if (own.isEmpty()) {
            return;
        }
        long ticket = random.pick(own).ticket();
        if (rules.keep(Rule.LOCKED_UNTIL_APPLIED)) {
            leader().lose(ticket);
            note("outcome lost");
        } else {
            leader().unlock(ticket);
        }
    }

    private void restart(int number) {
        boolean leads = leader().on.number() == number;
        if (allowed[7] && group.isWhole() && random.percent(50)) {
            group.loseDisk(number, now);
            note("disk lost");
        } else {
            group.restart(number, now);
        }
        nodes.set(number, newNode(number));
        opening[number] = 0;
        note("restarted");
        if (leads) {
            elect();
        }
        homes.removeIf(home -> home.on != nodes.get(home.on.number()));
    }

    /** Another leader; of what was appended and not committed, some survives. */
    private void elect() {
        int survives = log.tail().isEmpty() ? 0 : random.below(log.tail().size() + 1);
        while (log.tail().size() > survives) {
            log.tail().removeLast();
        }
        var last = homes.isEmpty() ? null : leader();
        while (!log.tail().isEmpty()) {
            before = new TreeMap<>(log.contents());
            var effect = log.commit();
            untilsOf(effect);
            if (last != null && random.percent(50)) {
                last.applied(effect, now);
            }
        }
        if (last != null) {
            last.depose();
            note("elected");
        }
        var on = nodes.get(group.elect(++term, now));
        var home = new SimulatedHome(term, on, group, log, rules, this::send);
        if (allowed[8] && random.percent(40)) {
            home.lag(before);
            note("not ready");
        }
        homes.add(home);
        home.begin(now);
        if (homes.size() > 3) {
            homes.removeFirst();
        }
        int other = random.below(NODES);
        if (allowed[7] && homes.size() > 1 && other != on.number() && random.percent(25)) {
            // What fells a leader seldom fells nobody else.
            restart(other);
        }
    }

    private void untilsOf(SimulatedLog.Effect effect) {
        switch (effect.entry().order()) {
            case Order.Open open -> send(new Letter.Renewed(open.node(), open, until(effect.entry()), effect.isNew()));
            case Order.Renew renew ->
                send(new Letter.Renewed(renew.node(), renew, until(effect.entry()), effect.isNew()));
            default -> {}
        }
    }

    private void witness(SimulatedNode node, SimulatedNode.Reader reader, Content content) {
        note("read");
        told.merge(reader.key(), content.version(), Math::max);
        if (content.version() < reader.since()) {
            throw new BrokenPromise("I4: " + node.name + " read version " + content.version() + " of " + reader.key()
                    + " though " + reader.since() + " was committed when it asked");
        }
    }

    private void look() {
        for (var node : nodes) {
            for (var key : Keys.ALL) {
                if (!node.canRead(key, now) || node.pausedUntil > now) {
                    continue;
                }
                var line = node.lines().get(key);
                if (line.value().version() != log.content(key).version()) {
                    throw new BrokenPromise("I1: " + node.name + " can read version "
                            + line.value().version() + " of " + key + " though "
                            + log.content(key).version() + " is committed");
                }
                if (!line.value().equals(log.content(key))
                        && !line.value().isGone()
                        && log.content(key).isGone()) {
                    throw new BrokenPromise("I2, I10: " + node.name + " can read what is gone");
                }
                holderIsKnown(node, key);
            }
        }
    }

    private void holderIsKnown(SimulatedNode node, CacheKey key) {
        var session = log.session(node.name);
        boolean isLive = session != null && session.incarnation() == node.controller.incarnation();
        if (isLive && !leader().controller.view(key).holders().contains(node.name)) {
            throw new BrokenPromise("I3: " + node.name + " has " + key + ", of which its home does not know");
        }
        if (!isLive) {
            throw new BrokenPromise("I5: " + node.name + " counts on a lease that the log has ended");
        }
    }

    /** Nothing fails any more: then everything that was begun ends. */
    private void end() {
        calm = true;
        nodes.forEach(node -> node.pausedUntil = 0);
        for (int round = 0; round < 40; round++) {
            for (int i = 0; i < 200 && !network.isEmpty(); i++) {
                deliver();
                look();
            }
            while (!log.tail().isEmpty()) {
                commit();
                look();
            }
            if (round == 20) {
                Keys.ALL.forEach(key -> send(new Letter.Put(
                        "n0",
                        nodes.getFirst().write(key, now),
                        new Order.Write(++lastWrite, key, false, false, false))));
            }
            pass(20);
            look();
        }
        if (leader().controller.underWay() > 0) {
            throw new BrokenPromise("I9: " + leader().controller.underWay() + " changes have not ended");
        }
        if (network.size() > LETTERS_MAX) {
            throw new BrokenPromise("I9: the network does not become quiet");
        }
    }
}
