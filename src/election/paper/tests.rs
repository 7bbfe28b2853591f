//! Three voters on paper, and every way in which a sheet can say something else than what they can have done.

use proptest::prelude::*;

use super::check::{PaperFault, faults};
use super::*;
use crate::crypto::ed25519::SigningKey;
use crate::crypto::group::Point;
use crate::crypto::hash::Digest;
use crate::election::json::to_canonical;
use crate::election::jws::{self, JwsFault, Purpose};
use crate::election::log::replay::{History, LoggedSheet};
use crate::election::parameters::{Election, Parameters, Question};
use crate::election::weight::Weight;

const CLOSED: u64 = 1_795_375_800_000;
const AREAS: [u64; 3] = [12_050, 8_950, 30_000];

fn w(people: u64, area: u64) -> Weight {
    Weight { people, area }
}

fn key() -> SigningKey {
    SigningKey::from_seed(&[4; 32]).unwrap()
}

/// A committee of two out of three candidates, and a matter.
fn election() -> Election {
    let question = |answers: &[&str], blank: Option<bool>, max| Question {
        answers: answers.iter().map(|answer| (*answer).to_owned()).collect(),
        blank,
        min: 1,
        max,
        question: "Q".into(),
    };
    let parameters = Parameters {
        version: 1,
        description: String::new(),
        name: "湖光小区".into(),
        group: "Ed25519".into(),
        public_key: Point::generator().encode(),
        questions: vec![question(&["甲", "乙", "丙"], Some(true), 2), question(&["同意", "反对", "弃权"], None, 1)],
        uuid: "oX3JHbEwRLoXJh1oX3JHbE".into(),
        administrator: None,
        credential_authority: None,
        language: None,
    };
    Election::parse(&to_canonical(&parameters).unwrap()).unwrap()
}

/// The one with 8950 chose 甲 and 乙 and 同意; the one with 12050 left the first empty and chose 同意; the one with 30000 chose 甲
/// and marked the second twice.
fn sheet() -> Sheet {
    let teller = |name: &str, entered| Teller { name: name.into(), entered };
    Sheet {
        phi: election().phi().into(),
        serials: Serials { printed: 10, issued: 6, unused: 4, returned: 5, outstanding: 1, valid: 3, void: 1, duplicate: 1 },
        counting: Some(Counting {
            tellers: [teller("陈静", CLOSED + 60_000), teller("刘洋", CLOSED + 90_000)],
            scan: Digest::of(b"scan"),
        }),
        questions: vec![
            Counted {
                options: vec![w(2, 38_950), w(1, 8_950), Weight::ZERO],
                valid: w(2, 38_950),
                blank: w(1, 12_050),
                invalid: Weight::ZERO,
            },
            Counted {
                options: vec![w(2, 21_000), Weight::ZERO, Weight::ZERO],
                valid: w(2, 21_000),
                blank: Weight::ZERO,
                invalid: w(1, 30_000),
            },
        ],
    }
}

fn logged(bytes: &[u8]) -> History {
    let sheet = Some(LoggedSheet { sha256: Digest::of(bytes), size: 9, root: Digest([1; 32]) });
    History { closed: Some(CLOSED), sheet, ..History::default() }
}

fn judge(sheet: &Sheet, areas: &[u64]) -> Vec<PaperFault> {
    let bytes = sheet.sign(&key()).unwrap();
    faults(sheet, &bytes, &election(), &logged(&bytes), areas)
}

#[track_caller]
fn refused(change: impl FnOnce(&mut Sheet), expected: &[PaperFault]) {
    let mut sheet = sheet();
    change(&mut sheet);
    assert_eq!(judge(&sheet, &AREAS), expected);
}

fn impossible(question: usize, field: &str) -> PaperFault {
    PaperFault::Impossible { question, field: field.into() }
}

#[test]
fn a_sheet_is_signed_and_read_back() {
    let bytes = sheet().sign(&key()).unwrap();
    assert_eq!(Sheet::open(&bytes, &key().verifying_key()), Ok(sheet()));
    assert_eq!(faults(&sheet(), &bytes, &election(), &logged(&bytes), &AREAS), []);
    let certificate = jws::sign(Purpose::Certificate, &key(), &sheet()).unwrap();
    let refused = Sheet::open(certificate.as_bytes(), &key().verifying_key());
    assert_eq!(refused, Err(JwsFault::Header { member: "typ" }));
    let other = SigningKey::from_seed(&[5; 32]).unwrap();
    assert_eq!(Sheet::open(&bytes, &other.verifying_key()), Err(JwsFault::Header { member: "kid" }));
    assert!(sheet().shows_choices());
}

