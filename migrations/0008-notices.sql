-- Notices 公告 and where they hung. A draft is changed until it is frozen; a frozen one never is.

CREATE TABLE notices (
    id TEXT PRIMARY KEY NOT NULL,
    poll_id TEXT NOT NULL REFERENCES polls (id),
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- JSON of the notice; once it is frozen its canonical JSON, byte for byte.
    text TEXT NOT NULL,
    -- JSON array: the places where it has to hang.
    places TEXT NOT NULL,
    -- SHA-256 of the frozen text, hexadecimal.
    digest TEXT UNIQUE,
    -- Digest of the notice that this one corrects.
    corrects TEXT,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL REFERENCES accounts (id),
    frozen_at BIGINT,
    frozen_by TEXT REFERENCES accounts (id),
    CHECK ((frozen_at IS NULL) = (digest IS NULL)),
    CHECK ((frozen_at IS NULL) = (frozen_by IS NULL))
);

CREATE INDEX notices_by_poll ON notices (poll_id, id);

-- What was seen at a place, with a photo of it. Only grows.
CREATE TABLE postings (
    id TEXT PRIMARY KEY NOT NULL,
    notice_id TEXT NOT NULL REFERENCES notices (id),
    place TEXT NOT NULL,
    seen TEXT NOT NULL CHECK (seen IN ('hangs', 'gone', 'taken_down')),
    -- When it was seen, and when that was recorded.
    at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES accounts (id),
    -- The file, and SHA-256 of the photo, hexadecimal.
    photo_id TEXT NOT NULL REFERENCES files (id),
    photo_digest TEXT NOT NULL
);

CREATE INDEX postings_by_notice ON postings (notice_id, id);
