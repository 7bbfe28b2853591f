//! The vectors of what is ours, `tests/vectors/ballot-seed-v1.json` and `hints-v1.json`: made here, compared with the files,
//! and the files' statements checked against the ballots themselves. `tests/vectors/README.md` says what stands in them.
//!
//! `YEPIAO_VECTORS=write cargo test --test own_vectors` writes the files anew. A change in them means that ballots sealed by
//! older pages can no longer be checked with their seed: it needs a new version in the domain tag, not new files.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use yepiao::crypto::elgamal::Ciphertext;
use yepiao::crypto::group::{Encoding, Point, Scalar};
use yepiao::crypto::hash::Digest;
use yepiao::crypto::proof::{Proof, commitments};
use yepiao::crypto::seed::Seed;
use yepiao::crypto::signature;
use yepiao::election::ballot::check::check;
use yepiao::election::ballot::hints::{Hinted, Hints, check_batch};
use yepiao::election::ballot::make::{Sealer, Selection};
use yepiao::election::ballot::{Answer, Ballot, tracker};
use yepiao::election::credential::CredentialList;
use yepiao::election::credential::PrivateCredential;
use yepiao::election::json::to_canonical;
use yepiao::election::parameters::{Election, Parameters, Question};
use zeroize::Zeroizing;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seeds {
    scalars: Vec<Derived>,
    ballots: Vec<Sealed>,
}

