//! A poll of ten voters, counted in the head, and every way in which a certificate can say something else.

use super::*;
use crate::crypto::group::Point;
use crate::election::count::Count;
use crate::election::json::to_canonical;
use crate::election::log::opening::{Credentials, Keys, Maker};
use crate::election::log::replay::LoggedSheet;
use crate::election::log::rules::Schedule;
use crate::election::outcome::{Committee, CommitteeVerdict, MatterVerdict, OutcomeFault, Subject};
use crate::election::paper::Counted;
use crate::election::parameters::{Parameters, Question};
use crate::election::rules::{BlankBallots, BuiltIn, Ranking};
use crate::election::weight::Weight;
use serde_json::json;

const NAMES: [&str; 3] = ["甲", "乙", "丙"];

/// Everybody has 1.00 m².
fn w(people: u64) -> Weight {
    Weight { people, area: people * 100 }
}

fn key() -> SigningKey {
    SigningKey::from_seed(&[3; 32]).unwrap()
}

/// Everything a certificate follows from.
struct Poll {
    opening: Opening,
    questions: Vec<Question>,
    items: Vec<Item>,
    rules: RuleSet,
    roll: roll::Totals,
    participation: Participation,
    /// By people; by area a hundred times as much.
    result: Vec<Vec<u64>>,
    paper: Sheet,
    history: History,
    files: BTreeMap<String, Digest>,
}

fn three() -> Question {
    question(&["同意", "反对", "弃权"], None, 1)
}

fn question(answers: &[&str], blank: Option<bool>, max: u32) -> Question {
    let answers = answers.iter().map(|answer| (*answer).to_owned()).collect();
    Question { answers, blank, min: 1, max, question: "Q".into() }
}

fn counted(options: [u64; 3], valid: u64, blank: u64, invalid: u64) -> Counted {
    Counted { options: options.map(w).to_vec(), valid: w(valid), blank: w(blank), invalid: w(invalid) }
}

fn matter(title: &str, subject: Subject) -> Item {
    Item { title: title.into(), kind: Kind::Matter { subject } }
}

fn committee(each: bool) -> Item {
    let committee =
        Committee { seats: 2, least: 2, alternates: 1, ranking: Ranking::PeopleThenArea, blank: BlankBallots::Participates };
    let candidates = NAMES.map(str::to_owned).to_vec();
    Item { title: "选举委员".into(), kind: Kind::Committee { committee, candidates, each } }
}

/// Ten voters: five electronic, one with help, three on paper, one not at all.
fn poll() -> Poll {
    let verifying = |seed: u8| SigningKey::from_seed(&[seed; 32]).unwrap().verifying_key();
    let digest = |text: &str| Digest::of(text.as_bytes());
    let rules = RuleSet::parse(BuiltIn::National.text().as_bytes()).unwrap();
    Poll {
        opening: Opening {
            uuid: "oX3JHbEwRLoXJh1oX3JHbE".into(),
            origin: "vote.example.cn/oX3JHbEwRLoXJh1oX3JHbE".into(),
            credentials: Credentials { people: digest("people"), area: digest("area"), made_by: Maker::Authority },
            trustees: digest("trustees"),
            rules: rules.digest(),
            package: digest("package"),
            masked_roll: digest("masked roll"),
            roll: digest("roll"),
            keys: Keys { log: verifying(1), receipt: verifying(2), certificate: verifying(3), paper: verifying(4) },
            cosigners: Vec::new(),
            closing: Schedule { at: 1_795_375_800_000, extend_until: None },
        },
        questions: vec![question(&NAMES, Some(true), 2), three(), three()],
        items: vec![committee(false), matter("选聘物业", Subject::PropertyCompany), matter("续筹资金", Subject::RaisingOfFund)],
        rules,
        roll: roll::Totals { parking_counts: false, with_parking: w(11), without_parking: w(10) },
        participation: Participation { entitled: w(10), took_part: w(9), electronic: w(5), paper: w(3), assisted: w(1) },
        // One left the first empty.
        result: vec![vec![1, 5, 4, 1], vec![4, 1, 1], vec![3, 2, 1]],
        paper: Sheet {
            questions: vec![counted([2, 2, 0], 2, 0, 1), counted([2, 1, 0], 3, 0, 0), counted([3, 0, 0], 3, 0, 0)],
            ..Sheet::empty("φ", [])
        },
        history: History {
            sheet: Some(LoggedSheet { sha256: digest("paper"), size: 17, root: digest("root") }),
            ..History::default()
        },
        files: ["log.jsonl", "people.bel", "strong/1.json"].map(|name| (name.to_owned(), digest(name))).into(),
    }
}

