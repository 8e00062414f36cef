package io.holdfast.session;

import static io.holdfast.session.RequestMemo.KEPT_MILLIS;
import static io.holdfast.session.RequestMemo.KEY_CHARS_MAX;
import static io.holdfast.session.RequestMemo.PARTS_MAX;
import static io.holdfast.session.RequestMemo.ROWS_MAX;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.RequestKey;
import io.holdfast.core.Result;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.queue.QueueResult;
import io.holdfast.testing.Rows;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class RequestMemoTest {

    private static final RequestKey FIRST = key("first");
    private static final Result DONE = new SessionResult.Ended(new SessionId(0, 1));

    private final RequestMemo memo = new RequestMemo();
    private long sequence;

    @Test
    void whatWasAnsweredIsFound() {
        remember(5, FIRST);

        assertThat(memo.find(FIRST)).isEqualTo(new RequestMemo.Answered(FIRST, 42, 1, 5, DONE));
        assertThat(memo.find(key("second"))).isNull();
    }

    @Test
    void oneKeyOfTwoPrincipalsIsTwo() {
        remember(5, new RequestKey("alice", "k"));

        assertThat(memo.find(new RequestKey("bob", "k"))).isNull();
    }

    @Test
    void anAnswerIsKeptForItsTimeAndNotLonger() {
        remember(0, FIRST);

        remember(KEPT_MILLIS, key("second"));
        assertThat(memo.find(FIRST)).isNotNull();

        remember(KEPT_MILLIS + 1, key("third"));
        assertThat(memo.find(FIRST)).isNull();
        assertThat(memo.size()).isEqualTo(2);
    }

    @Test
    void soManyAnswersAreKeptTheNewestOfThem() {
        remember(0, FIRST);
        for (int i = 1; i < ROWS_MAX; i++) {
            remember(0, key("k" + i));
        }
        assertThat(memo.find(FIRST)).isNotNull();

        remember(0, key("surplus"));

        assertThat(memo.find(FIRST)).isNull();
        assertThat(memo.find(key("k1"))).isNotNull();
        assertThat(memo.size()).isEqualTo(ROWS_MAX);
    }

    @Test
    void answersThatListMuchTakeTheRoomOfSeveral() {
        var longest = listing(100);
        int rows = PARTS_MAX / 100;
        for (int i = 0; i < rows; i++) {
            memo.remember(new Stamp(++sequence, 0), key("k" + i), 42, longest);
        }
        assertThat(memo.size()).isEqualTo(rows);

        memo.remember(new Stamp(++sequence, 0), key("surplus"), 42, longest);

        assertThat(memo.size()).isEqualTo(rows);
        assertThat(memo.find(key("k0"))).isNull();
        assertThat(memo.find(key("k1"))).isNotNull();
    }

    @Test
    void whatIsForgottenTakesNoRoomAnyMore() {
        for (int i = 0; i < PARTS_MAX / 100; i++) {
            memo.remember(new Stamp(++sequence, 0), key("k" + i), 42, listing(100));
        }
        remember(KEPT_MILLIS + 1, FIRST);

        for (int i = 0; i < PARTS_MAX / 100; i++) {
            memo.remember(new Stamp(++sequence, KEPT_MILLIS + 1), key("n" + i), 42, listing(100));
        }

        assertThat(memo.find(FIRST)).isNotNull();
    }

    private static Result listing(int parts) {
        return new QueueResult.Settled(Collections.nCopies(parts, QueueResult.Settling.DONE));
    }

    @Test
    void longKeysTakeTheRoomOfSeveral() {
        var longest = "p".repeat(RequestKey.PRINCIPAL_LENGTH_MAX);
        int rows = (int) (KEY_CHARS_MAX / (RequestKey.PRINCIPAL_LENGTH_MAX + RequestKey.KEY_LENGTH_MAX));
        for (int i = 0; i < rows; i++) {
            remember(0, longKey(longest, i));
        }
        assertThat(memo.size()).isEqualTo(rows);

        remember(0, longKey(longest, rows));
        assertThat(memo.size()).isEqualTo(rows);
        assertThat(memo.find(longKey(longest, 0))).isNull();
        assertThat(memo.find(longKey(longest, 1))).isNotNull();
    }

    @Test
    void theRoomIsTheSameAfterARestart() {
        var longest = "p".repeat(RequestKey.PRINCIPAL_LENGTH_MAX);
        int rows = (int) (KEY_CHARS_MAX / (RequestKey.PRINCIPAL_LENGTH_MAX + RequestKey.KEY_LENGTH_MAX));
        for (int i = 0; i < rows; i++) {
            remember(0, longKey(longest, i));
        }
        var rowsOnDisk = new Rows();
        memo.save(rowsOnDisk);
        var loaded = new RequestMemo();
        loaded.load(rowsOnDisk.source());

        loaded.remember(new Stamp(++sequence, 0), longKey(longest, rows), 42, DONE);

        assertThat(loaded.size()).isEqualTo(rows);
        assertThat(loaded.find(longKey(longest, 0))).isNull();
    }

    @Test
    void whatIsSavedIsLoadedInItsOrder() {
        remember(0, key("b"));
        remember(1, key("a"));
        var rows = new Rows();
        memo.save(rows);

        var loaded = new RequestMemo();
        loaded.load(rows.source());

        var again = new Rows();
        loaded.save(again);
        assertThat(again).isEqualTo(rows);
        loaded.remember(new Stamp(3, KEPT_MILLIS + 1), key("c"), 42, DONE);
        assertThat(loaded.find(key("b"))).isNull();
        assertThat(loaded.find(key("a"))).isNotNull();
    }

    private void remember(long millis, RequestKey key) {
        memo.remember(new Stamp(++sequence, millis), key, 42, DONE);
    }

    private static RequestKey longKey(String principal, int number) {
        var digits = Integer.toString(number);
        return new RequestKey(principal, "k".repeat(RequestKey.KEY_LENGTH_MAX - digits.length()) + digits);
    }

    private static RequestKey key(String key) {
        return new RequestKey("", key);
    }
}
