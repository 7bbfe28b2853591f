-- 送达: who handed which slip to whom, how and when. Whoever had a slip in hand may not confirm its voter, so both tables only grow.

CREATE TABLE slip_deliveries (
    id TEXT PRIMARY KEY NOT NULL,
    poll_id TEXT NOT NULL,
    -- Of which voter, as in the list of voters.
    number BIGINT NOT NULL,
    slip_id TEXT NOT NULL REFERENCES slips (id),
    -- To the voter (本人); to somebody grown-up of the household (同住成年家属); into the letterbox or under the door; by post.
    how TEXT NOT NULL CHECK (how IN ('in_person', 'household', 'letterbox', 'post')),
    handed_by TEXT NOT NULL REFERENCES accounts (id),
    handed_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL,
    FOREIGN KEY (poll_id, number) REFERENCES poll_voters (poll_id, number)
);

CREATE INDEX slip_deliveries_by_voter ON slip_deliveries (poll_id, number);

-- A record that was wrong. It stands, and so does this.
CREATE TABLE slip_deliveries_taken_back (
    delivery_id TEXT PRIMARY KEY NOT NULL REFERENCES slip_deliveries (id),
    poll_id TEXT NOT NULL REFERENCES polls (id),
    -- The slip came back; another slip or another person was meant; something else.
    because TEXT NOT NULL CHECK (because IN ('came_back', 'other_slip', 'other_person', 'other')),
    recorded_by TEXT NOT NULL REFERENCES accounts (id),
    recorded_at BIGINT NOT NULL
);

CREATE INDEX slip_deliveries_taken_back_by_poll ON slip_deliveries_taken_back (poll_id);
