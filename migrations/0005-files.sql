-- Photos and scans that belong to a claim, a nomination or a posted notice. Pictures were drawn anew before they came here, so
-- that nothing but the picture is kept.

CREATE TABLE files (
    id TEXT PRIMARY KEY NOT NULL,
    community_id TEXT NOT NULL REFERENCES communities (id),
    owner_kind TEXT NOT NULL CHECK (owner_kind IN ('claim', 'nomination', 'posting', 'paper_sheet')),
    owner_id TEXT NOT NULL,
    -- From 0. The number is taken by the key below, so that nobody gets more places than there are, however many come at once.
    place BIGINT NOT NULL,
    media TEXT NOT NULL CHECK (media IN ('image/jpeg', 'application/pdf')),
    bytes BIGINT NOT NULL,
    -- SHA-256 of what is kept, hexadecimal.
    digest TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When it is forgotten; NULL: with what it belongs to.
    expires_at BIGINT,
    UNIQUE (owner_kind, owner_id, place)
);

CREATE INDEX files_by_end ON files (expires_at);

-- Apart from the files, because it is large. Sealed by the vault.
CREATE TABLE file_contents (
    id TEXT PRIMARY KEY NOT NULL REFERENCES files (id),
    sealed TEXT NOT NULL
);