#[test]
fn there_is_a_sheet_when_nobody_votes_on_paper() {
    let empty = Sheet::empty(election().phi(), [3, 3]);
    assert_eq!(judge(&empty, &[]), []);
    assert!(!empty.shows_choices());
    // Not when somebody did.
    let all = |question| PaperFault::NotAll { question };
    assert_eq!(judge(&empty, &[100]), [PaperFault::Voters { valid: 0, logged: 1 }, all(0), all(1)]);
    // Papers that were printed and never came back need no tellers.
    let mut printed = empty.clone();
    printed.serials = Serials { printed: 9, issued: 5, unused: 4, outstanding: 5, ..Serials::default() };
    assert_eq!(judge(&printed, &[]), []);
    // Papers that came back do, also when none of them counts.
    printed.serials = Serials { printed: 1, issued: 1, returned: 1, void: 1, ..Serials::default() };
    assert_eq!(judge(&printed, &[]), [PaperFault::NoTellers]);
}

#[test]
fn it_is_the_sheet_of_this_poll_that_was_logged() {
    let bytes = sheet().sign(&key()).unwrap();
    let judge = |history: &History| faults(&sheet(), &bytes, &election(), history, &AREAS);
    assert_eq!(judge(&History { sheet: None, ..logged(&bytes) }), [PaperFault::NotLogged]);
    assert_eq!(judge(&logged(b"another")), [PaperFault::OtherSheet]);
    refused(|sheet| sheet.phi = "φ".into(), &[PaperFault::OtherElection]);
}

#[test]
fn the_papers_balance() {
    refused(|sheet| sheet.serials.printed += 1, &[PaperFault::Printed]);
    refused(|sheet| sheet.serials.unused -= 1, &[PaperFault::Printed]);
    refused(|sheet| sheet.serials.outstanding += 1, &[PaperFault::Issued]);
    refused(|sheet| sheet.serials.duplicate -= 1, &[PaperFault::Returned]);
    refused(|sheet| (sheet.serials.valid, sheet.serials.void) = (2, 2), &[PaperFault::Voters { valid: 2, logged: 3 }]);
    // Sums beyond 2^64 are no sums.
    let most = (1 << 53) - 1;
    let flood = |sheet: &mut Sheet| {
        sheet.serials = Serials { printed: 0, issued: u64::MAX, unused: 1, ..sheet.serials };
    };
    let mut wrapped = sheet();
    flood(&mut wrapped);
    let found = faults(&wrapped, b"", &election(), &logged(b""), &AREAS);
    assert!(found.contains(&PaperFault::Printed), "{found:?}");
    refused(|sheet| sheet.serials.printed = most, &[PaperFault::Printed]);
}

#[test]
fn two_tellers_counted_after_the_close() {
    let change = |act: fn(&mut Counting)| move |sheet: &mut Sheet| act(sheet.counting.as_mut().unwrap());
    refused(|sheet| sheet.counting = None, &[PaperFault::NoTellers]);
    refused(change(|counting| counting.tellers[1].name = "陈静".into()), &[PaperFault::Tellers]);
    refused(change(|counting| counting.tellers[1].name = " ".into()), &[PaperFault::Tellers]);
    refused(change(|counting| counting.tellers[0].name = "a\n".into()), &[PaperFault::Tellers]);
    refused(change(|counting| counting.tellers[0].name = "长".repeat(65)), &[PaperFault::Tellers]);
    refused(change(|counting| counting.tellers[1].entered = CLOSED - 1), &[PaperFault::Early { teller: 1 }]);
    refused(change(|counting| counting.tellers[1].entered = CLOSED), &[]);
}

