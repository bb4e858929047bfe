-- CreateTable
CREATE TABLE "agent_refusal" (
    "subject" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "because" TEXT NOT NULL,
    "address" TEXT,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "times" INTEGER NOT NULL,
    "audited_at" TIMESTAMPTZ(3),
    "audited_times" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "agent_refusal_pkey" PRIMARY KEY ("subject","code")
);

ALTER TABLE "agent_refusal" ADD CONSTRAINT "agent_refusal_times_check" CHECK ("times" >= 1 AND "audited_times" BETWEEN 0 AND "times");

GRANT SELECT, INSERT, UPDATE, DELETE ON "agent_refusal" TO "holdfast_api";
