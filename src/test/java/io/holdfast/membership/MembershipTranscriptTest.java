package io.holdfast.membership;

import static io.holdfast.membership.MembershipPrimitive.GROUPS;

import io.holdfast.testing.Transcript;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@code show NAME} shows a group. */
class MembershipTranscriptTest {

    @TestFactory
    Stream<DynamicTest> theStoryGoesAsItIsTold() {
        return Transcript.stories(
                GROUPS, (groups, line) -> groups.queries().inspect(new GroupName(line.at(1)), 0, 100));
    }
}
