//! Whether a poll's record can be written at all, asked before the poll begins: nobody should vote in what cannot be proved.
//!
//! A record is a plain zip of at most 4 GiB, and its short files are read as a whole. So it is for at most [`MAX_VOTERS`] voters,
//! five times the largest estate, and for so many ballots of such a size that three files of them fit: those cast, and both
//! archives. Hexadecimal and decimal digits, which ballots consist of, deflate to less than 0.6 of their length.

use crate::election::parameters::Question;

/// Voters that a record has at most. Rolls and lists of so many stay within the limits of their files.
pub const MAX_VOTERS: u64 = 50_000;

/// Bytes of all logged ballots as they stand in an archive, at most: three times as many, deflated, are below 4 GiB.
const MAX_BALLOTS: u64 = 2 << 30;

/// `{"alpha":"…","beta":"…"},`: two points of 64 digits.
const CIPHERTEXT: u64 = 151;
/// `{"challenge":"…","response":"…"},`: two numbers of up to 76 digits.
const BRANCH: u64 = 183;
/// What else a question and a ballot have.
const FRAME: u64 = 200;
/// Two headers of 512 bytes, the event, and what fills up their last blocks.
const ARCHIVED: u64 = 2048;

/// Why a poll would have no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoRoom {
    /// Too many voters.
    #[error("a record holds at most {MAX_VOTERS} voters")]
    Voters,
    /// Too many ballots of such a size.
    #[error("a record holds at most {most} ballots with these questions")]
    Ballots {
        /// How many there could be.
        most: u64,
    },
}

/// Whether a record has room for `voters` who cast `ballots` with these questions, re-votes included.
pub fn has_room(questions: &[Question], voters: u64, ballots: u64) -> Result<(), NoRoom> {
    if voters > MAX_VOTERS {
        return Err(NoRoom::Voters);
    }
    let most = MAX_BALLOTS.checked_div(ballot_bytes(questions).saturating_add(ARCHIVED)).unwrap_or_default();
    if ballots > most { Err(NoRoom::Ballots { most }) } else { Ok(()) }
}

/// The most bytes of a ballot.
fn ballot_bytes(questions: &[Question]) -> u64 {
    let of = |question: &Question| {
        let ciphertexts = u64::try_from(question.ciphertexts()).unwrap_or(u64::MAX);
        let blank = if question.allows_blank() { 2 } else { 0 };
        let branches = ciphertexts.saturating_mul(2).saturating_add(question.overall_branches()).saturating_add(blank);
        ciphertexts.saturating_mul(CIPHERTEXT).saturating_add(branches.saturating_mul(BRANCH)).saturating_add(FRAME)
    };
    questions.iter().map(of).fold(FRAME.saturating_mul(4), u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::group::{Point, Scalar};
    use crate::crypto::seed::Seed;
    use crate::election::ballot::make::{Sealer, Selection};
    use crate::election::json::to_canonical;
    use crate::election::parameters::Election;
    use chacha20::ChaCha20Rng;
    use rand_core::SeedableRng as _;

    /// The reference ballot: nine candidates, at most five, blank possible, and three matters.
    fn reference() -> Election {
        let key = Point::generator_times(&Scalar::from(4711)).encode();
        let matter = r#"{"answers":["同意","反对","弃权"],"min":1,"max":1,"question":"Q"}"#;
        let committee = r#"{"answers":["1","2","3","4","5","6","7","8","9"],"blank":true,"min":1,"max":5,"question":"Q"}"#;
        let text = format!(
            r#"{{"version":1,"description":"d","name":"n","group":"Ed25519","public_key":"{key}","questions":[{committee},{matter},{matter},{matter}],"uuid":"o3JHbEwRLoXJh1o3JHbEwR"}}"#
        );
        Election::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_ballot_is_never_longer_than_reckoned_and_not_much_shorter() {
        let election = reference();
        let secret = Scalar::from(815);
        let marks = |answers: usize| Selection::Answers((0..answers).map(|answer| answer == 0).collect());
        let selections = [marks(9), marks(3), marks(3), marks(3)];
        let sealed = Sealer::new(&election).seal(&Point::generator_times(&secret), &selections, Seed::new([5; 32])).unwrap();
        let ballot = to_canonical(&sealed.sign(&secret, &mut ChaCha20Rng::from_seed([6; 32])).unwrap()).unwrap();
        let (length, reckoned) = (ballot.len() as u64, ballot_bytes(&election.parameters().questions));
        assert!(length <= reckoned && reckoned < length + 2_000, "{length} {reckoned}");
    }

    #[test]
    fn the_largest_poll_has_room_and_none_beyond() {
        let election = reference();
        let questions = &election.parameters().questions;
        assert_eq!(has_room(questions, MAX_VOTERS, 2 * MAX_VOTERS), Ok(()));
        assert_eq!(has_room(questions, MAX_VOTERS + 1, 0), Err(NoRoom::Voters));
        let Err(NoRoom::Ballots { most }) = has_room(questions, 10, u64::MAX) else { panic!() };
        assert_eq!(has_room(questions, 10, most), Ok(()));
        assert_eq!(has_room(questions, 10, most + 1), Err(NoRoom::Ballots { most }));
        // A ballot with a hundred matters, and everybody votes twice.
        let matter = questions[1].clone();
        assert!(matches!(has_room(&vec![matter; 100], MAX_VOTERS, 2 * MAX_VOTERS), Err(NoRoom::Ballots { .. })));
    }
}
