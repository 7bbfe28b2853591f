-- Polls 表决: what is asked, by which rules, and where it stands. The course is the truth; columns beside it are for finding rows.

CREATE TABLE polls (
    -- 22 characters of Base58: the election's uuid, also in links.
    id TEXT PRIMARY KEY NOT NULL,
    community_id TEXT NOT NULL REFERENCES communities (id),
    version BIGINT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    -- JSON array of items as in the announced package, without candidates.
    items TEXT NOT NULL,
    -- JSON array of the candidates as published, in their order.
    candidates TEXT,
    -- The exact text of rules.toml.
    rules TEXT NOT NULL,
    -- Canonical JSON of the course, and its state, once more.
    course TEXT NOT NULL,
    state TEXT NOT NULL,
    -- When it first became public: the first publication of the roll.
    public_since BIGINT,
    roll_version_id TEXT,
    masked_digest TEXT,
    next_step BIGINT NOT NULL,
    next_objection BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX polls_by_community ON polls (community_id, created_at, id);

CREATE INDEX polls_by_state ON polls (state);

-- Every step of the course, with the reasons that people gave. Public, but for who it was.
CREATE TABLE poll_steps (
    poll_id TEXT NOT NULL REFERENCES polls (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- NULL: its time had come.
    account_id TEXT REFERENCES accounts (id),
    action TEXT NOT NULL,
    state TEXT NOT NULL,
    round BIGINT NOT NULL,
    -- Why it went back or was cancelled.
    reason TEXT,
    -- Why a legal period was not waited for.
    override_reason TEXT,
    PRIMARY KEY (poll_id, seq)
);

-- The public list of the roll, masked: canonical JSON. Apart from the polls, because it is large.
CREATE TABLE published_rolls (
    poll_id TEXT PRIMARY KEY NOT NULL REFERENCES polls (id),
    masked TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    -- From then on it is shown to nobody; NULL: nobody can compute it, so as long as the state lasts.
    shown_until BIGINT
);

-- package.json as it was announced, canonical JSON. Apart from the polls, because it is large.
CREATE TABLE announced_packages (
    poll_id TEXT PRIMARY KEY NOT NULL REFERENCES polls (id),
    digest TEXT NOT NULL,
    package TEXT NOT NULL
);

-- Tellers 监票人、计票人 and canvassers 三长 of one poll.
CREATE TABLE poll_staff (
    poll_id TEXT NOT NULL REFERENCES polls (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL CHECK (role IN ('teller', 'canvasser')),
    named_by TEXT NOT NULL REFERENCES accounts (id),
    named_at BIGINT NOT NULL,
    PRIMARY KEY (poll_id, account_id, role)
);

CREATE INDEX poll_staff_by_account ON poll_staff (account_id);

-- Objections 异议 of the public, numbered in each poll.
CREATE TABLE objections (
    id TEXT PRIMARY KEY NOT NULL,
    poll_id TEXT NOT NULL REFERENCES polls (id),
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    about TEXT NOT NULL CHECK (about IN ('roll', 'candidates', 'notice', 'result')),
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

CREATE INDEX objections_open ON objections (poll_id, about, answered_at);
