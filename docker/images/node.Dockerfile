# Node 24 as the repository pins it, with an init that reaps.
ARG BASE
FROM ${BASE}
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y ca-certificates tini libstdc++6 \
 && apt-get clean && rm -rf /var/lib/apt/lists/* /var/log/* \
 && groupadd --system --gid 7400 holdfast \
 && useradd --system --uid 7400 --gid 7400 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin holdfast
COPY node /usr/local/bin/node
USER 7400:7400
ENTRYPOINT ["/usr/bin/tini", "--"]
