package io.holdfast.election;

import static io.holdfast.election.ElectionPrimitive.ELECTIONS;

import io.holdfast.testing.Transcript;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@code show NAME} and {@code ticket N} show an election and a ticket. */
class ElectionTranscriptTest {

    @TestFactory
    Stream<DynamicTest> theStoryGoesAsItIsTold() {
        return Transcript.stories(
                ELECTIONS,
                (elections, line) -> line.verb().equals("show")
                        ? elections.queries().inspect(new ElectionName(line.at(1)))
                        : elections.queries().ticket(new TicketId(Long.parseLong(line.at(1)))));
    }
}
