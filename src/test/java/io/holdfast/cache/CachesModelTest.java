package io.holdfast.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cache.CachesCommand.Define;
import io.holdfast.cache.CachesCommand.Delete;
import io.holdfast.cache.CachesResult.Defined;
import io.holdfast.cache.CachesResult.Deleted;
import io.holdfast.cache.CachesResult.Reason;
import io.holdfast.cache.CachesResult.Refused;
import io.holdfast.core.Applied;
import io.holdfast.core.Stamp;
import io.holdfast.testing.Rows;
import io.holdfast.testing.Seeded;
import io.holdfast.testing.Shrink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The catalogue agrees with a list that was written without any cleverness: in results, events and views, after each of many
 * random moves, and after each snapshot.
 */
class CachesModelTest {

    private static final int MOVES = 200;
    private static final int CASES = 300;
    private static final int CASES_SOAKING = 50_000;
    private static final List<String> NAMES = List.of("a", "a.b", "a.c", "b");

    /** What can be done, told so that it makes sense whatever was done before. */
    private sealed interface Move {

        /** @param version 0 is any, 1 is none, 2 is the current one, 3 is one that never was */
        record Put(String name, int backing, int negative, int version) implements Move {}

        record Remove(String name, int version) implements Move {}

        record Reload() implements Move {}
    }

    private static final class Run {
        private final List<CacheDefinition> naive = new ArrayList<>();
        private CachesMachine machine = new CachesMachine();
        private long sequence;
        private long changed;

        private void play(Move move) {
            var at = new Stamp(++sequence, 0);
            switch (move) {
                case Move.Put put -> {
                    var command = new Define(
                            new CacheName(put.name()),
                            settings(put.backing(), put.negative()),
                            version(put.name(), put.version()));
                    compare(machine.apply(at, command), define(command));
                }
                case Move.Remove remove -> {
                    var command = new Delete(new CacheName(remove.name()), version(remove.name(), remove.version()));
                    compare(machine.apply(at, command), delete(command));
                }
                case Move.Reload _ -> reload();
            }
            compareViews();
        }

        private long version(String name, int choice) {
            var there = find(new CacheName(name));
            return switch (choice) {
                case 0 -> CachesCommand.ANY_VERSION;
                case 1 -> CachesCommand.NO_VERSION;
                case 2 -> there == null ? CachesCommand.ANY_VERSION : there.version();
                default -> sequence + 1_000;
            };
        }

        private @Nullable CacheDefinition find(CacheName name) {
            return naive.stream()
                    .filter(cache -> cache.cache().equals(name))
                    .findFirst()
                    .orElse(null);
        }

        private Applied<CachesResult> define(Define command) {
            var there = find(command.cache());
            long version = there == null ? 0 : there.version();
            if (command.ifVersion() != -1 && command.ifVersion() != version) {
                return Applied.of(new Refused(Reason.VERSION_DIFFERS));
            }
            if (there != null
                    && there.settings().backing() != command.settings().backing()) {
                return Applied.of(new Refused(Reason.BACKING_FIXED));
            }
            if (there != null && there.settings().equals(command.settings())) {
                return Applied.of(new Defined(there.birth(), version, false));
            }
            naive.remove(there);
            long birth = there == null ? sequence : there.birth();
            naive.add(new CacheDefinition(command.cache(), command.settings(), birth, sequence));
            changed = sequence;
            return Applied.of(
                    new Defined(birth, sequence, there == null),
                    new CachesEvent.Defined(command.cache(), sequence, there == null));
        }

        private Applied<CachesResult> delete(Delete command) {
            var there = find(command.cache());
            if (there == null) {
                return Applied.of(new Refused(Reason.NO_CACHE));
            }
            if (command.ifVersion() != -1 && command.ifVersion() != there.version()) {
                return Applied.of(new Refused(Reason.VERSION_DIFFERS));
            }
            naive.remove(there);
            changed = sequence;
            return Applied.of(new Deleted(there.birth()), new CachesEvent.Deleted(command.cache(), there.birth()));
        }

        private static void compare(Applied<CachesResult> actual, Applied<CachesResult> expected) {
            assertThat(actual).isEqualTo(expected);
        }

        private void compareViews() {
            naive.sort(Comparator.comparing(CacheDefinition::cache));
            assertThat(machine.list("", null, 10)).isEqualTo(naive);
            assertThat(machine.list("a.", null, 10)).isEqualTo(starting("a."));
            assertThat(machine.list("a", new CacheName("a"), 1))
                    .isEqualTo(starting("a").stream()
                            .filter(cache -> cache.cache().value().compareTo("a") > 0)
                            .limit(1)
                            .toList());
            NAMES.forEach(name -> assertThat(machine.find(new CacheName(name))).isEqualTo(find(new CacheName(name))));
            assertThat(machine.cacheCount()).isEqualTo(naive.size());
            assertThat(machine.changed()).isEqualTo(changed);
        }

        private List<CacheDefinition> starting(String prefix) {
            return naive.stream()
                    .filter(cache -> cache.cache().value().startsWith(prefix))
                    .toList();
        }

        private void reload() {
            var rows = new Rows();
            machine.save(rows);
            machine = new CachesMachine();
            machine.load(rows.source(), CachesPrimitive.CACHES.snapshotVersion());
            var again = new Rows();
            machine.save(again);
            assertThat(again).isEqualTo(rows);
        }
    }

    @Test
    void theMachineAgreesWithTheNaiveCatalogue() {
        Seeded.seeds(CASES, CASES_SOAKING)
                .forEach(seed -> Shrink.run(seed, draw(new Seeded(seed)), moves -> moves.forEach(new Run()::play)));
    }

    private static List<Move> draw(Seeded seeded) {
        var moves = new ArrayList<Move>();
        for (int i = 0; i < MOVES; i++) {
            int dice = seeded.below(100);
            var name = seeded.pick(NAMES);
            int version = seeded.percent(60) ? 0 : 1 + seeded.below(3);
            if (dice < 70) {
                moves.add(new Move.Put(name, seeded.percent(90) ? 0 : 1, 1 + seeded.below(3), version));
            } else if (dice < 95) {
                moves.add(new Move.Remove(name, version));
            } else {
                moves.add(new Move.Reload());
            }
        }
        return moves;
    }

    private static CacheSettings settings(int backing, int negative) {
        return new CacheSettings(1_000, Windows.FOR_EVER, 0, negative, CacheSettings.Backing.values()[backing]);
    }
}
