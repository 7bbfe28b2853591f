-- Voters who prove who they are at a real-name service 实名认证.

-- SHA-256 of what stands for the session there. NULL: nobody asked for it.
ALTER TABLE cast_sessions ADD COLUMN reference TEXT;

-- When the service said that somebody else was there. NULL: it did not, or another reference was asked for since.
ALTER TABLE cast_sessions ADD COLUMN another_at BIGINT;

CREATE UNIQUE INDEX cast_sessions_by_reference ON cast_sessions (reference) WHERE reference IS NOT NULL;
