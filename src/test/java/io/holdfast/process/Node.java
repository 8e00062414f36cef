package io.holdfast.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One node of a cluster: an operating system process of the packaged jar, with a directory for its data and its log. */
final class Node {

    private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(10);

    private final String name;
    private final Path directory;
    private final int httpPort = Ports.free();
    private final int peerPort = Ports.free();
    private @Nullable Process process;
    private boolean paused;
    private long logStart;

    Node(String name, Path directory) {
        this.name = name;
        this.directory = directory;
    }

    String name() {
        return name;
    }

    int httpPort() {
        return httpPort;
    }

    /** Where it really listens for its peers, which reach it through its relay. */
    int peerPort() {
        return peerPort;
    }

    Path dataDirectory() {
        return directory.resolve("data");
    }

    synchronized void start(List<String> jvmOptions, Path jar, Map<String, String> properties) {
        if (isAlive()) {
            throw new IllegalStateException(name + " is running already");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", jar.toString()));
        properties.forEach((key, value) -> command.add("--" + key + "=" + value));
        try {
            Files.createDirectories(directory);
            var log = logFile();
            logStart = Files.exists(log) ? Files.size(log) : 0;
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            paused = false;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    synchronized boolean isPaused() {
        return paused && isAlive();
    }

    synchronized long pid() {
        return running().pid();
    }

    /** SIGTERM; returns when the process has ended. */
    void terminate(Duration limit) {
        Process running;
        synchronized (this) {
            if (paused) {
                throw new IllegalStateException(name + " is paused and would not hear of it");
            }
            running = running();
        }
        running.destroy();
        awaitEnd(running, limit);
    }

    /** SIGKILL; returns when the process has ended. */
    void kill() {
        Process running;
        synchronized (this) {
            running = running();
        }
        running.destroyForcibly();
        awaitEnd(running, SIGNAL_LIMIT);
    }

    synchronized void pause() {
        signal("STOP");
        paused = true;
    }

    synchronized void resume() {
        signal("CONT");
        paused = false;
    }

    /** Of the last run, once it has ended. */
    synchronized OptionalInt exitCode() {
        return process == null || process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    int awaitExit(Duration limit) {
        Process last;
        synchronized (this) {
            last = process;
        }
        if (last == null) {
            throw new IllegalStateException(name + " was never started");
        }
        awaitEnd(last, limit);
        return last.exitValue();
    }

    void wipe() {
        if (isAlive()) {
            throw new IllegalStateException(name + " is running: its data directory is in use");
        }
        delete(dataDirectory());
    }

    /** What the node has written to its log since it was started last. */
    synchronized String log() {
        try (var file = new RandomAccessFile(logFile().toFile(), "r")) {
            var bytes = new byte[(int) (file.length() - logStart)];
            file.seek(logStart);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String logTail(int lines) {
        var all = log().lines().toList();
        return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    }

    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory, e);
        }
    }

    private Path logFile() {
        return directory.resolve("node.log");
    }

    private void signal(String signal) {
        try {
            var kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                    .redirectErrorStream(true)
                    .start();
            if (!kill.waitFor(SIGNAL_LIMIT) || kill.exitValue() != 0) {
                throw new IllegalStateException("cannot send " + signal + " to " + name + ": "
                        + new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending " + signal, e);
        }
    }

    private Process running() {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException(name + " is not running");
        }
        return process;
    }

    private void awaitEnd(Process ending, Duration limit) {
        try {
            if (!ending.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        "%s is still running after %s; its log ends with%n%s".formatted(name, limit, logTail(30)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " ends", e);
        }
    }
}
