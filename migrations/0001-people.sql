-- Read by SQLite and by PostgreSQL alike: TEXT, BIGINT, BOOLEAN, CHECK and keys made by the program. Times are milliseconds UTC,
-- JSON is TEXT. Statements end with a semicolon at the end of a line. A file that was applied anywhere never changes again.

CREATE TABLE communities (
    id TEXT PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    rules TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE accounts (
    id TEXT PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- PHC text of argon2id.
    password TEXT NOT NULL,
    -- Sealed by the vault.
    phone TEXT,
    operator BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE memberships (
    community_id TEXT NOT NULL REFERENCES communities (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL CHECK (role IN ('chair', 'member', 'supervisor', 'teller', 'canvasser', 'auditor')),
    version BIGINT NOT NULL,
    -- JSON array of names of buildings: what a canvasser may see.
    buildings TEXT NOT NULL,
    property_staff BOOLEAN NOT NULL,
    granted_by TEXT REFERENCES accounts (id),
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (community_id, account_id, role)
);

CREATE INDEX memberships_by_account ON memberships (account_id);

-- One link, once: into a role, or back into an account whose password is lost.
CREATE TABLE invitations (
    id TEXT PRIMARY KEY NOT NULL,
    -- SHA-256 of the secret in the link.
    digest TEXT NOT NULL UNIQUE,
    community_id TEXT REFERENCES communities (id),
    role TEXT NOT NULL CHECK (role IN ('operator', 'chair', 'member', 'supervisor', 'teller', 'canvasser', 'auditor', 'reset')),
    account_id TEXT REFERENCES accounts (id),
    buildings TEXT NOT NULL,
    property_staff BOOLEAN NOT NULL,
    invited_by TEXT REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- used, withdrawn
    ended TEXT CHECK (ended IN ('used', 'withdrawn')),
    CHECK ((role = 'reset') = (account_id IS NOT NULL)),
    CHECK (role IN ('operator', 'reset') OR community_id IS NOT NULL)
);

CREATE INDEX invitations_by_community ON invitations (community_id, id);

-- By the digest of what was typed as a login, whether there is such an account or not.
CREATE TABLE sign_in_attempts (
    login_digest TEXT PRIMARY KEY NOT NULL,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    locked_until BIGINT NOT NULL
);

-- One signing in, with all the refresh tokens that follow from it.
CREATE TABLE sessions (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended TEXT CHECK (ended IN ('signed_out', 'token_reused', 'password_changed'))
);

CREATE INDEX sessions_by_account ON sessions (account_id);

CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE refresh_tokens (
    digest TEXT PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

-- Answers to posts that carried an Idempotency-Key. Sealed: an answer may hold a one-time link.
CREATE TABLE answers (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (scope, key)
);

CREATE INDEX answers_by_age ON answers (created_at);

-- The audit log: one chain for each community and one, `service`, for what belongs to none. Numbers are taken from `chains`.
CREATE TABLE chains (
    id TEXT PRIMARY KEY NOT NULL,
    next_seq BIGINT NOT NULL,
    head TEXT NOT NULL
);

INSERT INTO chains (id, next_seq, head) VALUES ('service', 0, '');

CREATE TABLE audit_entries (
    chain TEXT NOT NULL REFERENCES chains (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account_id TEXT,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    details TEXT NOT NULL,
    previous TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (chain, seq)
);

-- Copies that were put in the place of the database. While one is not cleared, nothing is signed (protocol.md, part I, log).
CREATE TABLE restorations (
    id TEXT PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL,
    source_digest TEXT NOT NULL,
    cleared_at BIGINT
);
