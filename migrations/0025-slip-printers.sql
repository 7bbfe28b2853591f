-- Who saw private credentials of a poll: had slips printed, or looked at the code of one. Whoever did may confirm none of its voters.

CREATE TABLE slip_printers (
    poll_id TEXT NOT NULL REFERENCES polls (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (poll_id, account_id)
);

INSERT INTO slip_printers (poll_id, account_id)
SELECT DISTINCT audit_entries.object, audit_entries.account_id
FROM audit_entries
JOIN polls ON polls.id = audit_entries.object
WHERE audit_entries.action = 'looked.credentials' AND audit_entries.account_id IS NOT NULL;
