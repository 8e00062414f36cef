package io.holdfast;

import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** One node of a Holdfast cluster. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class HoldfastApplication {

    public static void main(String[] args) {
        try {
            SpringApplication.run(HoldfastApplication.class, args);
        } catch (RuntimeException e) {
            endWithCode(e);
            throw e;
        }
    }

    /** Spring tells its listeners of an exit code first, and where one of them cannot be made yet the code is lost. */
    private static void endWithCode(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ExitCodeGenerator generator) {
                System.exit(generator.getExitCode());
            }
        }
    }
}
