-- The owner roll 业主名册. Sealed: TEXT that only the vault's keys open. ID numbers stand nowhere: their keyed digest stands in
-- sealed content and names who is who in `roll_contacts`.

-- Versions of a community's roll, numbered from 1. None changes once it is there.
CREATE TABLE rolls (
    id TEXT PRIMARY KEY NOT NULL,
    community_id TEXT NOT NULL REFERENCES communities (id),
    number BIGINT NOT NULL CHECK (number > 0),
    origin TEXT NOT NULL CHECK (origin IN ('import', 'amendment')),
    -- Why it was amended; sealed.
    reason TEXT,
    parking_as_area BOOLEAN NOT NULL,
    -- JSON: units by use, people and area with and without parking.
    totals TEXT NOT NULL,
    -- 32 bytes; sealed.
    salt TEXT NOT NULL,
    -- SHA-256 of salt and full roll, and of the masked roll; hexadecimal.
    digest TEXT NOT NULL,
    masked_digest TEXT NOT NULL,
    made_by TEXT NOT NULL REFERENCES accounts (id),
    made_at BIGINT NOT NULL,
    UNIQUE (community_id, number)
);

-- A unit as it stands in the versions from `since` on and before `until`. A version that changes one unit adds one row, so that a
-- thousand confirmed claims are not a thousand copies of the roll.
CREATE TABLE roll_units (
    id TEXT PRIMARY KEY NOT NULL,
    community_id TEXT NOT NULL,
    -- Orders by building, stair and room as people count, in any collation.
    place TEXT NOT NULL,
    building TEXT NOT NULL,
    stair TEXT NOT NULL,
    room TEXT NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT CHECK (until > since),
    -- Everything else; sealed.
    content TEXT NOT NULL,
    FOREIGN KEY (community_id, since) REFERENCES rolls (community_id, number),
    FOREIGN KEY (community_id, until) REFERENCES rolls (community_id, number)
);

CREATE UNIQUE INDEX roll_units_now ON roll_units (community_id, place) WHERE until IS NULL;

CREATE INDEX roll_units_by_place ON roll_units (community_id, place);

-- How right holders can be reached. No part of a version: it changes while a roll is frozen.
CREATE TABLE roll_contacts (
    id TEXT PRIMARY KEY NOT NULL,
    community_id TEXT NOT NULL REFERENCES communities (id),
    -- Keyed digest of the ID number, or of unit and name where there is none.
    holder TEXT NOT NULL,
    -- JSON; sealed.
    phones TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (community_id, holder)
);

-- Files on the way to a version.
CREATE TABLE roll_imports (
    id TEXT PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    community_id TEXT NOT NULL REFERENCES communities (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'taken', 'discarded')),
    -- SHA-256 of the file, hexadecimal.
    file_digest TEXT NOT NULL,
    -- JSON: what each column holds.
    mapping TEXT NOT NULL,
    -- The cells of the file, and what people decided about rows; sealed. Gone when the import has ended.
    cells TEXT,
    decisions TEXT,
    -- The version that it became.
    roll_id TEXT REFERENCES rolls (id),
    begun_by TEXT NOT NULL REFERENCES accounts (id),
    begun_at BIGINT NOT NULL,
    ended_at BIGINT,
    CHECK ((state = 'open') = (cells IS NOT NULL AND decisions IS NOT NULL AND ended_at IS NULL)),
    CHECK ((state = 'taken') = (roll_id IS NOT NULL))
);

CREATE INDEX roll_imports_by_community ON roll_imports (community_id, id);

-- What people said about the columns of a community's files, for its next one. JSON.
CREATE TABLE roll_mappings (
    community_id TEXT PRIMARY KEY NOT NULL REFERENCES communities (id),
    mapping TEXT NOT NULL
);

-- Two voters that share some right holders, but not all, stay two: that somebody looked at it, and why.
CREATE TABLE roll_overlaps (
    id TEXT PRIMARY KEY NOT NULL,
    community_id TEXT NOT NULL REFERENCES communities (id),
    -- SHA-256 of both sets of right holders, the same in every version that has them.
    pair TEXT NOT NULL,
    -- Sealed.
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL REFERENCES accounts (id),
    decided_at BIGINT NOT NULL
);

CREATE INDEX roll_overlaps_by_pair ON roll_overlaps (community_id, pair, id);