/// A scalar from a seed alone.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Derived {
    seed: String,
    info: String,
    scalar: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    name: String,
    election: String,
    phi: String,
    election_private_key: String,
    private_credential: String,
    credential_secret: String,
    credential: String,
    seed: String,
    /// For each question null (blank) or 0 and 1 for its answers.
    selections: Vec<Option<Vec<u8>>>,
    /// Every scalar that stands in the ballot or behind it; not for the large one.
    #[serde(skip_serializing_if = "Option::is_none")]
    randomness: Option<Vec<Used>>,
    /// Not for the large one: its hash is enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    unsigned: Option<String>,
    hash: String,
    signature_w: String,
    signature: Texts,
    tracker: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Used {
    info: String,
    scalar: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    challenge: String,
    response: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HintVectors {
    election: String,
    ballot: String,
    /// 1/8 mod q.
    eighth: String,
    /// The points in the order of their hints.
    points: Vec<String>,
    count: usize,
    hints: String,
    right: Vec<Other>,
    wrong: Vec<Wrong>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Other {
    name: String,
    hints: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrong {
    name: String,
    hints: String,
    fault: String,
}

fn question(text: &str, answers: &[&str], blank: Option<bool>, min: u32, max: u32) -> Question {
    Question { answers: answers.iter().map(|a| (*a).to_owned()).collect(), blank, min, max, question: text.to_owned() }
}

const PRIVATE_KEY: u64 = 4711;

fn election(questions: Vec<Question>) -> (String, Election) {
    let parameters = Parameters {
        version: 1,
        // Every character that JSON can write in two ways.
        description: "湖光小区 \"首届\"\\业委会/选举\n\r\t\u{8}\u{c}\u{1}\u{7f}\u{a0}\u{2028}🏠".into(),
        name: "业主大会".into(),
        group: "Ed25519".into(),
        public_key: Point::generator_times(&Scalar::from(PRIVATE_KEY)).encode(),
        questions,
        uuid: "2u7ms3ENMoqM4QLuhWD1Ac".into(),
        administrator: Some("筹备组".into()),
        credential_authority: Some(format!("yepiao/opening/v1:{}", Digest::of(b"opening"))),
        language: None,
    };
    let text = String::from_utf8(to_canonical(&parameters).unwrap()).unwrap();
    let election = Election::parse(text.as_bytes()).unwrap();
    (text, election)
}

fn seed(number: u8) -> [u8; 32] {
    Digest::of(format!("yepiao test vector {number}").as_bytes()).0
}

fn seal(name: &str, number: u8, questions: Vec<Question>, selections: &[Option<Vec<u8>>], whole: bool) -> (Sealed, String) {
    let (text, election) = election(questions);
    let private = PrivateCredential::random(&mut ChaCha20Rng::from_seed(seed(100 + number)));
    let secret = private.secret(&election.parameters().uuid);
    let point = Point::generator_times(&secret);
    let chosen = |selection: &Option<Vec<u8>>| {
        selection.as_ref().map_or(Selection::Blank, |marks| Selection::Answers(marks.iter().map(|mark| *mark == 1).collect()))
    };
    let chosen: Vec<Selection> = selections.iter().map(chosen).collect();
    let sealed = Sealer::new(&election).seal(&point, &chosen, Seed::new(seed(number))).unwrap();
    let unsigned = String::from_utf8(to_canonical(&sealed.unsigned()).unwrap()).unwrap();
    let hash = sealed.unsigned().hash().unwrap();
    // In the product w is always fresh and nobody can give it; here it stands in the file.
    let w = Zeroizing::new(Scalar::from_wide_bytes(&mut [number; 64]));
    let proof = signature::sign(&secret, &format!("sig|{hash}|"), &w);
    let signed = format!(r#"{{"hash":"{hash}","proof":{}}}"#, String::from_utf8(to_canonical(&proof).unwrap()).unwrap());
    let ballot = format!(r#"{},"signature":{signed}}}"#, unsigned.strip_suffix('}').unwrap());
    check(&election, ballot.as_bytes()).unwrap();
    let scope = format!("yepiao/ballot/v1|{}|{}", election.phi(), point.encode());
    let randomness = whole.then(|| randomness(&scope, &Seed::new(seed(number)), &election, selections));
    let sealed = Sealed {
        name: name.into(),
        phi: election.phi().into(),
        election: text,
        election_private_key: PRIVATE_KEY.to_string(),
        private_credential: private.expose().into(),
        credential_secret: secret.to_string(),
        credential: point.encode().to_string(),
        seed: hex::encode(seed(number)),
        selections: selections.to_vec(),
        randomness,
        unsigned: whole.then_some(unsigned),
        hash,
        signature_w: w.to_string(),
        signature: Texts { challenge: proof.challenge.to_string(), response: proof.response.to_string() },
        tracker: tracker(ballot.as_bytes()),
    };
    (sealed, ballot)
}

fn size(number: u32) -> usize {
    usize::try_from(number).unwrap()
}

/// A proof of a question: its kind, the answer's index, how many branches, which one is true.
type Shape = (&'static str, usize, usize, usize);

fn shapes(asked: &Question, selection: Option<&Vec<u8>>) -> Vec<Shape> {
    let blank = usize::from(asked.allows_blank());
    let mut plain = vec![usize::from(selection.is_none()); blank];
    plain.extend(selection.map_or(vec![0; asked.answers.len()], |marks| marks.iter().map(|m| usize::from(*m)).collect()));
    let mut shapes: Vec<Shape> = plain.iter().enumerate().map(|(i, m)| ("individual", i, 2, *m)).collect();
    let chosen: usize = plain.iter().skip(blank).sum();
    let true_branch = if selection.is_none() { 0 } else { chosen - size(asked.min) + blank };
    shapes.push(("overall", 0, size(asked.max - asked.min) + 1 + blank, true_branch));
    if asked.allows_blank() {
        shapes.push(("blank", 0, 2, usize::from(selection.is_none())));
    }
    shapes
}

/// What a ballot uses: r of every ciphertext; w of the true branch, c and t of the others.
fn randomness(scope: &str, seed: &Seed, election: &Election, selections: &[Option<Vec<u8>>]) -> Vec<Used> {
    let mut infos = Vec::new();
    for (q, (asked, selection)) in election.parameters().questions.iter().zip(selections).enumerate() {
        infos.extend((0..asked.ciphertexts()).map(|i| format!("{scope}|{q}|{i}|r|0")));
        for (kind, answer, branches, true_branch) in shapes(asked, selection.as_ref()) {
            for branch in 0..branches {
                let roles: &[_] = if branch == true_branch { &["w"] } else { &["c", "t"] };
                infos.extend(roles.iter().map(|role| format!("{scope}|{q}|{answer}|{kind}-{role}|{branch}")));
            }
        }
    }
    infos.into_iter().map(|info| Used { scalar: seed.scalar(&info).to_string(), info }).collect()
}

fn ballots() -> Vec<(Sealed, String)> {
    let committee = || question("选举业主委员会委员（最多两人）", &["甲", "乙", "丙"], Some(true), 1, 2);
    let optional = || question("Q", &["A", "B"], None, 0, 1);
    let matter = || question("是否续聘物业公司", &["同意", "反对", "弃权"], None, 1, 1);
    let reference = || {
        let names = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
        let matter = || question("Q", &["同意", "反对", "弃权"], None, 1, 1);
        vec![question("Q", &names, Some(true), 1, 5), matter(), matter(), matter()]
    };
    let one_of_three = || Some(vec![0, 1, 0]);
    vec![
        seal("blank allowed, blank chosen", 1, vec![committee()], &[None], true),
        seal("blank allowed, two of three chosen", 2, vec![committee()], &[Some(vec![1, 0, 1])], true),
        seal("no blank, min 0, none chosen", 3, vec![optional()], &[Some(vec![0, 0])], true),
        seal("no blank, min 0, one chosen", 4, vec![optional()], &[Some(vec![0, 1])], true),
        seal("no blank, min 1, the second chosen", 5, vec![matter()], &[one_of_three()], true),
        seal("two questions", 6, vec![matter(), committee()], &[Some(vec![1, 0, 0]), Some(vec![0, 0, 1])], true),
        seal(
            "the reference ballot, 19 ciphertexts",
            7,
            reference(),
            &[Some(vec![1, 1, 0, 0, 1, 0, 0, 0, 1]), one_of_three(), Some(vec![1, 0, 0]), Some(vec![0, 0, 1])],
            false,
        ),
    ]
}

fn seeds() -> Seeds {
    let derive = |bytes: [u8; 32], info: &str| {
        let scalar = Seed::new(bytes).scalar(info).to_string();
        Derived { seed: hex::encode(bytes), info: info.into(), scalar }
    };
    let scalars = vec![
        derive([0; 32], ""),
        derive([0xff; 32], "yepiao/ballot/v1"),
        derive(seed(0), "yepiao/ballot/v1|业票|0|0|r|0"),
        derive(seed(0), "yepiao/ballot/v1|业票|0|0|r|1"),
    ];
    Seeds { scalars, ballots: ballots().into_iter().map(|(sealed, _)| sealed).collect() }
}

/// Compares with the file, or writes it.
fn held<T: Serialize + DeserializeOwned + PartialEq>(name: &str, made: &T) {
    let path = format!("{}/tests/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = serde_json::to_string_pretty(made).unwrap() + "\n";
    if std::env::var_os("YEPIAO_VECTORS").is_some_and(|value| value == "write") {
        std::fs::write(&path, &text).unwrap();
    }
    let file = std::fs::read_to_string(&path).unwrap();
    // The line alone: whole values would fill the screen.
    let differs = file.lines().zip(text.lines()).zip(1..).find(|((file, made), _)| file != made);
    assert!(differs.is_none(), "{name}: line {} is not what is made", differs.unwrap().1);
    assert!(file == text, "{name}: one ends before the other");
    assert!(serde_json::from_str::<T>(&file).unwrap() == *made, "{name}: is not read back");
}

#[test]
fn seeds_give_the_ballots_of_the_file() {
    held("ballot-seed-v1.json", &seeds());
}

/// The name of a scalar says where it is in the ballot: without this, two wrong programs could agree.
#[test]
fn every_scalar_is_where_its_name_says() {
    let mut roles = std::collections::BTreeSet::new();
    for (sealed, ballot) in ballots() {
        let Some(used) = sealed.randomness else { continue };
        let ballot = Ballot::parse(ballot.as_bytes()).unwrap();
        let election = Election::parse(sealed.election.as_bytes()).unwrap();
        let mut responses = 0;
        for Used { info, scalar } in used {
            let scalar: Scalar = scalar.parse().unwrap();
            let parts: Vec<&str> = info.split('|').collect();
            let [_, _, _, question, answer, role, branch] = parts.as_slice() else { panic!("{info}") };
            let [question, answer, branch] = [question, answer, branch].map(|number| number.parse::<usize>().unwrap());
            let given = &ballot.answers[question];
            roles.insert((*role).to_owned());
            if *role == "r" {
                assert_eq!(given.choices[answer].alpha, Point::generator_times(&scalar).encode(), "{info}");
                continue;
            }
            let (kind, role) = role.split_once('-').unwrap();
            let asked = &election.parameters().questions[question];
            let (proof, claimed) = branch_of(given, asked, kind, answer, branch);
            match role {
                "c" => assert!(proof.challenge == scalar, "{info}"),
                "t" => assert!(proof.response == scalar, "{info}"),
                "w" => {
                    let y = election.public_key();
                    let [a, b] = commitments(y, &claimed, &proof);
                    assert_eq!([a, b], [Point::generator_times(&scalar), y.point().times(&scalar)], "{info}");
                }
                other => panic!("{other}"),
            }
            responses += usize::from(role != "c");
        }
        // Each branch has one t or one w.
        let branches =
            |a: &Answer| a.individual_proofs.concat().len() + a.overall_proof.len() + a.blank_proof.as_ref().map_or(0, Vec::len);
        assert_eq!(responses, ballot.answers.iter().map(branches).sum::<usize>(), "{}", sealed.name);
    }
    assert_eq!(roles.len(), 1 + 3 * 3);
}

/// A branch's proof, and the ciphertext that it claims to encrypt 0.
fn branch_of(given: &Answer, asked: &Question, kind: &str, answer: usize, branch: usize) -> (Proof, Ciphertext) {
    let choices: Vec<Ciphertext> = given.choices.iter().map(|choice| choice.decode().unwrap()).collect();
    let blank = usize::from(asked.allows_blank());
    let sum = choices.iter().skip(blank).copied().sum::<Ciphertext>();
    let (proof, ciphertext, value) = match kind {
        "individual" => (given.individual_proofs[answer][branch], choices[answer], branch),
        "overall" if branch < blank => (given.overall_proof[branch], choices[0], 1),
        "overall" => (given.overall_proof[branch], sum, size(asked.min) + branch - blank),
        "blank" if branch == 0 => (given.blank_proof.as_ref().unwrap()[0], choices[0], 0),
        "blank" => (given.blank_proof.as_ref().unwrap()[branch], sum, 0),
        other => panic!("{other}"),
    };
    let shift = Point::generator_times(&Scalar::from(u64::try_from(value).unwrap()));
    (proof, Ciphertext { alpha: ciphertext.alpha, beta: ciphertext.beta - shift })
}

/// The hints as strings of 32 bytes.
fn apart(hints: &str) -> Vec<[u8; 32]> {
    STANDARD.decode(hints).unwrap().as_chunks().0.to_vec()
}

fn together(hints: &[[u8; 32]]) -> String {
    STANDARD.encode(hints.concat())
}

/// (x, y) + (0, −1) = (−x, −y): y negated mod p, the sign flipped.
fn plus_order_2(mut bytes: [u8; 32]) -> [u8; 32] {
    let sign = bytes[31] & 0x80 ^ 0x80;
    bytes[31] &= 0x7f;
    let mut borrow = 0;
    for (i, byte) in bytes.iter_mut().enumerate() {
        let p = [0xff, 0xed, 0x7f][usize::from(i == 0) + 2 * usize::from(i == 31)];
        let difference: i32 = p - i32::from(*byte) - borrow;
        borrow = i32::from(difference < 0);
        *byte = u8::try_from(difference & 0xff).unwrap();
    }
    bytes[31] |= sign;
    bytes
}

fn hint_vectors() -> HintVectors {
    let asked = question("Q", &["A", "B"], Some(true), 1, 1);
    let (sealed, ballot) = seal("", 8, vec![asked], &[Some(vec![0, 1])], true);
    let election = Election::parse(sealed.election.as_bytes()).unwrap();
    let hints = Hints::of_ballot(&election, ballot.as_bytes()).unwrap().to_text();
    let good = apart(&hints);
    let changed = |change: &dyn Fn(&mut Vec<[u8; 32]>)| {
        let mut all = good.clone();
        change(&mut all);
        together(&all)
    };
    let eight = Scalar::from(8);
    let points: Vec<Point> = good.iter().map(|h| Encoding::from_bytes(*h).decode().unwrap().times(&eight)).collect();
    // The smallest y that no point has.
    let off_curve = (2_u8..).map(|y| [[y].as_slice(), &[0; 31]].concat()).find_map(|bytes| {
        let bytes: [u8; 32] = bytes.try_into().unwrap();
        Encoding::from_bytes(bytes).decode_times_eight().is_err().then_some(bytes)
    });
    let right = vec![
        ("the honest hints", hints.clone()),
        ("a point of order 2 added to the first: eight times it is gone", changed(&|all| all[0] = plus_order_2(all[0]))),
        ("the same with a commitment", changed(&|all| all[9] = plus_order_2(all[9]))),
    ];
    let wrong = vec![
        ("empty", String::new()),
        ("the last is missing", changed(&|all| all.truncate(25))),
        ("one too many", changed(&|all| all.push(all[0]))),
        ("a byte is missing", STANDARD.encode(&good.concat()[1..])),
        ("without padding", hints.trim_end_matches('=').to_owned()),
        ("with the alphabet for URLs", hints.replace('+', "-").replace('/', "_")),
        ("with a line break", format!("{hints}\n")),
        ("hexadecimal", hex::encode(good.concat())),
        ("alpha itself instead of its eighth", changed(&|all| all[0] = *points[0].encode().as_bytes())),
        ("alpha and beta exchanged", changed(&|all| all.swap(2, 3))),
        ("a ciphertext's hint is no point", changed(&|all| all[1] = off_curve.unwrap())),
        ("a commitment's hint is no point", changed(&|all| all[8] = off_curve.unwrap())),
        ("the commitments of two branches exchanged", changed(&|all| all.swap(6, 8))),
        ("a commitment is the identity", changed(&|all| all[25] = *Point::identity().encode().as_bytes())),
    ];
    let wrong = wrong.into_iter().map(|(name, hints)| {
        let fault = verdict(&election, &ballot, &hints).unwrap_err();
        Wrong { name: name.into(), hints, fault }
    });
    HintVectors {
        ballot: ballot.clone(),
        eighth: eight.invert().unwrap().to_string(),
        points: points.iter().map(|point| point.encode().to_string()).collect(),
        count: good.len(),
        hints,
        right: right.into_iter().map(|(name, hints)| Other { name: name.into(), hints }).collect(),
        wrong: wrong.collect(),
        election: sealed.election,
    }
}

/// What the check says about hints; the ballot is admitted whatever they are.
fn verdict(election: &Election, ballot: &str, hints: &str) -> Result<(), String> {
    let batch = [Hinted { ballot: ballot.as_bytes(), hints }];
    let verdicts = check_batch(election, &CredentialList::default(), &batch, &mut ChaCha20Rng::from_seed([9; 32]));
    assert!(verdicts[0].ballot.is_ok());
    verdicts[0].hints.map_err(|fault| fault.to_string())
}

#[test]
fn hints_are_those_of_the_file() {
    held("hints-v1.json", &hint_vectors());
}

/// What the file says about hints, from the ballot's own numbers.
#[test]
fn hints_are_the_eighths_of_the_points_in_the_order_written_down() {
    let vectors = hint_vectors();
    let election = Election::parse(vectors.election.as_bytes()).unwrap();
    let ballot = Ballot::parse(vectors.ballot.as_bytes()).unwrap();
    let (answer, asked) = (&ballot.answers[0], &election.parameters().questions[0]);
    let mut expected: Vec<String> = answer.choices.iter().flat_map(|c| [c.alpha.to_string(), c.beta.to_string()]).collect();
    // A and B of each branch.
    let kinds = [("individual", answer.choices.len(), 2), ("overall", 1, answer.overall_proof.len()), ("blank", 1, 2)];
    for (kind, answers, branches) in kinds {
        for (i, branch) in (0..answers).flat_map(|i| (0..branches).map(move |branch| (i, branch))) {
            let (proof, claimed) = branch_of(answer, asked, kind, i, branch);
            expected.extend(commitments(election.public_key(), &claimed, &proof).map(|point| point.encode().to_string()));
        }
    }
    assert_eq!(expected, vectors.points);
    assert_eq!(vectors.count, 26);
    let eighth: Scalar = vectors.eighth.parse().unwrap();
    let halves = vectors.points.iter().map(|point| point.parse::<Encoding>().unwrap().decode().unwrap().times(&eighth));
    let bytes: Vec<[u8; 32]> = halves.map(|point| *point.encode().as_bytes()).collect();
    assert_eq!(together(&bytes), vectors.hints);
    for Other { name, hints } in &vectors.right {
        assert_eq!(verdict(&election, &vectors.ballot, hints), Ok(()), "{name}");
    }
    let faults: Vec<&str> = vectors.wrong.iter().map(|wrong| wrong.fault.as_str()).collect();
    let text = "not base64 of 32-byte strings";
    let point = |index: usize| format!("hint {index} is not a point");
    let other = "the hints do not fit the ciphertexts";
    let fit = "the hints do not fit the proofs";
    // Hexadecimal digits are base64 as well: 39 strings.
    let count = |found: usize| format!("{found} instead of 26 hints");
    assert_eq!(
        faults,
        [&count(0), &count(25), &count(27), text, text, text, text, &count(39), other, other, &point(1), &point(8), fit, fit]
    );
}
