-- CreateTable
CREATE TABLE "access_role" (
    "database_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "grants" JSONB NOT NULL,
    "replication" BOOLEAN NOT NULL DEFAULT false,
    "needs_certificate" BOOLEAN NOT NULL DEFAULT false,
    "state" TEXT NOT NULL DEFAULT 'present',
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "access_role_pkey" PRIMARY KEY ("database_id","name"),
    CONSTRAINT "access_role_state_check" CHECK ("state" IN ('present', 'absent'))
);

-- CreateTable
CREATE TABLE "access_login" (
    "database_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role_name" TEXT NOT NULL,
    "password_secret_id" TEXT NOT NULL,
    "verifier_secret_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "access_login_pkey" PRIMARY KEY ("database_id","name"),
    CONSTRAINT "access_login_version_check" CHECK ("version" >= 1)
);

-- CreateTable
CREATE TABLE "access_database" (
    "database_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'present',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "recoverable_until" TIMESTAMPTZ(3),

    CONSTRAINT "access_database_pkey" PRIMARY KEY ("database_id","name"),
    CONSTRAINT "access_database_state_check" CHECK ("state" IN ('present', 'deleted', 'erased')),
    CONSTRAINT "access_database_recoverable_check" CHECK (("state" = 'deleted') = ("recoverable_until" IS NOT NULL))
);

-- CreateTable
CREATE TABLE "access_extension" (
    "database_id" TEXT NOT NULL,
    "logical_database" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'present',

    CONSTRAINT "access_extension_pkey" PRIMARY KEY ("database_id","logical_database","name"),
    CONSTRAINT "access_extension_state_check" CHECK ("state" IN ('present', 'absent'))
);

-- CreateTable
CREATE TABLE "client_authority" (
    "database_id" TEXT NOT NULL,
    "certificate" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "sealed_key" BYTEA NOT NULL,
    "crl" TEXT,

    CONSTRAINT "client_authority_pkey" PRIMARY KEY ("database_id")
);

-- CreateTable
CREATE TABLE "client_certificate" (
    "database_id" TEXT NOT NULL,
    "serial" TEXT NOT NULL,
    "login" TEXT NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "client_certificate_pkey" PRIMARY KEY ("database_id","serial")
);

-- CreateIndex
CREATE INDEX "access_login_verifier_secret_id_idx" ON "access_login"("verifier_secret_id");

-- CreateIndex
CREATE INDEX "access_database_recoverable_until_idx" ON "access_database"("recoverable_until");

-- CreateIndex
CREATE INDEX "client_certificate_database_id_expires_at_idx" ON "client_certificate"("database_id", "expires_at");

-- AddForeignKey
ALTER TABLE "access_role" ADD CONSTRAINT "access_role_database_id_fkey" FOREIGN KEY ("database_id") REFERENCES "database"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "access_login" ADD CONSTRAINT "access_login_database_id_role_name_fkey" FOREIGN KEY ("database_id", "role_name") REFERENCES "access_role"("database_id", "name") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "access_database" ADD CONSTRAINT "access_database_database_id_fkey" FOREIGN KEY ("database_id") REFERENCES "database"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "access_extension" ADD CONSTRAINT "access_extension_database_id_fkey" FOREIGN KEY ("database_id") REFERENCES "database"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "client_authority" ADD CONSTRAINT "client_authority_database_id_fkey" FOREIGN KEY ("database_id") REFERENCES "database"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "client_certificate" ADD CONSTRAINT "client_certificate_database_id_fkey" FOREIGN KEY ("database_id") REFERENCES "database"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

GRANT SELECT, INSERT, UPDATE, DELETE ON "access_role", "access_login", "access_database", "access_extension",
  "client_authority", "client_certificate" TO "holdfast_api";
