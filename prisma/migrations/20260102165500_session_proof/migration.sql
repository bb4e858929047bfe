-- A session begins with a password that was typed.
ALTER TABLE "session" ADD COLUMN "proved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
UPDATE "session" SET "proved_at" = "created_at";
