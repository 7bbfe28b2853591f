-- The message by which the serial of a slip went out: held back, while it still waits, once the slip is void or nobody can vote any more.
-- NULL: printed, or sent before this was kept.
ALTER TABLE slips ADD COLUMN message TEXT REFERENCES messages (id);
