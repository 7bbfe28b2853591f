-- Registration of owners 业主登记: what somebody who is not on the roll, or not rightly, tells the preparatory group.

CREATE TABLE claims (
    id TEXT PRIMARY KEY NOT NULL,
    community_id TEXT NOT NULL REFERENCES communities (id),
    version BIGINT NOT NULL,
    -- 8 characters with a check character, for people: it opens nothing.
    number TEXT NOT NULL UNIQUE,
    -- SHA-256 of what the claimant was handed.
    secret_digest TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'confirmed', 'rejected', 'withdrawn')),
    building TEXT NOT NULL,
    stair TEXT NOT NULL,
    room TEXT NOT NULL,
    basis TEXT NOT NULL CHECK (basis IN ('certificate', 'contract', 'judgment', 'inheritance', 'construction', 'handover')),
    -- JSON of name, phone, note and the answer; sealed. Gone when nobody needs it any more.
    person TEXT,
    created_at BIGINT NOT NULL,
    decided_at BIGINT,
    reason TEXT CHECK (reason IN ('not_proven', 'unreadable', 'other_holder', 'unit_unknown', 'repeated', 'nothing_to_change')),
    -- The version of the roll that has it.
    roll_id TEXT REFERENCES rolls (id),
    -- When the personal part is erased.
    erase_at BIGINT,
    CHECK ((state = 'rejected') = (reason IS NOT NULL)),
    CHECK ((state = 'confirmed') = (roll_id IS NOT NULL)),
    CHECK ((state = 'open') = (decided_at IS NULL))
);

CREATE INDEX claims_by_community ON claims (community_id, id);

CREATE INDEX claims_waiting ON claims (community_id, state);

CREATE INDEX claims_by_end ON claims (erase_at);
