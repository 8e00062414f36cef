package io.holdfast.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads HTTP/1.1 answers from one connection, one after the other.
 *
 * <p>It looks at the four headers a lock client needs and skips the rest: parsing all of them would cost more than the
 * exchange itself. Bodies end by Content-Length, by the last chunk, or with the connection.
 */
final class ResponseReader {

    private static final int LINE_MAX = 16 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[LINE_MAX];
    private final HttpResponse response = new HttpResponse();
    private int from;
    private int to;

    private long contentLength;
    private boolean chunked;

    ResponseReader(InputStream in) {
        this.in = in;
    }

    /** The next answer. The same object is used again for the one after it. */
    HttpResponse read() throws IOException {
        do {
            readHead();
        } while (response.status >= 100 && response.status < 200);
        if (response.status == 204 || response.status == 304) {
            return response;
        }
        if (chunked) {
            readChunks();
        } else if (contentLength >= 0) {
            readBody(contentLength);
        } else {
            response.keepAlive = false;
            readToEnd();
        }
        return response;
    }

    private void readHead() throws IOException {
        response.clear();
        contentLength = -1;
        chunked = false;
        int length = readLine();
        response.status = statusIn(from - length, length);
        if (buffer[from - length + 7] == '0') { // HTTP/1.0 closes unless it says otherwise
            response.keepAlive = false;
        }
        while (true) {
            length = readLine();
            int trimmed = trimmed(length);
            if (trimmed == 0) {
                return;
            }
            header(from - length, trimmed);
        }
    }

    private int statusIn(int start, int length) throws IOException {
        if (length < 12 || buffer[start] != 'H' || buffer[start + 8] != ' ') {
            throw new IOException("not an HTTP answer: " + ascii(start, Math.min(length, 80)));
        }
        int status = 0;
        for (int at = start + 9; at < start + 12; at++) {
            status = status * 10 + buffer[at] - '0';
        }
        return status;
    }

    private void header(int start, int length) throws IOException {
        switch (buffer[start] | 0x20) {
            case 'c' -> {
                if (named(start, length, "content-length:")) {
                    contentLength = Long.parseLong(valueOf(start, length, "content-length:"));
                } else if (named(start, length, "connection:")) {
                    response.keepAlive = !valueOf(start, length, "connection:").equalsIgnoreCase("close");
                }
            }
            case 't' -> {
                if (named(start, length, "transfer-encoding:")) {
                    chunked = valueOf(start, length, "transfer-encoding:").equalsIgnoreCase("chunked");
                }
            }
            case 'l' -> {
                if (named(start, length, "location:")) {
                    response.location = valueOf(start, length, "location:");
                }
            }
            default -> {
                // not needed to take or give back a lock
            }
        }
    }

    private boolean named(int start, int length, String name) {
        if (length < name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            int letter = buffer[start + i];
            if ((letter >= 'A' && letter <= 'Z' ? letter | 0x20 : letter) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String valueOf(int start, int length, String name) {
        return ascii(start + name.length(), length - name.length()).strip();
    }

    private String ascii(int start, int length) {
        return new String(buffer, start, length, StandardCharsets.ISO_8859_1);
    }

    private void readChunks() throws IOException {
        while (true) {
            long size = chunkSize(readLine());
            if (size == 0) {
                break;
            }
            readBody(size);
            if (trimmed(readLine()) != 0) {
                throw new IOException("a chunk is longer than it said");
            }
        }
        while (trimmed(readLine()) != 0) {
            // trailers say nothing a lock client needs
        }
    }

    private long chunkSize(int length) throws IOException {
        long size = 0;
        int digits = 0;
        for (int at = from - length; at < from; at++) {
            int digit = Character.digit(buffer[at], 16);
            if (digit < 0) {
                break;
            }
            size = size * 16 + digit;
            digits++;
        }
        if (digits == 0 || digits > 8) {
            throw new IOException("not the size of a chunk: " + ascii(from - length, Math.min(length, 40)));
        }
        return size;
    }

    private void readBody(long length) throws IOException {
        long left = length;
        while (left > 0) {
            if (from == to) {
                fill();
            }
            int part = (int) Math.min(left, to - from);
            response.append(buffer, from, part);
            from += part;
            left -= part;
        }
    }

    private void readToEnd() throws IOException {
        response.append(buffer, from, to - from);
        from = to;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            response.append(buffer, 0, n);
        }
    }

    /** Moves behind the next line end and returns how many bytes the line had with it, so it starts at from - that. */
    private int readLine() throws IOException {
        int at = from;
        while (true) {
            for (; at < to; at++) {
                if (buffer[at] == '\n') {
                    int length = at + 1 - from;
                    from = at + 1;
                    return length;
                }
            }
            int before = from;
            fill();
            at -= before - from;
        }
    }

    /** The length of the line just read without its CR LF. */
    private int trimmed(int length) {
        return length >= 2 && buffer[from - 2] == '\r' ? length - 2 : length - 1;
    }

    /** Reads more behind what is still unread, moving that to the front when the buffer is full. */
    private void fill() throws IOException {
        if (from == to) {
            from = 0;
            to = 0;
        } else if (to == buffer.length) {
            if (from == 0) {
                throw new IOException("a header is longer than " + LINE_MAX + " bytes");
            }
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        int n = in.read(buffer, to, buffer.length - to);
        if (n < 0) {
            throw new EOFException("the server closed the connection");
        }
        to += n;
    }
}
