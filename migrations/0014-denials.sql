-- 我没投过: an objection to a ballot that counts for whoever objects is a kind of its own. SQLite cannot change a CHECK, so the table is
-- made anew on both engines; nothing refers to it.

CREATE TABLE objections_of_five_kinds (
    id TEXT PRIMARY KEY NOT NULL,
    poll_id TEXT NOT NULL REFERENCES polls (id),
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    about TEXT NOT NULL CHECK (about IN ('roll', 'candidates', 'notice', 'ballot', 'result')),
    -- Where the poll stood.
    state TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- `王**`
    masked_name TEXT NOT NULL,
    -- Sealed by the vault: JSON of name, room and contact.
    person TEXT NOT NULL,
    -- Sealed by the vault: people write more into it than they should.
    text TEXT NOT NULL,
    answered_at BIGINT,
    decision TEXT CHECK (decision IN ('upheld', 'partly', 'rejected')),
    -- What it is about, in words that can be published, and the answer.
    summary TEXT,
    answer TEXT,
    -- What it could concern at most, where it came after the announcement: people and 0.01 m².
    disputed_people BIGINT,
    disputed_area BIGINT,
    UNIQUE (poll_id, number),
    CHECK ((answered_at IS NULL) = (answer IS NULL))
);

INSERT INTO objections_of_five_kinds
    (id, poll_id, number, version, about, state, at, masked_name, person, text, answered_at, decision, summary, answer, disputed_people,
     disputed_area)
SELECT id, poll_id, number, version, about, state, at, masked_name, person, text, answered_at, decision, summary, answer, disputed_people,
    disputed_area
FROM objections;

DROP TABLE objections;

ALTER TABLE objections_of_five_kinds RENAME TO objections;

CREATE INDEX objections_open ON objections (poll_id, about, answered_at);