impl Poll {
    fn expected(&self) -> Result<Certificate, CertificateFault> {
        let parameters = Parameters {
            version: 1,
            description: String::new(),
            name: "湖光小区".into(),
            group: "Ed25519".into(),
            public_key: Point::generator().encode(),
            questions: self.questions.clone(),
            uuid: self.opening.uuid.clone(),
            administrator: None,
            credential_authority: None,
            language: None,
        };
        let result = |times: u64| {
            let row = |row: &Vec<u64>| row.iter().map(|number| Count(number * times)).collect();
            ElectionResult { result: self.result.iter().map(row).collect() }
        };
        expected(Parts {
            opening: &self.opening,
            election: &Election::parse(&to_canonical(&parameters).unwrap()).unwrap(),
            items: &self.items,
            rules: &self.rules,
            roll: self.roll,
            participation: self.participation,
            people: &result(1),
            area: &result(100),
            paper: &self.paper,
            history: &self.history,
            files: self.files.clone(),
        })
    }

    fn fault(change: impl FnOnce(&mut Self)) -> CertificateFault {
        let mut poll = poll();
        change(&mut poll);
        poll.expected().unwrap_err()
    }
}

fn certificate() -> Certificate {
    poll().expected().unwrap()
}

fn value() -> Value {
    serde_json::from_slice(&to_jcs(&certificate()).unwrap()).unwrap()
}

fn check_value(value: &Value) -> Result<(), CertificateFault> {
    let bytes = jws::sign(Purpose::Certificate, &key(), value).unwrap();
    check(bytes.as_bytes(), &key().verifying_key(), &certificate())
}

#[test]
fn electronic_and_paper_are_shown_and_added() {
    let certificate = certificate();
    let [ItemResult::Committee(committee), ItemResult::Matter(hire), ItemResult::Matter(fund)] = &certificate.items[..] else {
        panic!("{certificate:?}")
    };
    let electronic = committee.turnout.electronic;
    assert_eq!((electronic.valid, electronic.blank, electronic.invalid), (w(5), w(1), w(0)));
    let both = committee.turnout.both;
    assert_eq!((both.total, both.valid, both.blank, both.invalid), (w(10), w(7), w(1), w(1)));
    let votes: Vec<_> = committee.options.iter().map(|option| (option.electronic, option.paper, option.both)).collect();
    assert_eq!(votes, [(w(5), w(2), w(7)), (w(4), w(2), w(6)), (w(1), w(0), w(1))]);
    assert_eq!(committee.readings.by_rule.verdict, CommitteeVerdict::Complete);
    let elected: Vec<(usize, &str)> = committee.elected.iter().map(|who| (who.position, who.name.as_str())).collect();
    assert_eq!(elected, [(0, "甲"), (1, "乙")]);
    assert_eq!(committee.alternates, []);
    let said: Vec<&str> = committee.sentences.iter().map(|sentence| sentence.zh.as_str()).collect();
    assert_eq!(
        said[..5],
        [
            "参加表决的业主 9 人、面积 9.00 ㎡（全体 10 人、面积 10.00 ㎡），都超过三分之二，表决有效（民法典第二百七十八条）。",
            "应选 2 人，当选 2 人。",
            "甲得到 7 人、面积 7.00 ㎡同意，都过半数，当选（民法典第二百七十八条）。",
            "乙得到 6 人、面积 6.00 ㎡同意，都过半数，当选（民法典第二百七十八条）。",
            "丙得到 1 人、面积 1.00 ㎡同意，都未过半数，未当选（民法典第二百七十八条）。",
        ]
    );
    // One blank and one void: by the other reading seven took part. It is there, and labelled.
    assert_eq!(said.len(), 10);
    assert!(said[5..].iter().all(|sentence| sentence.starts_with("对照（空白票、无效票不计入参加表决）：")), "{said:?}");
    assert_eq!(committee.sentences[1].en, "2 elected for 2 seats.");

    assert_eq!(hire.options.each_ref().map(|option| option.both), [w(6), w(2), w(1)]);
    assert_eq!(hire.readings.by_rule.verdict, MatterVerdict::Carried);
    // All three answers are valid ballots: there is no other reading to tell.
    assert_eq!(hire.sentences.len(), 2);
    assert_eq!(fund.options.each_ref().map(|option| option.both), [w(6), w(2), w(1)]);
    assert_eq!(fund.readings.by_rule.verdict, MatterVerdict::NoDecision);
    assert_eq!(
        fund.sentences[1].zh,
        "续筹资金：同意 6 人、面积 6.00 ㎡，都未达到四分之三，未形成有效决定（民法典第二百七十八条）。"
    );
}

