-- CreateTable
CREATE TABLE "pooler_login" (
    "database_id" TEXT NOT NULL,
    "password_secret_id" TEXT NOT NULL,
    "verifier_secret_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "pooler_login_pkey" PRIMARY KEY ("database_id")
);

-- AddForeignKey
ALTER TABLE "pooler_login" ADD CONSTRAINT "pooler_login_database_id_fkey" FOREIGN KEY ("database_id") REFERENCES "database"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "pooler_login" ADD CONSTRAINT "pooler_login_version_check" CHECK ("version" >= 1);

GRANT SELECT, INSERT, UPDATE, DELETE ON "pooler_login" TO "holdfast_api";
