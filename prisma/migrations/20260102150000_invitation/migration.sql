CREATE TABLE "invitation" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "invited_by_id" TEXT NOT NULL,
    "invited_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "accepted_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "invitation_role_check" CHECK ("role" IN ('owner', 'admin', 'developer', 'viewer', 'auditor'))
);

CREATE UNIQUE INDEX "invitation_hash_key" ON "invitation"("hash");
CREATE INDEX "invitation_organization_id_id_idx" ON "invitation"("organization_id", "id");
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_organization_id_fkey"
  FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One open invitation for an e-mail in an organization.
CREATE UNIQUE INDEX "invitation_open_key" ON "invitation" ("organization_id", "email")
  WHERE "accepted_at" IS NULL AND "revoked_at" IS NULL;

CREATE TABLE "password_reset" (
    "hash" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "password_reset_pkey" PRIMARY KEY ("hash")
);

CREATE INDEX "password_reset_person_id_idx" ON "password_reset"("person_id");
ALTER TABLE "password_reset" ADD CONSTRAINT "password_reset_person_id_fkey"
  FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What one person did, for the export of what is kept about them.
CREATE INDEX "audit_event_actor_idx" ON "audit_event" (("actor"->>'id'), "at");

GRANT SELECT, INSERT, UPDATE, DELETE ON "invitation", "password_reset" TO "holdfast_api";