#[test]
fn candidates_voted_on_one_by_one_are_counted_alike() {
    let mut poll = poll();
    poll.questions = vec![three(), three(), three()];
    poll.items = vec![committee(true)];
    poll.result = vec![vec![4, 1, 1], vec![4, 2, 0], vec![1, 5, 0]];
    poll.paper.questions = vec![counted([3, 0, 0], 3, 0, 0), counted([1, 1, 1], 3, 0, 0), counted([0, 0, 3], 3, 0, 0)];
    let certificate = poll.expected().unwrap();
    let [ItemResult::Committee(result)] = &certificate.items[..] else { panic!("{certificate:?}") };
    let votes: Vec<Weight> = result.options.iter().map(|option| option.both).collect();
    assert_eq!(votes, [w(7), w(5), w(1)]);
    assert_eq!(result.elected.iter().map(|who| who.position).collect::<Vec<_>>(), [0, 1]);
    // A paper that is void for one candidate only.
    poll.paper.questions[1] = counted([1, 1, 0], 2, 0, 1);
    assert_eq!(poll.expected(), Err(DecideFault::Uneven { item: 0 }.into()));
    // Votes that are not one for each valid ballot.
    poll.paper.questions[1] = counted([1, 1, 0], 3, 0, 0);
    assert_eq!(poll.expected(), Err(DecideFault::Outcome { item: 0, fault: OutcomeFault::OptionsDiffer }.into()));
}

#[test]
fn a_certificate_is_the_one_of_its_record() {
    let bytes = certificate().sign(&key()).unwrap();
    let public = key().verifying_key();
    assert_eq!(check(&bytes, &public, &certificate()), Ok(()));
    let other = SigningKey::from_seed(&[4; 32]).unwrap();
    let by_paper = certificate().sign(&other).unwrap();
    assert_eq!(check(&by_paper, &public, &certificate()), Err(JwsFault::Header { member: "kid" }.into()));
    let as_paper = jws::sign(Purpose::Paper, &key(), &certificate()).unwrap();
    assert_eq!(check(as_paper.as_bytes(), &public, &certificate()), Err(JwsFault::Header { member: "typ" }.into()));
    for (name, change) in [
        ("another file", (|poll| *poll.files.get_mut("log.jsonl").unwrap() = Digest([0; 32])) as fn(&mut Poll)),
        ("a file left out", |poll| poll.files.retain(|name, _| name != "people.bel")),
        ("another rule set", |poll| poll.rules = RuleSet::parse(BuiltIn::JilinChangchun.text().as_bytes()).unwrap()),
        ("another ballot", |poll| poll.result[1] = vec![5, 0, 1]),
        ("another way", |poll| {
            poll.participation.electronic = w(4);
            poll.participation.assisted = w(2);
        }),
        ("another log", |poll| poll.history.sheet.as_mut().unwrap().size = 18),
        ("other items", |poll| poll.items.swap(1, 2)),
        ("another poll", |poll| poll.opening.uuid = "oX3JHbEwRLoXJh1oX3JHbF".into()),
    ] {
        let mut poll = poll();
        change(&mut poll);
        let refused = check(&bytes, &public, &poll.expected().unwrap());
        assert!(matches!(refused, Err(CertificateFault::Differs(_))), "{name}: {refused:?}");
    }
}

/// Every leaf of a value with its path, as the comparison writes it.
fn leaves(path: &str, value: &mut Value, see: &mut dyn FnMut(&str, &mut Value)) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                leaves(&if path.is_empty() { name.clone() } else { format!("{path}.{name}") }, field, see);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, item) in items.iter_mut().enumerate() {
                leaves(&format!("{path}[{index}]"), item, see);
            }
        }
        leaf => see(path, leaf),
    }
}

fn other(leaf: &Value) -> Value {
    match leaf {
        Value::Number(number) => json!(number.as_u64().unwrap() + 1),
        Value::String(text) => json!(format!("{text}x")),
        Value::Bool(truth) => json!(!truth),
        Value::Array(_) => json!([0]),
        Value::Null | Value::Object(_) => json!(0),
    }
}

#[test]
fn any_wrong_field_is_named() {
    let mut value = value();
    let mut paths = Vec::new();
    leaves("", &mut value, &mut |path, _| paths.push(path.to_owned()));
    assert!(paths.len() > 150, "{}", paths.len());
    for wrong in &paths {
        let mut changed = value.clone();
        leaves("", &mut changed, &mut |path, leaf| {
            if path == wrong {
                *leaf = other(leaf);
            }
        });
        let Err(CertificateFault::Differs(difference)) = check_value(&changed) else { panic!("{wrong}") };
        // Of an empty list, the element that is too many.
        assert!(difference.path == *wrong || difference.path == format!("{wrong}[0]"), "{wrong}: {difference}");
    }
}

