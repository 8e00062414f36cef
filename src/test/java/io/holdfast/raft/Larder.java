package io.holdfast.raft;

import io.holdfast.core.Applied;
import io.holdfast.core.Command;
import io.holdfast.core.Event;
import io.holdfast.core.Machine;
import io.holdfast.core.Primitive;
import io.holdfast.core.Result;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.Scope;
import io.holdfast.core.SessionId;
import io.holdfast.core.Shelf;
import io.holdfast.core.Stamp;
import io.holdfast.core.Tag;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** A primitive for tests that keeps all it has on its shelf, and on the heap only how much that is. */
final class Larder implements Primitive<Larder.Order, Larder.Keeper> {

    static final Larder LARDER = new Larder();

    private static final String LABEL = "jam ".repeat(100);

    sealed interface Order extends Command {}

    /** Puts {@code count} jars of so many bytes on the shelf, from a number on; what is in them comes of the seed. */
    record Fill(int first, int count, int bytes, long seed, String label) implements Order {

        /** With a label that fills the log, so that it is cut off sooner. */
        Fill(int first, int count, int bytes, long seed) {
            this(first, count, bytes, seed, LABEL);
        }
    }

    /** Takes jars off the shelf one by one. */
    record Eat(int first, int count) implements Order {}

    /** Takes jars off the shelf all at once. */
    record Clear(int first, int count) implements Order {}

    record Stock(int jars) implements Result {}

    /** The heap's part of the state. */
    record Count(int jars) {}

    static final class Keeper implements Machine<Order> {

        private final Shelf shelf;
        private int jars;

        Keeper(Shelf shelf) {
            this.shelf = shelf;
        }

        @Override
        public Applied<?> apply(Stamp at, Order order) {
            switch (order) {
                case Fill fill -> fill(fill);
                case Eat eat -> {
                    for (int i = eat.first(); i < eat.first() + eat.count(); i++) {
                        if (shelf.get(key(i)) != null) {
                            shelf.remove(key(i));
                            jars--;
                        }
                    }
                }
                case Clear clear -> {
                    jars -= count(clear.first(), clear.count());
                    shelf.removeRange(key(clear.first()), key(clear.first() + clear.count()));
                }
            }
            return Applied.of(new Stock(jars));
        }

        private void fill(Fill fill) {
            var random = new SplittableRandom(fill.seed());
            for (int i = fill.first(); i < fill.first() + fill.count(); i++) {
                jars += shelf.get(key(i)) == null ? 1 : 0;
                var jar = new byte[fill.bytes()];
                random.nextBytes(jar);
                shelf.put(key(i), jar);
            }
        }

        private int count(int first, int count) {
            var seen = new int[1];
            shelf.scan(key(first), key(first + count), (_, _) -> {
                seen[0]++;
                return true;
            });
            return seen[0];
        }

        /** How many jars there are, and a number that is another where one of them is. */
        String inventory() {
            var hash = new int[] {1};
            shelf.scan(key(0), key(Integer.MAX_VALUE), (key, jar) -> {
                hash[0] = 31 * (31 * hash[0] + Arrays.hashCode(key)) + Arrays.hashCode(jar);
                return true;
            });
            return jars + " jars, " + Integer.toHexString(hash[0]);
        }

        @Override
        public List<Event> sessionEnded(Stamp at, SessionId session) {
            return List.of();
        }

        @Override
        public List<Event> timePassed(Stamp at) {
            return List.of();
        }

        @Override
        public OptionalLong nextDeadline() {
            return OptionalLong.empty();
        }

        @Override
        public boolean uses(SessionId session) {
            return false;
        }

        @Override
        public void save(RowSink rows) {
            rows.put(new Count(jars));
        }

        @Override
        public void load(RowSource rows, int version) {
            jars = rows.take(Count.class).jars();
            int found = count(0, Integer.MAX_VALUE);
            if (found != jars) {
                throw new IllegalStateException("there are " + found + " jars on the shelf instead of " + jars);
            }
        }
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    @Override
    public int number() {
        return 200;
    }

    @Override
    public String name() {
        return "larder";
    }

    @Override
    public Scope scope() {
        return Scope.DATA;
    }

    @Override
    public Keeper newMachine(Shelf shelf) {
        return new Keeper(shelf);
    }

    @Override
    public Class<Order> commandType() {
        return Order.class;
    }

    @Override
    public List<Tag<Order>> commands() {
        return List.of(new Tag<>(1, 1, Fill.class), new Tag<>(2, 1, Eat.class), new Tag<>(3, 1, Clear.class));
    }

    @Override
    public List<Tag<Result>> results() {
        return List.of(new Tag<>(1, 1, Stock.class));
    }

    @Override
    public int snapshotVersion() {
        return 1;
    }
}
