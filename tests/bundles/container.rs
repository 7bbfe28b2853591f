//! Faults of the zip and of its list of files.
