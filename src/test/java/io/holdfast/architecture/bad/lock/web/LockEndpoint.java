package io.holdfast.architecture.bad.lock.web;

import io.holdfast.architecture.bad.lock.LockPrimitive;
import java.util.List;
import org.springframework.web.bind.annotation.RestController;

/** A controller by another name, for all to see, that holds what it should only ask through the port. */
@RestController
public class LockEndpoint {

    private final LockPrimitive locks = new LockPrimitive();
    private final List<String> names = List.of("a");

    String other() {
        return locks.other() + names;
    }
}
