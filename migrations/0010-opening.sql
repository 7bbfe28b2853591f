-- From an announced poll to an open one: trustees and their keys, voters and their credentials, slips, the opening, what is due when.

-- Who holds the key of a poll. Whoever hands in a message changes the row first, and so holds it until the transaction ends.
CREATE TABLE trustee_boards (
    poll_id TEXT PRIMARY KEY NOT NULL REFERENCES polls (id),
    -- How many members of the joint key are needed to decrypt; NULL: there is no joint key.
    threshold BIGINT CHECK (threshold > 0),
    -- Counts messages.
    messages BIGINT NOT NULL,
    named_by TEXT NOT NULL REFERENCES accounts (id),
    named_at BIGINT NOT NULL,
    -- trustees.json, once every message is there.
    list TEXT
);

-- Trustees 计票受托人, as the chair named them.
CREATE TABLE trustee_seats (
    poll_id TEXT NOT NULL REFERENCES trustee_boards (poll_id),
    -- From 1: first those with a key of their own, then the members of the joint key.
    place BIGINT NOT NULL CHECK (place > 0),
    -- Public.
    name TEXT NOT NULL,
    -- Number in the joint key, from 1; NULL: a key of one's own.
    member BIGINT CHECK (member > 0),
    -- SHA-256 of the secret in the trustee's link, hexadecimal.
    link_digest TEXT NOT NULL UNIQUE,
    PRIMARY KEY (poll_id, place)
);

-- What trustees' programs handed in: checked, public, never changed.
CREATE TABLE trustee_messages (
    poll_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    step BIGINT NOT NULL CHECK (step BETWEEN 1 AND 3),
    message TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (poll_id, place, step),
    FOREIGN KEY (poll_id, place) REFERENCES trustee_seats (poll_id, place)
);

-- The roll as it is frozen for a poll, and who makes its credentials.
CREATE TABLE voter_lists (
    poll_id TEXT PRIMARY KEY NOT NULL REFERENCES polls (id),
    roll_version_id TEXT NOT NULL REFERENCES rolls (id),
    made_by TEXT NOT NULL CHECK (made_by IN ('authority', 'service')),
    -- Why the owners accept that the service makes them. Public.
    because TEXT,
    frozen_by TEXT NOT NULL REFERENCES accounts (id),
    frozen_at BIGINT NOT NULL,
    CHECK ((made_by = 'service') = (because IS NOT NULL))
);

CREATE TABLE poll_voters (
    -- By which the authority outside knows the voter.
    id TEXT PRIMARY KEY NOT NULL,
    poll_id TEXT NOT NULL REFERENCES voter_lists (poll_id),
    -- As in the masked roll.
    number BIGINT NOT NULL,
    -- In 0.01 m².
    area BIGINT NOT NULL CHECK (area > 0),
    -- Where the slip goes: the voter's first unit that counts.
    building TEXT NOT NULL,
    stair TEXT NOT NULL,
    room TEXT NOT NULL,
    masked_name TEXT NOT NULL,
    -- JSON array: by what the right holders are known in `roll_contacts`.
    holders TEXT NOT NULL,
    -- The public credential.
    point TEXT,
    -- The private one, where the service made it; sealed. Gone when the poll is final or cancelled.
    credential TEXT,
    UNIQUE (poll_id, number),
    UNIQUE (poll_id, point)
);

-- Slips 票单: their serials. The credential is not here.
CREATE TABLE slips (
    id TEXT PRIMARY KEY NOT NULL,
    poll_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    -- Keyed digest of the serial, by which it is found.
    digest TEXT NOT NULL,
    -- Sealed.
    serial TEXT NOT NULL,
    issued_by TEXT NOT NULL REFERENCES accounts (id),
    issued_at BIGINT NOT NULL,
    void_by TEXT REFERENCES accounts (id),
    void_at BIGINT,
    because TEXT CHECK (because IN ('lost', 'damaged', 'misdelivered', 'other')),
    UNIQUE (poll_id, digest),
    FOREIGN KEY (poll_id, number) REFERENCES poll_voters (poll_id, number),
    CHECK ((void_at IS NULL) = (void_by IS NULL AND because IS NULL))
);

CREATE UNIQUE INDEX slips_good ON slips (poll_id, number) WHERE void_at IS NULL;

-- What stands when the voting begins: exact texts of files of the record.
CREATE TABLE openings (
    poll_id TEXT PRIMARY KEY NOT NULL REFERENCES polls (id),
    opening TEXT NOT NULL,
    election TEXT NOT NULL,
    trustees TEXT NOT NULL,
    people TEXT NOT NULL,
    area TEXT NOT NULL,
    phi TEXT NOT NULL,
    prepared_by TEXT NOT NULL REFERENCES accounts (id),
    prepared_at BIGINT NOT NULL
);

-- What the service does by itself when its time has come. Taken by UPDATE … RETURNING in the transaction that does it.
CREATE TABLE poll_timers (
    poll_id TEXT NOT NULL REFERENCES polls (id),
    action TEXT NOT NULL CHECK (action IN ('open', 'close')),
    -- Not before.
    due_at BIGINT NOT NULL,
    -- Tried next: later than `due_at` after a refusal.
    try_at BIGINT NOT NULL,
    -- Code of the last refusal.
    refused TEXT,
    done_at BIGINT,
    PRIMARY KEY (poll_id, action)
);

CREATE INDEX poll_timers_due ON poll_timers (try_at) WHERE done_at IS NULL;
