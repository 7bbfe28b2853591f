-- Paper ballots of a poll: where every serial is, what two tellers counted, the sheet.

-- A paper 纸质票 with its envelope. The serial stands on the envelope and not on what is in it, so no row tells what anybody chose.
CREATE TABLE papers (
    id TEXT PRIMARY KEY NOT NULL,
    poll_id TEXT NOT NULL REFERENCES polls (id),
    -- Keyed digest of the serial, and the serial; sealed.
    digest TEXT NOT NULL,
    serial TEXT NOT NULL,
    -- Of which voter, as in the list of voters.
    number BIGINT,
    issued_by TEXT REFERENCES accounts (id),
    issued_at BIGINT,
    handed_by TEXT REFERENCES accounts (id),
    handed_at BIGINT,
    returned_by TEXT REFERENCES accounts (id),
    returned_at BIGINT,
    fate TEXT CHECK (fate IN ('valid', 'void', 'duplicate')),
    because TEXT CHECK (because IN ('unsigned', 'not_the_voter', 'torn', 'spoiled', 'other', 'late', 'replaced', 'voted_electronically',
        'voted_on_paper')),
    -- The leaf of a valid one, the digest of its serial as the record has it, and who took it in.
    log_idx BIGINT,
    serial_digest TEXT,
    attested_by TEXT,
    UNIQUE (poll_id, digest),
    CHECK ((number IS NULL) = (issued_at IS NULL) AND (issued_by IS NULL) = (issued_at IS NULL)),
    CHECK ((handed_by IS NULL) = (handed_at IS NULL) AND (handed_at IS NULL OR issued_at IS NOT NULL)),
    CHECK ((returned_by IS NULL) = (returned_at IS NULL) AND (returned_at IS NULL OR issued_at IS NOT NULL)),
    CHECK ((fate IS NULL) = (returned_at IS NULL) AND (because IS NULL) = (fate IS NULL OR fate = 'valid')),
    CHECK ((fate = 'valid') = (log_idx IS NOT NULL) AND (log_idx IS NULL) = (serial_digest IS NULL)
        AND (log_idx IS NULL) = (attested_by IS NULL))
);

CREATE INDEX papers_by_voter ON papers (poll_id, number);

-- How far the counting of a poll's papers is.
CREATE TABLE paper_counts (
    poll_id TEXT PRIMARY KEY NOT NULL REFERENCES polls (id),
    -- From 1; two tallies that differ begin another.
    round BIGINT NOT NULL CHECK (round > 0),
    -- JSON array: where the tallies of the round before differ.
    differences TEXT NOT NULL,
    agreed BOOLEAN NOT NULL,
    -- The scan of the sheet that the tellers signed by hand: SHA-256, and who brought it.
    scan TEXT,
    scan_by TEXT REFERENCES accounts (id),
    -- paper.json, once it is in the log.
    sheet TEXT,
    sealed_at BIGINT,
    CHECK ((scan IS NULL) = (scan_by IS NULL) AND (sheet IS NULL) = (sealed_at IS NULL))
);

-- What one teller counted: totals, never single papers.
CREATE TABLE paper_tallies (
    poll_id TEXT NOT NULL REFERENCES paper_counts (poll_id),
    round BIGINT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    -- As the sheet names the teller.
    name TEXT NOT NULL,
    entered_at BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (poll_id, round, account_id)
);
