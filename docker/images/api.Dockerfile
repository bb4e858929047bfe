# The api with the built console and the migrations it applies at its start.
ARG BASE
FROM ${BASE}
COPY app /app
COPY console /app/console
COPY migrations /app/migrations
WORKDIR /app
ENV NODE_ENV=production
USER 7400:7400
CMD ["node", "--enable-source-maps", "/app/api.mjs"]