#[test]
fn totals_are_some_that_these_voters_can_have_given() {
    // Somebody who did not vote on paper.
    refused(|sheet| sheet.questions[1].invalid = w(2, 30_000), &[PaperFault::NotAll { question: 1 }]);
    // Nobody on paper has so little.
    refused(|sheet| sheet.questions[0].options[2] = w(1, 8_949), &[impossible(0, "options[2]")]);
    refused(
        |sheet| sheet.questions[0].options[2] = w(4, 60_000),
        &[
            impossible(0, "options[2]"),
            PaperFault::MoreThanValid { question: 0, answer: 2 },
            PaperFault::Choices { question: 0, min: 1, max: 2 },
        ],
    );
    // Area without people, people without area.
    refused(|sheet| sheet.questions[0].options[2] = w(0, 9_000), &[impossible(0, "options[2]")]);
    refused(|sheet| sheet.questions[0].options[2] = w(1, 0), &[impossible(0, "options[2]")]);
    // More in favour than there are valid papers.
    refused(
        |sheet| sheet.questions[1].options[0] = w(2, 42_050),
        &[PaperFault::MoreThanValid { question: 1, answer: 0 }, PaperFault::Choices { question: 1, min: 1, max: 1 }],
    );
    // A matter has exactly one answer on each valid paper, by people and by area.
    refused(|sheet| sheet.questions[1].options[1] = w(1, 8_950), &[PaperFault::Choices { question: 1, min: 1, max: 1 }]);
    refused(|sheet| sheet.questions[1].options[0] = w(1, 12_050), &[PaperFault::Choices { question: 1, min: 1, max: 1 }]);
    refused(
        |sheet| sheet.questions[1].options[0] = w(2, 20_999),
        &[impossible(1, "options[0]"), PaperFault::Choices { question: 1, min: 1, max: 1 }],
    );
    // An election has at most as many as seats, and at least one: all three chosen by both is one too many.
    refused(
        |sheet| {
            sheet.questions[0].options = vec![w(2, 38_950), w(2, 38_950), w(1, 8_950)];
        },
        &[PaperFault::Choices { question: 0, min: 1, max: 2 }],
    );
    refused(|sheet| sheet.questions[0].options[0] = Weight::ZERO, &[PaperFault::Choices { question: 0, min: 1, max: 2 }]);
    // By area alone: people would allow it.
    refused(
        |sheet| sheet.questions[0].options = vec![w(1, 8_950), w(1, 8_950), Weight::ZERO],
        &[PaperFault::Choices { question: 0, min: 1, max: 2 }],
    );
    for change in [
        (|sheet| drop(sheet.questions.pop())) as fn(&mut Sheet),
        |sheet| sheet.questions.push(sheet.questions[1].clone()),
        |sheet| sheet.questions[0].options.truncate(2),
        |sheet| sheet.questions[1].options.push(Weight::ZERO),
        |sheet| sheet.questions.clear(),
    ] {
        refused(change, &[PaperFault::Shape]);
    }
    // A total beyond what JSON can hold has no text.
    let mut huge = sheet();
    huge.questions[0].valid.area = 1 << 53;
    assert!(huge.sign(&key()).is_err());
}

/// One paper: for the election a set of answers or none, for the matter one answer, none or a void mark.
type Paper = (u64, Option<[bool; 3]>, Option<usize>, bool);

fn count(papers: &[Paper]) -> Sheet {
    let honest = sheet();
    let mut sheet = Sheet::empty(election().phi(), [3, 3]);
    let number = u64::try_from(papers.len()).unwrap();
    sheet.serials = Serials { printed: number, issued: number, returned: number, valid: number, ..Serials::default() };
    sheet.counting = honest.counting;
    let add = |to: &mut Weight, area: u64| *to = to.plus(w(1, area)).unwrap();
    let [first, second] = &mut sheet.questions[..] else { panic!() };
    for (area, chosen, answer, void) in papers {
        match chosen {
            None => add(&mut first.blank, *area),
            Some(marks) if marks.iter().filter(|mark| **mark).count() > 2 => add(&mut first.invalid, *area),
            Some([false, false, false]) => add(&mut first.blank, *area),
            Some(marks) => {
                add(&mut first.valid, *area);
                first.options.iter_mut().zip(marks).filter(|(_, mark)| **mark).for_each(|(option, _)| add(option, *area));
            }
        }
        match answer {
            _ if *void => add(&mut second.invalid, *area),
            None => add(&mut second.blank, *area),
            Some(answer) => {
                add(&mut second.valid, *area);
                add(&mut second.options[*answer], *area);
            }
        }
    }
    sheet
}

proptest! {
    /// Whatever papers say, an honest count of them passes; with one voter fewer or another area it does not.
    #[test]
    fn an_honest_count_passes(papers in proptest::collection::vec((1_u64..100_000, any::<Option<[bool; 3]>>(), proptest::option::of(0_usize..3), any::<bool>()), 1..12)) {
        let areas: Vec<u64> = papers.iter().map(|(area, ..)| *area).collect();
        let sheet = count(&papers);
        prop_assert_eq!(judge(&sheet, &areas), []);
        prop_assert!(!judge(&sheet, &areas[1..]).is_empty());
        let mut other = areas.clone();
        other[0] += 1;
        prop_assert!(!judge(&sheet, &other).is_empty());
    }
}
