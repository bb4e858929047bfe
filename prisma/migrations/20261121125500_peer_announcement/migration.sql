-- Where the agent of a host is reached by those of other hosts; its version grows with every change.
ALTER TABLE "host" ADD COLUMN "peer_addresses" TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "peer_port" INTEGER,
  ADD COLUMN "peer_version" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "peer_announced_at" TIMESTAMPTZ(3);

ALTER TABLE "host" ADD CONSTRAINT "host_peer_port_check" CHECK ("peer_port" BETWEEN 1 AND 65535);
