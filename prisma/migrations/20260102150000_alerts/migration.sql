-- CreateTable
CREATE TABLE "alert" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "subject_name" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "because" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "closed_because" TEXT,
    "muted_until" TIMESTAMPTZ(3),
    "muted_because" TEXT,
    "muted_by" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mail_rule" (
    "organization_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "least_severity" TEXT,

    CONSTRAINT "mail_rule_pkey" PRIMARY KEY ("organization_id","person_id")
);

-- CreateTable
CREATE TABLE "mail" (
    "id" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "key_id" TEXT,
    "sealed_text" BYTEA,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "mail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "secret_id" TEXT NOT NULL,
    "cursor" BIGINT NOT NULL,
    "failing_since" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "sequence" BIGINT,
    "body" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "status" INTEGER,
    "because" TEXT NOT NULL DEFAULT '',
    "next_attempt_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "delivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "alert_organization_id_id_idx" ON "alert"("organization_id", "id");

-- CreateIndex
CREATE INDEX "mail_next_attempt_at_idx" ON "mail"("next_attempt_at");

-- CreateIndex
CREATE INDEX "mail_finished_at_idx" ON "mail"("finished_at");

-- CreateIndex
CREATE INDEX "webhook_organization_id_id_idx" ON "webhook"("organization_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_webhook_id_sequence_key" ON "delivery"("webhook_id", "sequence");

-- CreateIndex
CREATE INDEX "delivery_webhook_id_id_idx" ON "delivery"("webhook_id", "id");

-- CreateIndex
CREATE INDEX "delivery_next_attempt_at_idx" ON "delivery"("next_attempt_at");

-- CreateIndex
CREATE INDEX "delivery_created_at_idx" ON "delivery"("created_at");

-- AddForeignKey
ALTER TABLE "mail_rule" ADD CONSTRAINT "mail_rule_organization_id_person_id_fkey" FOREIGN KEY ("organization_id", "person_id") REFERENCES "member"("organization_id", "person_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One open alert for each thing that can be wrong: opening again changes nothing.
CREATE UNIQUE INDEX "alert_open_key" ON "alert" ("organization_id", "kind", "subject") WHERE "closed_at" IS NULL;

ALTER TABLE "alert"
  ADD CONSTRAINT "alert_severity_check" CHECK ("severity" IN ('info', 'warning', 'critical')),
  ADD CONSTRAINT "alert_closed_check" CHECK (("closed_at" IS NULL) = ("closed_because" IS NULL));

ALTER TABLE "mail_rule" ADD CONSTRAINT "mail_rule_severity_check" CHECK ("least_severity" IN ('info', 'warning', 'critical'));

ALTER TABLE "mail"
  ADD CONSTRAINT "mail_state_check" CHECK ("state" IN ('pending', 'sent', 'failed')),
  ADD CONSTRAINT "mail_pending_check" CHECK (("state" = 'pending') = ("next_attempt_at" IS NOT NULL));

ALTER TABLE "delivery"
  ADD CONSTRAINT "delivery_state_check" CHECK ("state" IN ('pending', 'delivered', 'failed')),
  ADD CONSTRAINT "delivery_pending_check" CHECK (("state" = 'pending') = ("next_attempt_at" IS NOT NULL));

GRANT SELECT, INSERT, UPDATE, DELETE ON "alert", "mail_rule", "mail", "webhook", "delivery" TO "holdfast_api";
