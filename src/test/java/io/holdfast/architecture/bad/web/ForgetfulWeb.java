package io.holdfast.architecture.bad.web;

import java.util.ArrayList;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;

/** What is injected, remembered for all, printed, or asked for as perhaps. */
class ForgetfulWeb {

    static int count;
    static final ArrayList<String> SEEN = new ArrayList<>();

    @Autowired
    private Runnable injected;

    @Autowired
    void wire(Runnable runnable) {
        injected = runnable;
    }

    void greet(Optional<String> name) {
        count++;
        SEEN.add(name.orElse(""));
        injected.run();
        System.out.println(name);
    }
}
