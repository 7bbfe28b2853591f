-- From the close to the result: the sheet of the paper, both encrypted sums, what trustees handed in, what came out. The record and both
-- archives are no rows: they follow from these, the log and the ballots, byte for byte, and are written again where they are asked for.

CREATE TABLE counts (
    poll_id TEXT PRIMARY KEY NOT NULL REFERENCES logs (poll_id),
    -- Counts what trustees handed in. Whoever hands in changes it first, and so holds the row until the transaction ends.
    handed_in BIGINT NOT NULL,
    -- paper.json, as the log's entry `sheet` names it.
    sheet TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    -- Both encrypted sums as canonical JSON, of so many ballots with so much area in 0.01 m².
    people_tally TEXT,
    area_tally TEXT,
    ballots BIGINT CHECK (ballots >= 0),
    area BIGINT CHECK (area >= 0),
    -- What the trustees sign.
    statement TEXT,
    tallied_at BIGINT,
    -- When enough of them had signed, and when enough had decrypted.
    signed_at BIGINT,
    complete_at BIGINT,
    CHECK ((statement IS NULL) = (people_tally IS NULL) AND (statement IS NULL) = (area_tally IS NULL)),
    CHECK ((statement IS NULL) = (ballots IS NULL) AND (statement IS NULL) = (area IS NULL)),
    CHECK ((statement IS NULL) = (tallied_at IS NULL)),
    CHECK (signed_at IS NULL OR statement IS NOT NULL),
    CHECK (complete_at IS NULL OR signed_at IS NOT NULL)
);

-- What came out, once for each poll.
CREATE TABLE results (
    poll_id TEXT PRIMARY KEY NOT NULL REFERENCES counts (poll_id),
    -- Leaves of the log in the record.
    size BIGINT NOT NULL,
    -- Both opened sums as canonical JSON.
    people TEXT NOT NULL,
    area TEXT NOT NULL,
    -- certificate.jws
    certificate TEXT NOT NULL,
    -- SHA-256 of the record, hexadecimal.
    record TEXT NOT NULL,
    counted_at BIGINT NOT NULL
);

-- Trustees' signatures of the closing statement: checked, public, never changed.
CREATE TABLE closing_signatures (
    poll_id TEXT NOT NULL REFERENCES counts (poll_id),
    place BIGINT NOT NULL,
    -- As the trustee's program wrote it.
    signature TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (poll_id, place),
    FOREIGN KEY (poll_id, place) REFERENCES trustee_seats (poll_id, place)
);

-- Their shares of both sums with the proofs: checked, never changed, public with the result.
CREATE TABLE trustee_shares (
    poll_id TEXT NOT NULL REFERENCES counts (poll_id),
    place BIGINT NOT NULL,
    -- As the trustee's program wrote it.
    share TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (poll_id, place),
    FOREIGN KEY (poll_id, place) REFERENCES trustee_seats (poll_id, place)
);

-- A result becomes final by itself as well. SQLite cannot change a CHECK, so the table is made again.
CREATE TABLE poll_timers_next (
    poll_id TEXT NOT NULL REFERENCES polls (id),
    action TEXT NOT NULL CHECK (action IN ('open', 'close', 'final')),
    -- Not before.
    due_at BIGINT NOT NULL,
    -- Tried next: later than `due_at` after a refusal.
    try_at BIGINT NOT NULL,
    -- Code of the last refusal.
    refused TEXT,
    done_at BIGINT,
    PRIMARY KEY (poll_id, action)
);

INSERT INTO poll_timers_next (poll_id, action, due_at, try_at, refused, done_at)
SELECT poll_id, action, due_at, try_at, refused, done_at FROM poll_timers;

DROP TABLE poll_timers;

ALTER TABLE poll_timers_next RENAME TO poll_timers;

CREATE INDEX poll_timers_due ON poll_timers (try_at) WHERE done_at IS NULL;
