# Builds the jar with Maven, unpacks it into layers, lets the JVM learn from one run what it loads at start, and runs
# the node as an ordinary user. Kept to what the classic builder understands: no RUN --mount, no heredocs.
#
#   docker build -t holdfast .
#   docker run -d --name holdfast -p 127.0.0.1:8080:8080 -v holdfast-data:/data \
#     --read-only --tmpfs /tmp:exec --cap-drop ALL --security-opt no-new-privileges holdfast

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
# A build without sources first: the libraries that it fetches have a layer of their own, which stays as the pom stays.
COPY pom.xml ./
RUN mvn -B -ntp -q -Dmaven.test.skip=true -Dspotless.check.skip=true package >/dev/null 2>&1 || true
COPY src/main src/main
RUN mvn -B -ntp -q -Dmaven.test.skip=true -Dspotless.check.skip=true package
RUN java -Djarmode=tools -jar target/holdfast.jar extract --layers --destination layers

FROM eclipse-temurin:25-jre AS node
RUN groupadd --gid 10001 holdfast \
    && useradd --uid 10001 --gid holdfast --no-create-home --home-dir /holdfast --shell /usr/sbin/nologin holdfast \
    && mkdir /data \
    && chown holdfast:holdfast /data
WORKDIR /holdfast
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/spring-boot-loader/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./
COPY docker/start docker/healthy ./bin/
USER 10001:10001

# A run that is thrown away but for the AOT cache: classes read and linked in advance, for about half the time and
# processor work of a start. A JVM that finds the cache unfit goes on without it.
FROM node AS trained
COPY docker/train ./bin/
RUN bin/train /tmp/holdfast.aot

FROM node
COPY --from=trained /tmp/holdfast.aot ./
# In a container loopback would reach nobody: who may reach the port is decided by what is published.
ENV SERVER_ADDRESS=0.0.0.0 \
    HOLDFAST_NODE_PEER_HOST=0.0.0.0 \
    HOLDFAST_NODE_DATA_DIR=/data
# All that is written, but for /tmp: the root file system may be read-only.
VOLUME /data
EXPOSE 8080 7080
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 CMD ["bin/healthy"]
ENTRYPOINT ["bin/start"]
