-- The public log of a poll: leaves, tree, and what its rules have to look up. The leaves are the truth (`log_leaves`, and the bytes
-- of ballots in `ballots`); everything else here follows from them and is kept so that nothing has to be read twice.

-- One row for each log. Whoever appends changes it first, and so holds it until the transaction ends.
CREATE TABLE logs (
    poll_id TEXT PRIMARY KEY NOT NULL,
    -- Name of the log, `<host>/<poll>`.
    origin TEXT NOT NULL UNIQUE,
    phi TEXT NOT NULL,
    conflict TEXT NOT NULL CHECK (conflict IN ('first_valid', 'paper')),
    revote TEXT NOT NULL CHECK (revote IN ('no', 'once', 'until_close')),
    electronic BOOLEAN NOT NULL,
    -- When the voting ends by the opening, and to when at the latest it may be extended.
    ends_at BIGINT NOT NULL,
    extend_until BIGINT,
    -- The end after an extension.
    extended_to BIGINT,
    -- Number of leaves.
    size BIGINT NOT NULL CHECK (size >= 0),
    -- Roots of the tree's complete parts, the largest first; hexadecimal.
    parts TEXT NOT NULL,
    -- Time of the last leaf.
    last_at BIGINT NOT NULL,
    closed_at BIGINT,
    sheet_at BIGINT,
    -- The last state that the log tells.
    state TEXT CHECK (state IN ('closed', 'counted', 'published', 'final', 'filed', 'cancelled')),
    -- Counts transactions that appended.
    appended BIGINT NOT NULL
);

CREATE TABLE log_leaves (
    poll_id TEXT NOT NULL REFERENCES logs (poll_id),
    -- Its place, from 0, without gaps.
    idx BIGINT NOT NULL,
    -- Canonical JSON, and its hash in the tree.
    leaf TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (poll_id, idx)
);

-- Roots of 256 leaves each, so that a proof for a long log reads few rows.
CREATE TABLE log_tiles (
    poll_id TEXT NOT NULL REFERENCES logs (poll_id),
    -- Which 256, from 0.
    number BIGINT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (poll_id, number)
);

-- Accepted ballots, beside their leaves.
CREATE TABLE ballots (
    poll_id TEXT NOT NULL,
    idx BIGINT NOT NULL,
    credential TEXT NOT NULL,
    -- SHA-256 of the bytes, hexadecimal.
    digest TEXT NOT NULL,
    -- The bytes, as they were signed.
    ballot TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('electronic', 'assisted')),
    -- What proved the voter, next to the slip.
    level TEXT NOT NULL CHECK (level IN ('sms', 'witness', 'official', 'digits')),
    serial_digest TEXT NOT NULL,
    -- JSON array of names.
    attested_by TEXT NOT NULL,
    -- The leaf that took it out.
    void_idx BIGINT,
    -- Whether the message to the voter's phone is on its way.
    told BOOLEAN NOT NULL,
    PRIMARY KEY (poll_id, idx),
    UNIQUE (poll_id, digest),
    FOREIGN KEY (poll_id, idx) REFERENCES log_leaves (poll_id, idx)
);

CREATE INDEX ballots_untold ON ballots (poll_id, idx) WHERE NOT told;

CREATE INDEX ballots_by_credential ON ballots (poll_id, credential, idx);

-- What the log says about one voter.
CREATE TABLE participation (
    poll_id TEXT NOT NULL REFERENCES logs (poll_id),
    credential TEXT NOT NULL,
    -- Ballots that are not void, and the last of them.
    ballots BIGINT NOT NULL CHECK (ballots >= 0),
    ballot_idx BIGINT,
    paper_idx BIGINT,
    PRIMARY KEY (poll_id, credential),
    CHECK ((ballots > 0) = (ballot_idx IS NOT NULL))
);

-- A poll's own keys, each for one purpose; sealed. Its opening names the public ones, so they never change.
CREATE TABLE poll_keys (
    id TEXT PRIMARY KEY NOT NULL,
    poll_id TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('log', 'receipt', 'certificate', 'paper')),
    -- 32 bytes; sealed.
    seed TEXT NOT NULL,
    UNIQUE (poll_id, purpose)
);

-- Nonces of proofs of possession that were used, until they would be too old anyway.
CREATE TABLE used_nonces (
    digest TEXT PRIMARY KEY NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX used_nonces_by_end ON used_nonces (expires_at);

-- Voters on their way from the slip to the ballot.
CREATE TABLE cast_sessions (
    -- SHA-256 of what the voter's page was handed.
    id TEXT PRIMARY KEY NOT NULL,
    poll_id TEXT NOT NULL REFERENCES logs (poll_id),
    -- Whose, as in the list of voters.
    number BIGINT NOT NULL,
    credential TEXT NOT NULL,
    slip_id TEXT NOT NULL,
    -- Digest of the serial, as the record has it.
    serial_digest TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- Keyed digest of what the page shows to a witness.
    pairing TEXT NOT NULL,
    -- Wrong pairings and digits.
    attempts BIGINT NOT NULL,
    level TEXT CHECK (level IN ('sms', 'witness', 'official', 'digits')),
    -- JSON array of names.
    attested_by TEXT NOT NULL,
    confirmed_at BIGINT,
    CHECK ((level IS NULL) = (confirmed_at IS NULL))
);

CREATE INDEX cast_sessions_by_slip ON cast_sessions (slip_id, begun_at);

CREATE INDEX cast_sessions_by_end ON cast_sessions (expires_at);
