ALTER TABLE "organization" ADD COLUMN "connections_limit" INTEGER NOT NULL DEFAULT 10000;
