-- How owners reach the preparatory group while a poll runs. Public, printed on every slip.

CREATE TABLE poll_contacts (
    poll_id TEXT PRIMARY KEY NOT NULL REFERENCES polls (id),
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    place TEXT NOT NULL,
    hours TEXT,
    -- JSON array of where the ballot boxes stand.
    boxes TEXT NOT NULL
);
