package io.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** CPU time used so far, in seconds, from Linux' /proc. Elsewhere everything is NaN: unknown. */
final class CpuClock {

    /** The kernel shows times to user space in hundredths of a second, whatever its own clock is. */
    private static final double TICKS_PER_SECOND = 100;

    /** Time of the servers, of this program, and of the whole machine with both. */
    record Reading(double servers, double client, double machine) {

        Reading since(Reading earlier) {
            return new Reading(servers - earlier.servers, client - earlier.client, machine - earlier.machine);
        }

        /** Time of programs that are no part of the measurement, and of the kernel's own threads. */
        double others() {
            return Math.max(0, machine - servers - client);
        }
    }

    private final List<Long> serverPids;

    CpuClock(List<Long> serverPids) {
        this.serverPids = serverPids;
    }

    Reading read() {
        double servers = serverPids.isEmpty() ? Double.NaN : 0;
        for (long pid : serverPids) {
            servers += processSeconds(Path.of("/proc", Long.toString(pid), "stat"));
        }
        return new Reading(servers, processSeconds(Path.of("/proc/self/stat")), machineSeconds());
    }

    private static double processSeconds(Path stat) {
        try {
            return processSeconds(Files.readString(stat));
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    /** User and system time: the 14th and 15th field, counted behind the name, which may hold blanks. */
    static double processSeconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    private static double machineSeconds() {
        try {
            return machineSeconds(Files.readString(Path.of("/proc/stat")));
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    /** Busy time of all cores: user, nice, system, irq and softirq; not idle, iowait or stolen. */
    static double machineSeconds(String stat) {
        String[] fields = stat.lines().findFirst().orElse("").split("\\s+");
        long ticks = 0;
        for (int field : new int[] {1, 2, 3, 6, 7}) {
            ticks += Long.parseLong(fields[field]);
        }
        return ticks / TICKS_PER_SECOND;
    }
}
