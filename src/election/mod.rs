//! Pure rules of one election: what a ballot is, what an archive is, how it is counted and how all of it is audited.
//!
//! Why a floor of its own without files, clock or network: whoever wants to believe the count reads this and
//! [`crate::crypto`], and nothing else. Randomness and time are parameters, so every test is a calculation.
//!
//! In which order to read it:
//!
//! 1. Before the vote: [`roll`] (who may vote, and with what weight), [`rules`] (what the owners' law and their own rules ask),
//!    [`poll`] (the course of a poll, its candidates and notices), [`poll::package`] (what is asked on the ballot), [`credential`] and [`authority`] (the voters' keys), [`trustees`], [`ceremony`]
//!    and [`custody`] (the trustees' keys), [`parameters`] (the election that all of this becomes).
//! 2. The vote: [`ballot`] (made, checked, hinted), [`log`] (what was received, in which order), [`annex`] and [`paper`] (by
//!    which way it came).
//! 3. The count: [`ballot_box`] and [`tally`] (the encrypted sums and their opening), [`strong`] (why an opening can be
//!    believed), [`archive`] and [`pair`] (two files that every Belenios program reads), [`outcome`] (民法典 278),
//!    [`certificate`].
//! 4. The proof: [`audit`] (one archive), [`record`] (everything in one file).
//!
//! Two texts of JSON, and why: [`json`] is the independent tool's, byte for byte; [`jcs`] is ours (RFC 8785), for whatever
//! Yepiao itself signs or hashes; [`jws`] signs it.

pub mod annex;
pub mod archive;
pub mod audit;
pub mod authority;
pub mod ballot;
pub mod ballot_box;
pub mod ceremony;
pub mod certificate;
pub mod count;
pub mod credential;
pub mod custody;
pub mod intake;
pub mod jcs;
pub mod json;
pub mod jws;
pub mod log;
pub mod outcome;
pub mod pair;
pub mod paper;
pub mod parameters;
pub mod poll;
pub mod possession;
pub mod record;
pub mod roll;
pub mod rules;
pub mod strong;
pub mod tally;
pub mod trustees;
pub mod weight;