#[test]
fn nothing_is_missing_and_nothing_added() {
    let differs = |change: &dyn Fn(&mut Value)| {
        let mut value = value();
        change(&mut value);
        match check_value(&value) {
            Err(CertificateFault::Differs(difference)) => difference.to_string(),
            other => panic!("{other:?}"),
        }
    };
    let fields = |value: &mut Value, change: &dyn Fn(&mut serde_json::Map<String, Value>)| change(value.as_object_mut().unwrap());
    let without = |name: &'static str| differs(&|value| fields(value, &|fields| drop(fields.remove(name))));
    assert!(without("rules").ends_with("the certificate nothing"));
    assert!(without("items").starts_with("items: the record says [{"));
    let added = differs(&|value| fields(value, &|fields| drop(fields.insert("note".into(), json!("通过")))));
    assert_eq!(added, "note: the record says nothing, the certificate \"通过\"");
    assert!(differs(&|value| drop(value["items"].as_array_mut().unwrap().pop())).starts_with("items[2]: "));
    assert!(
        differs(&|value| value["items"].as_array_mut().unwrap().push(json!(1))).starts_with("items[3]: the record says nothing")
    );
    assert!(differs(&|value| value["files"] = json!([])).starts_with("files: "));
    let flood = differs(&|value| value["files"] = json!(vec![0; 100_000]));
    assert!(flood.starts_with(".: the record says "), "{flood}");
    assert_eq!(differs(&|value| *value = json!(0)).split(':').next(), Some("."));
    // What stands there cannot steer a terminal.
    let steering = differs(&|value| value["uuid"] = json!(format!("\u{1b}[2J\u{202e}{}", "x".repeat(999))));
    assert!(steering.len() < 800 && !steering.contains(char::is_control) && !steering.contains('\u{202e}'), "{steering}");
    let steering = differs(&|value| fields(value, &|fields| drop(fields.insert("\u{1b}[2J".into(), json!(1)))));
    assert!(!steering.contains(char::is_control), "{steering}");
}

#[test]
fn totals_that_cannot_be_have_no_certificate() {
    let fault = |change: fn(&mut Poll)| Poll::fault(change);
    assert_eq!(fault(|poll| poll.history.sheet = None), CertificateFault::NotCounted);
    assert_eq!(fault(|poll| poll.roll.without_parking = w(11)), CertificateFault::Roll);
    assert_eq!(fault(|poll| poll.roll.parking_counts = true), CertificateFault::Roll);
    let shape = |item| CertificateFault::Decide(DecideFault::Shape { item });
    assert_eq!(fault(|poll| drop(poll.result.pop())), shape(2));
    assert_eq!(fault(|poll| poll.result[0].truncate(3)), shape(0));
    assert_eq!(fault(|poll| poll.result[1].push(0)), shape(1));
    assert_eq!(fault(|poll| drop(poll.paper.questions.pop())), shape(2));
    assert_eq!(fault(|poll| poll.paper.questions[1].options.truncate(2)), shape(1));
    // Questions that are not the item's: their number, who can be blank, how many may be chosen, who stands for what.
    assert_eq!(fault(|poll| poll.items[0] = committee(true)), shape(0));
    assert_eq!(fault(|poll| poll.items.swap(0, 1)), shape(0));
    assert_eq!(fault(|poll| poll.questions[0].max = 3), shape(0));
    assert_eq!(fault(|poll| poll.questions[0].min = 0), shape(0));
    assert_eq!(fault(|poll| poll.questions[0].answers.swap(0, 1)), shape(0));
    assert_eq!(fault(|poll| poll.questions[1].answers.swap(0, 1)), shape(1));
    assert_eq!(fault(|poll| poll.questions[1].max = 2), shape(1));
    assert_eq!(
        fault(|poll| {
            poll.questions[1].blank = Some(true);
            poll.result[1] = vec![0, 4, 1, 1];
        }),
        shape(1)
    );
    assert_eq!(fault(|poll| poll.items.push(matter("又一项", Subject::OtherMajor))), shape(3));
    // More left it empty than voted.
    assert_eq!(fault(|poll| poll.result[0][0] = 7), shape(0));
    assert_eq!(fault(|poll| drop(poll.items.pop())), CertificateFault::Decide(DecideFault::MoreQuestions));
    let outcome = |item, fault| CertificateFault::Decide(DecideFault::Outcome { item, fault });
    assert_eq!(fault(|poll| poll.result[1] = vec![4, 1, 2]), outcome(1, OutcomeFault::OptionsDiffer));
    assert_eq!(fault(|poll| poll.paper.questions[1].options[0] = w(1)), outcome(1, OutcomeFault::OptionsDiffer));
    assert_eq!(fault(|poll| poll.result[0][1] = 6), outcome(0, OutcomeFault::MoreThanBallots(0)));
    assert_eq!(fault(|poll| poll.paper.questions[0].invalid = w(9)), outcome(0, OutcomeFault::MoreThanRoll));
    let huge = fault(|poll| poll.paper.questions[0].options[0].people = (1 << 53) - 1);
    assert_eq!(huge, outcome(0, OutcomeFault::TooLarge));
}
