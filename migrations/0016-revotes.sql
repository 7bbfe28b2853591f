-- 再次表决: polls that decide equal votes of another one.

CREATE TABLE revotes (
    poll_id TEXT PRIMARY KEY NOT NULL REFERENCES polls (id),
    -- The poll whose candidates are tied.
    tied_poll_id TEXT NOT NULL REFERENCES polls (id)
);

CREATE INDEX revotes_by_tied ON revotes (tied_poll_id);
