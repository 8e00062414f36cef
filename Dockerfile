# Builds the jar with Maven, unpacks it into layers, and runs it as an ordinary user.
# Kept to what the classic builder understands: no RUN --mount, no heredocs.

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
# A build without sources first: the libraries that it fetches have a layer of their own, which stays while the pom stays.
COPY pom.xml ./
RUN mvn -B -ntp -q -Dmaven.test.skip=true -Dspotless.check.skip=true package >/dev/null 2>&1 || true
COPY src/main src/main
RUN mvn -B -ntp -q -Dmaven.test.skip=true -Dspotless.check.skip=true package
RUN java -Djarmode=tools -jar target/holdfast.jar extract --layers --destination layers

FROM eclipse-temurin:25-jre
RUN groupadd --gid 10001 holdfast \
    && useradd --uid 10001 --gid holdfast --no-create-home --home-dir /holdfast --shell /usr/sbin/nologin holdfast \
    && mkdir /data \
    && chown holdfast:holdfast /data
WORKDIR /holdfast
COPY docker/start docker/healthy ./bin/
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/spring-boot-loader/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./

# In a container loopback would reach nobody: who may reach the port is decided by what is published.
ENV SERVER_ADDRESS=0.0.0.0 \
    HOLDFAST_NODE_PEER_HOST=0.0.0.0 \
    HOLDFAST_NODE_DATA_DIR=/data
USER 10001:10001
VOLUME /data
EXPOSE 8080 7080
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 CMD ["bin/healthy"]
ENTRYPOINT ["bin/start"]
