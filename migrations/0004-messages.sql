-- Messages to phones, and one-time codes. Whose phone it is and what the message says stand here sealed, and only until the gateway
-- has it or nothing more will be sent.

CREATE TABLE messages (
    id TEXT PRIMARY KEY NOT NULL,
    community_id TEXT NOT NULL REFERENCES communities (id),
    -- Which reviewed template.
    kind TEXT NOT NULL,
    -- Somebody waits for it: sent before all others.
    urgent BOOLEAN NOT NULL,
    -- Whose it is, by id; nobody for a code, which says nothing about who asked.
    recipient TEXT,
    -- Sealed by the vault.
    phone TEXT,
    -- JSON object of the template's values, sealed by the vault.
    parameters TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'accepted', 'delivered', 'failed')),
    -- Attempts that failed.
    failures BIGINT NOT NULL,
    -- waiting: not before; sending: since; otherwise when it came to this.
    at BIGINT NOT NULL,
    because TEXT CHECK (because IN ('refused', 'undeliverable', 'attempts', 'expired')),
    -- Which attempt is under way: one that comes back late settles nothing.
    attempt TEXT,
    -- From when on it is of no use.
    expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK ((state = 'failed') = (because IS NOT NULL)),
    CHECK ((state = 'sending') = (attempt IS NOT NULL)),
    CHECK ((state IN ('waiting', 'sending')) = (phone IS NOT NULL)),
    CHECK ((phone IS NULL) = (parameters IS NULL))
);

CREATE INDEX messages_by_state ON messages (state, at);

CREATE INDEX messages_by_community ON messages (community_id, id);

-- One asking for a code: the code itself is known only to the phone. All digests are HMAC under a key outside the database.
CREATE TABLE codes (
    id TEXT PRIMARY KEY NOT NULL,
    community_id TEXT NOT NULL REFERENCES communities (id),
    purpose TEXT NOT NULL,
    subject_digest TEXT NOT NULL,
    digest TEXT NOT NULL,
    -- Of the code that was sent again; the first one stays good, for it may arrive later.
    again_digest TEXT,
    attempts BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE INDEX codes_by_end ON codes (expires_at);

-- How often codes were asked for: by subject, and by phone.
CREATE TABLE code_limits (
    key TEXT PRIMARY KEY NOT NULL,
    began_at BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);

CREATE INDEX code_limits_by_age ON code_limits (began_at);
