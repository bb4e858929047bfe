# The agent and the gateway: one image, two commands. The tools make and mount volumes and keep the packet filter.
ARG BASE
FROM ${BASE}
USER 0:0
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y e2fsprogs util-linux mount nftables conntrack iproute2 procps \
 && apt-get clean && rm -rf /var/lib/apt/lists/* /var/log/*
COPY app /app
WORKDIR /app
ENV NODE_ENV=production
CMD ["node", "--enable-source-maps", "/app/agent.mjs"]
