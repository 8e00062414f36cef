package io.holdfast.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The server processes of one cluster: started here, watched while they form, ended by their own process ids. */
final class Nodes implements AutoCloseable {

    private static final long STOP_SECONDS = 5;
    private static final int LOG_LINES_SHOWN = 15;

    private final Path directory;
    private final boolean keepFiles;
    private final List<Process> running = new ArrayList<>();
    private final List<List<String>> commands = new ArrayList<>();
    private boolean closed;

    /** Works in a new directory below {@code parent}, which is deleted at the end unless the files are to be kept. */
    Nodes(Path parent, String name, boolean keepFiles) throws IOException {
        Files.createDirectories(parent);
        this.directory = Files.createTempDirectory(parent, name + "-");
        this.keepFiles = keepFiles;
    }

    Path directory() {
        return directory;
    }

    Path directoryOf(String node) throws IOException {
        return Files.createDirectories(directory.resolve(node));
    }

    synchronized Process start(String node, List<String> command) throws IOException {
        if (closed) {
            throw new IOException("interrupted before " + node + " was started");
        }
        Process process = launch(node, command);
        running.add(process);
        commands.add(List.copyOf(command));
        return process;
    }

    /** Ends a node as a crash would, and starts it again as it was started, with what it has on disk. */
    synchronized void crashAndStart(int index, String node) throws IOException, InterruptedException {
        Process crashed = running.get(index);
        var command = commands.get(index);
        crashed.destroyForcibly().waitFor();
        Process process = launch(node, command);
        running.set(index, process);
    }

    private Process launch(String node, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(directoryOf(node).toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logOf(node).toFile()))
                .start();
        process.getOutputStream().close();
        return process;
    }

    synchronized List<Long> pids() {
        return running.stream().map(Process::pid).toList();
    }

    /** Looks every 100 ms; fails at once when a node has died, showing the end of its log. */
    void await(String what, int seconds, BooleanSupplier ready) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!ready.getAsBoolean()) {
            boolean died = !allAlive();
            if (died || System.nanoTime() - deadline > 0) {
                String trouble = died ? "a node ended while waiting for " : "waited " + seconds + " s in vain for ";
                throw new IOException(trouble + what + "\n" + logEnds());
            }
            Thread.sleep(100);
        }
    }

    private synchronized boolean allAlive() {
        return running.stream().allMatch(Process::isAlive);
    }

    @Override
    public synchronized void close() {
        closed = true;
        running.forEach(Process::destroy);
        try {
            for (Process process : running) {
                if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
                }
            }
        } catch (InterruptedException e) {
            running.forEach(Process::destroyForcibly);
            Thread.currentThread().interrupt();
        }
        running.clear();
        if (!keepFiles) {
            deleteFiles();
        }
    }

    /** Ports that were free a moment ago. All are held until the last is found, so that no two are the same. */
    static int[] freePorts(int count) throws IOException {
        int[] ports = new int[count];
        var held = new ArrayList<ServerSocket>();
        try {
            for (int i = 0; i < count; i++) {
                var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                held.add(socket);
                ports[i] = socket.getLocalPort();
            }
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
        return ports;
    }

    Path logOf(String node) {
        return directory.resolve(node + ".log");
    }

    private String logEnds() throws IOException {
        var text = new StringBuilder();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path log : files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList()) {
                List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
                text.append("--- ").append(log).append('\n');
                lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size())
                        .forEach(line -> text.append(line).append('\n'));
            }
        }
        return text.toString();
    }

    private void deleteFiles() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // left-over files do not spoil a measurement
        }
    }
}
