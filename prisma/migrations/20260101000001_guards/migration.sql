-- What Prisma's schema language cannot say: partial uniqueness, closed vocabularies, rows that nobody may change, and what the api may do.

-- One unfinished operation for each thing that operations must not share.
CREATE UNIQUE INDEX "operation_lock_key_key" ON "operation" ("lock_key") WHERE "state" = 'running';

-- What the runner's sweep and the page of unfinished work read; finished operations are the many.
CREATE INDEX "operation_unfinished_idx" ON "operation" ("wake_at") WHERE "state" = 'running';

-- A name is free again as soon as its database is deleted; bringing that database back may then fail with name-taken.
CREATE UNIQUE INDEX "database_name_key" ON "database" ("organization_id", "name") WHERE "life" NOT IN ('deleted', 'erased');

-- E-mails are compared without case.
CREATE UNIQUE INDEX "person_email_lower_key" ON "person" (lower("email"));

ALTER TABLE "database"
  ADD CONSTRAINT "database_life_check" CHECK ("life" IN ('creating', 'present', 'deleted', 'erased')),
  ADD CONSTRAINT "database_durability_check" CHECK ("durability" IN ('required', 'preferred', 'async')),
  ADD CONSTRAINT "database_standbys_check" CHECK ("standbys" BETWEEN 0 AND 4),
  ADD CONSTRAINT "database_storage_check" CHECK ("storage_bytes" > 0),
  ADD CONSTRAINT "database_epoch_check" CHECK ("epoch" >= 1),
  ADD CONSTRAINT "database_revision_check" CHECK ("revision" >= 1);

ALTER TABLE "instance"
  ADD CONSTRAINT "instance_role_check" CHECK ("role" IN ('primary', 'standby', 'replica')),
  ADD CONSTRAINT "instance_power_check" CHECK ("power" IN ('running', 'stopped')),
  ADD CONSTRAINT "instance_restarts_check" CHECK ("restarts" >= 0);

ALTER TABLE "volume"
  ADD CONSTRAINT "volume_format_check" CHECK ("format" IN ('image-ext4', 'directory')),
  ADD CONSTRAINT "volume_state_check" CHECK ("state" IN ('present', 'erased')),
  ADD CONSTRAINT "volume_size_check" CHECK ("size_bytes" > 0);

ALTER TABLE "endpoint"
  ADD CONSTRAINT "endpoint_ports_check" CHECK (
    "direct_port" BETWEEN 1 AND 65535 AND "pooled_port" BETWEEN 1 AND 65535 AND "read_only_port" BETWEEN 1 AND 65535
    AND "direct_port" <> "pooled_port" AND "direct_port" <> "read_only_port" AND "pooled_port" <> "read_only_port"
  );

ALTER TABLE "host" ADD CONSTRAINT "host_generation_check" CHECK ("generation" >= 0);

ALTER TABLE "operation"
  ADD CONSTRAINT "operation_state_check" CHECK ("state" IN ('running', 'succeeded', 'failed', 'cancelled')),
  ADD CONSTRAINT "operation_finished_check" CHECK (("state" = 'running') = ("finished_at" IS NULL)),
  ADD CONSTRAINT "operation_wake_check" CHECK (("state" = 'running') = ("wake_at" IS NOT NULL)),
  ADD CONSTRAINT "operation_visit_check" CHECK ("visit" >= 1),
  ADD CONSTRAINT "operation_parent_fkey" FOREIGN KEY ("parent_id") REFERENCES "operation" ("id");

ALTER TABLE "operation_event" ADD CONSTRAINT "operation_event_move_check"
  CHECK ("move" IN ('started', 'went', 'waited', 'stopped', 'cancel-requested', 'overdue', 'failed-and-retried'));

ALTER TABLE "task" ADD CONSTRAINT "task_state_check" CHECK ("state" IN ('ordered', 'running', 'succeeded', 'failed'));

ALTER TABLE "member" ADD CONSTRAINT "member_role_check"
  CHECK ("role" IN ('owner', 'admin', 'developer', 'viewer', 'auditor'));

ALTER TABLE "event_number"
  ADD CONSTRAINT "event_number_kind_check" CHECK ("kind" IN ('outbox', 'audit')),
  ADD CONSTRAINT "event_number_sequence_check" CHECK ("sequence" >= 1);

ALTER TABLE "unnumbered_event" ADD CONSTRAINT "unnumbered_event_kind_check" CHECK ("kind" IN ('outbox', 'audit'));

ALTER TABLE "secret" ADD CONSTRAINT "secret_version_check" CHECK ("version" >= 1);

-- The trail can be added to and read; nobody, its owner included, changes it by accident or by a stolen api.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER "audit_event_is_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_event"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "outbox_event_is_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "outbox_event"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "event_number_is_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "event_number"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- An event enters the sequencer's inbox by itself, in its own transaction: no writer can forget it.
CREATE FUNCTION "await_number"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "unnumbered_event" ("organization_id", "kind", "event_id") VALUES (NEW."organization_id", TG_ARGV[0], NEW."id");
  PERFORM pg_notify('unnumbered', '');
  RETURN NULL;
END
$$;

CREATE TRIGGER "audit_event_awaits_number" AFTER INSERT ON "audit_event"
  FOR EACH ROW EXECUTE FUNCTION "await_number"('audit');
CREATE TRIGGER "outbox_event_awaits_number" AFTER INSERT ON "outbox_event"
  FOR EACH ROW EXECUTE FUNCTION "await_number"('outbox');

-- The api's role was made by the platform before the first migration. It never owns a table.
GRANT USAGE ON SCHEMA "public" TO "holdfast_api";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "public" TO "holdfast_api";
REVOKE UPDATE, DELETE ON "audit_event", "outbox_event", "event_number" FROM "holdfast_api";
REVOKE INSERT, UPDATE, DELETE ON "_prisma_migrations" FROM "holdfast_api";
GRANT USAGE ON ALL SEQUENCES IN SCHEMA "public" TO "holdfast_api";
