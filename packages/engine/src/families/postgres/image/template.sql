-- Platform roles. A tenant may make roles named hf_something, so membership in hf_platform is what counts, not the name.
CREATE ROLE hf_platform NOLOGIN;

CREATE ROLE hf_pooler NOLOGIN IN ROLE hf_platform;

CREATE ROLE hf_admin NOLOGIN IN ROLE hf_platform;

CREATE ROLE hf_inspector NOLOGIN IN ROLE hf_platform;

CREATE ROLE hf_replicator NOLOGIN IN ROLE hf_platform;

-- The platform's own sessions live here: a tenant cannot set anything for this database or make anything in it.
CREATE DATABASE holdfast;

REVOKE ALL ON DATABASE holdfast FROM PUBLIC;

-- Tools connect here before they create a database; nothing can be made in it.
REVOKE TEMPORARY ON DATABASE postgres FROM PUBLIC;

REVOKE ALL ON DATABASE template1 FROM PUBLIC;

-- Becomes the tenant's first database by a change of name and owner: milliseconds instead of a copy.
CREATE DATABASE hf_first;

CHECKPOINT;
