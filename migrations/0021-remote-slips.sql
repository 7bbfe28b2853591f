-- Slips 票单 that go to owners far away by message, and credentials that were released to them.

-- Keyed digest of the serial of a slip that was sent by message: by it the slip is found, in whichever poll. NULL: printed; such a
-- serial opens nothing by itself.
ALTER TABLE slips ADD COLUMN sent TEXT;

CREATE UNIQUE INDEX slips_sent ON slips (sent) WHERE sent IS NOT NULL;

-- What says, once and for some minutes, that the code of a sent slip was typed: the session that begins with it needs no second one.
CREATE TABLE releases (
    -- SHA-256 of what the voter's page was handed.
    id TEXT PRIMARY KEY NOT NULL,
    slip_id TEXT NOT NULL REFERENCES slips (id),
    expires_at BIGINT NOT NULL
);

CREATE INDEX releases_by_end ON releases (expires_at);
