-- 抽签: what decides equal votes where the rule set has a lot. One for each poll, announced before its seed can be known; the seed is added
-- once. Both stand in the poll's public log as well, by their digests.

CREATE TABLE tie_lots (
    poll_id TEXT PRIMARY KEY NOT NULL REFERENCES polls (id),
    -- Canonical JSON: the entrants, where the seed will come from, and from when on it can be known.
    announcement TEXT NOT NULL,
    seed_from BIGINT NOT NULL,
    announced_at BIGINT NOT NULL,
    -- The entry of the log that has its digest.
    announced_index BIGINT NOT NULL,
    seed TEXT,
    seeded_at BIGINT,
    seeded_index BIGINT,
    CHECK ((seed IS NULL) = (seeded_at IS NULL) AND (seed IS NULL) = (seeded_index IS NULL))
);
