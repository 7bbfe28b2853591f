-- The newest version of the roll when the file was uploaded; none before the first. Whoever takes the file later would undo what others
-- have changed meanwhile, a confirmed claim say, and has to be told. Imports that were open before this count as begun before the first.
ALTER TABLE roll_imports ADD COLUMN base_id TEXT REFERENCES rolls (id);
