# The one Debian everything else stands on. FROM is either the registry's debian:trixie-slim or the same release made
# with debootstrap on this machine; from here on nobody can tell the difference.
ARG BASE
FROM ${BASE}
COPY dpkg-slim.cfg /etc/dpkg/dpkg.cfg.d/holdfast-slim
COPY apt-quiet.conf /etc/apt/apt.conf.d/90holdfast
RUN printf '%s\n' \
      'deb http://deb.debian.org/debian trixie main' \
      'deb http://deb.debian.org/debian trixie-updates main' \
      'deb http://deb.debian.org/debian-security trixie-security main' > /etc/apt/sources.list \
 && rm -f /etc/apt/sources.list.d/* \
 && apt-get update \
 && apt-get -y upgrade \
 && apt-get clean && rm -rf /var/lib/apt/lists/* /var/log/*
ENV LANG=C.UTF-8
