-- The phone of a voter as it was when the voters were frozen; sealed, and gone with the credential. Codes for voting go there and nowhere
-- else: whoever may correct phones could otherwise put in one of their own while people vote, and vote for who stays away.
-- A voter without one, and everybody of a poll that was frozen before this, is recognised by a witness.
ALTER TABLE poll_voters ADD COLUMN phone TEXT;
