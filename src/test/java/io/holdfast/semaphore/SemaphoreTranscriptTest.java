package io.holdfast.semaphore;

import static io.holdfast.semaphore.SemaphorePrimitive.SEMAPHORES;

import io.holdfast.testing.Transcript;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@code show NAME} and {@code ticket N} show a semaphore and a ticket. */
class SemaphoreTranscriptTest {

    @TestFactory
    Stream<DynamicTest> theStoryGoesAsItIsTold() {
        return Transcript.stories(
                SEMAPHORES,
                (semaphores, line) -> line.verb().equals("show")
                        ? semaphores.queries().inspect(new SemaphoreName(line.at(1)))
                        : semaphores.queries().ticket(new TicketId(Long.parseLong(line.at(1)))));
    }
}
