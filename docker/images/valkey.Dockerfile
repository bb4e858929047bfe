# The alarm clock. Its settings (with the password) come from a file that the platform binds read-only.
ARG BASE
FROM ${BASE}
RUN groupadd --system --gid 6379 valkey \
 && useradd --system --uid 6379 --gid 6379 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin valkey \
 && apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y tini valkey-server \
 && apt-get clean && rm -rf /var/lib/apt/lists/* /var/log/* /etc/valkey
USER 6379:6379
ENTRYPOINT ["/usr/bin/tini", "--", "valkey-server"]
CMD ["/conf/valkey.conf"]
