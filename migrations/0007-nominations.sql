-- Nominations 自荐、推荐 of the polls that elect, and the order of the candidates.

CREATE TABLE nominations (
    id TEXT PRIMARY KEY NOT NULL,
    poll_id TEXT NOT NULL REFERENCES polls (id),
    version BIGINT NOT NULL,
    -- 8 characters with a check character, for people: it opens nothing.
    number TEXT NOT NULL UNIQUE,
    -- SHA-256 of what the nominee holds.
    secret_digest TEXT NOT NULL,
    -- Keyed digest by which the roll knows the nominee.
    holder TEXT NOT NULL,
    -- Member of the staff who has the nominee's phone.
    account_id TEXT REFERENCES accounts (id),
    origin TEXT NOT NULL CHECK (origin IN ('self_nominated', 'owners', 'body')),
    standing TEXT NOT NULL CHECK (standing IN ('awaits_consent', 'in_review', 'accepted', 'rejected', 'withdrawn')),
    -- JSON of form, reviews, phone and how the nominee was identified; sealed. Gone with a nomination that was withdrawn before
    -- anything of it was published.
    content TEXT,
    created_at BIGINT NOT NULL
);

CREATE INDEX nominations_by_poll ON nominations (poll_id, id);

-- Lots for the order of candidates, each announced before its seed exists. All stay public: nobody draws until they like it.
CREATE TABLE candidate_draws (
    poll_id TEXT NOT NULL REFERENCES polls (id),
    seq BIGINT NOT NULL,
    -- JSON array of texts, as anybody types them again.
    entrants TEXT NOT NULL,
    -- Where the seed will come from, and from when on it can be known.
    source TEXT NOT NULL,
    seed_from BIGINT NOT NULL,
    announced_at BIGINT NOT NULL,
    seed TEXT,
    seeded_at BIGINT,
    PRIMARY KEY (poll_id, seq),
    CHECK ((seed IS NULL) = (seeded_at IS NULL))
);

-- By which rule the published candidates stand in their order.
CREATE TABLE candidate_orders (
    poll_id TEXT PRIMARY KEY NOT NULL REFERENCES polls (id),
    rule TEXT NOT NULL CHECK (rule IN ('strokes', 'draw')),
    -- Of the draw.
    draw_seq BIGINT,
    -- JSON array of names that the rule does not tell apart, and why they stand as they do.
    undecided TEXT NOT NULL,
    reason TEXT,
    -- JSON array of the nominations' ids, in the published order. Not public.
    nominations TEXT NOT NULL
);
