# Yepiao in a container: the program, compiled with its pages, and nothing else. Built by `docker compose build`.
# Both stages are Debian 13, so that what is linked at the one is found at the other.

FROM rust:1.95-trixie AS build
# Node.js for the pages (src/web): their `prepare` script builds them, and the program embeds what it built.
RUN apt-get update && apt-get install -y --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
WORKDIR /yepiao
COPY . .
RUN npm ci --prefix src/web --no-audit --no-fund && cargo build --release --locked

FROM debian:trixie-slim
# Certificates, for a message gateway that is reached by https.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --home-dir /var/lib/yepiao yepiao \
    && install --directory --owner yepiao --group yepiao --mode 700 /var/lib/yepiao/scratch
COPY --from=build /yepiao/target/release/yepiao /usr/local/bin/yepiao
USER yepiao
WORKDIR /var/lib/yepiao
# Where records are written before they are sent: docker-compose.yml puts a volume there, which takes its owner from here.
ENV YEPIAO_LISTEN=0.0.0.0:8080 YEPIAO_LOG_FORMAT=json TMPDIR=/var/lib/yepiao/scratch
EXPOSE 8080
ENTRYPOINT ["yepiao"]
CMD ["serve"]
