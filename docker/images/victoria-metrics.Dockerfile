# The metrics store. Its settings are arguments, its password a file that the platform binds read-only.
ARG BASE
FROM ${BASE}
RUN groupadd --system --gid 8428 metrics \
 && useradd --system --uid 8428 --gid 8428 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin metrics \
 && apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y tini victoria-metrics \
 && rm /usr/bin/vmagent /usr/bin/vmalert* /usr/bin/vmauth /usr/bin/vmbackup /usr/bin/vmctl /usr/bin/vmrestore \
 && apt-get clean && rm -rf /var/lib/apt/lists/* /var/log/* /etc/default/victoria-metrics /var/lib/victoria-metrics
USER 8428:8428
ENTRYPOINT ["/usr/bin/tini", "--", "victoria-metrics"]
