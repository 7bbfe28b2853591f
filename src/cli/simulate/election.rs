//! The make-believe estate: its voters, its ballots, its trustees, all from one seed.

use std::io::{BufWriter, Write};

use chacha20::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use rayon::prelude::*;
use zeroize::Zeroizing;

use crate::cli::text::Chinese;
use crate::crypto::group::{Encoding, Point, Scalar};
use crate::crypto::hash::Digest;
use crate::crypto::seed::Seed;
use crate::election::archive::Timestamp;
use crate::election::ballot::BallotFault;
use crate::election::ballot::check::check;
use crate::election::ballot::make::{SealFault, Sealer, Selection};
use crate::election::credential::{CredentialList, PrivateCredential, base58_character};
use crate::election::json::{self, JsonFault};
use crate::election::pair::{Pair, PairFault, PairFiles};
use crate::election::parameters::{Election, Parameters, ParametersFault, Question};
use crate::election::tally::{ElectionResult, make_share};
use crate::election::trustees::{Item, TrusteeKey};

/// Ballots made together, by all processors.
const CHUNK: usize = 256;

/// What is to be simulated.
pub(super) struct Plan {
    pub(super) voters: u32,
    pub(super) candidates: u32,
    pub(super) seats: u32,
    pub(super) matters: u32,
    pub(super) trustees: u32,
}

/// Why the simulation failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("{0}")]
    Json(#[from] JsonFault),
    #[error("{0}")]
    Parameters(#[from] ParametersFault),
    #[error("{0}")]
    Seal(#[from] SealFault),
    #[error("{0}")]
    Ballot(#[from] BallotFault),
    #[error("{0}")]
    Pair(#[from] PairFault),
    #[error("{0}")]
    Flush(#[from] std::io::Error),
    #[error("the trustees opened other totals than were counted in the clear")]
    Differs,
}

impl Chinese for Failure {
    fn zh(&self) -> String {
        match self {
            Self::Json(fault) => fault.zh(),
            Self::Parameters(fault) => fault.zh(),
            Self::Seal(fault) => fault.zh(),
            Self::Ballot(fault) => fault.zh(),
            Self::Pair(fault) => fault.zh(),
            Self::Flush(error) => format!("不能写入（系统原话：{error}）"),
            Self::Differs => "受托人开出的合计与明票计数不一致".to_owned(),
        }
    }
}

/// The totals by people and by area.
pub(super) struct Outcome {
    pub(super) people: Vec<Vec<u64>>,
    pub(super) area: Vec<Vec<u64>>,
}

/// One voter.
struct Voter {
    secret: Zeroizing<Scalar>,
    point: Point,
    encoding: Encoding,
    /// 0.01 m².
    area: u64,
}

/// Holds the election and writes both archives.
pub(super) fn hold<W: Write>(plan: &Plan, seed: [u8; 32], time: Timestamp, people: W, area: W) -> Result<Outcome, Failure> {
    let source = |role: &str, index: u32| {
        let text = format!("yepiao/simulate/v1|{}|{role}|{index}", Digest(seed));
        ChaCha20Rng::from_seed(Digest::of(text.as_bytes()).0)
    };
    let trustees: Vec<Zeroizing<Scalar>> =
        (0..plan.trustees).map(|i| Zeroizing::new(Scalar::random(&mut source("trustee", i)))).collect();
    let single = |(i, x): (u32, &Zeroizing<Scalar>)| {
        Item::Single(TrusteeKey::single(x, &Zeroizing::new(Scalar::random(&mut source("knowledge", i)))))
    };
    let items: Vec<Item> = (0..).zip(&trustees).map(single).collect();
    let key = trustees.iter().map(|x| Point::generator_times(x)).sum::<Point>().encode();

    let mut rng = source("uuid", 0);
    let uuid: String = (0..22).map(|_| char::from(base58_character(&mut rng))).collect();
    let parameters = parameters(plan, key, uuid);
    let mut voters: Vec<Voter> = (0..plan.voters)
        .into_par_iter()
        .map(|i| {
            let mut rng = source("voter", i);
            let secret = PrivateCredential::random(&mut rng).secret(&parameters.uuid);
            let point = Point::generator_times(&secret);
            Voter { secret, point, encoding: point.encode(), area: flat_area(&mut rng) }
        })
        .collect();
    // Sorted by the points' texts, as published: the order of the roll would show who is who.
    voters.sort_by_key(|voter| voter.encoding.to_string());
    let list = |weight: fn(&Voter) -> u64| {
        CredentialList::to_json(&voters.iter().map(|voter| (voter.encoding, weight(voter))).collect::<Vec<_>>())
    };
    let election_json = json::to_canonical(&parameters)?;
    let files = PairFiles {
        election: &election_json,
        trustees: &json::to_canonical(&items)?,
        people: &list(|_| 1)?,
        area: &list(|voter| voter.area)?,
    };
    let election = Election::parse(&election_json)?;
    let mut pair = Pair::create(BufWriter::new(people), BufWriter::new(area), time, &files)?;

    let sealer = Sealer::new(&election);
    let zero = || parameters.questions.iter().map(|q| vec![0_u64; q.ciphertexts()]).collect::<Vec<_>>();
    let mut clear = Outcome { people: zero(), area: zero() };
    let numbered: Vec<(u32, &Voter)> = (0..).zip(&voters).collect();
    for chunk in numbered.chunks(CHUNK) {
        let cast = |(index, voter): &(u32, &Voter)| {
            let mut rng = source("ballot", *index);
            let selections: Vec<Selection> = parameters.questions.iter().map(|q| choose(q, &mut rng)).collect();
            let mut seed = [0; 32];
            rng.fill_bytes(&mut seed);
            let sealed = sealer.seal(&voter.point, &selections, &Seed::new(seed))?;
            let bytes = json::to_canonical(&sealed.sign(&voter.secret, &mut rng)?)?;
            let checked = check(&election, &bytes)?;
            Ok((bytes, checked, selections, voter.area))
        };
        let ballots = chunk.par_iter().map(cast).collect::<Result<Vec<_>, Failure>>()?;
        for (bytes, checked, selections, area) in ballots {
            count(&mut clear.people, &selections, 1);
            count(&mut clear.area, &selections, area);
            pair.ballot(&bytes, checked)?;
        }
        pair.settle();
    }

    let [people_tally, area_tally] = pair.close()?.map(<[_]>::to_vec);
    for (index, x) in (0_u32..).zip(&trustees) {
        let mut rng = source("share", index);
        let mut share = |tally: &[Vec<_>]| make_share(election.phi(), x, tally, &mut rng);
        let (people, area) = (share(&people_tally), share(&area_tally));
        let owner = usize::try_from(index).unwrap_or(usize::MAX).saturating_add(1);
        pair.share(owner, &people, &area)?;
    }
    let numbers =
        |result: ElectionResult| result.result.iter().map(|row| row.iter().map(|n| n.0).collect()).collect::<Vec<Vec<_>>>();
    let [people, area] = pair.result()?.map(numbers);
    if people != clear.people || area != clear.area {
        return Err(Failure::Differs);
    }
    for mut out in pair.into_inner() {
        out.flush()?;
    }
    Ok(clear)
}

/// Mostly flats of 45 to 160 m², some shops, now and then somebody with many: at most 2,000 m².
fn flat_area(rng: &mut ChaCha20Rng) -> u64 {
    match below(rng, 100) {
        0 => below(rng, 180_001).saturating_add(20_000),
        1..5 => below(rng, 8_000).saturating_add(1_500),
        _ => below(rng, 11_500).saturating_add(4_500),
    }
}

/// A number below `bound`, nearly uniform: this is make-believe.
fn below(rng: &mut ChaCha20Rng, bound: u64) -> u64 {
    rng.next_u64().checked_rem(bound).unwrap_or_default()
}

/// What a voter chooses: now and then blank, else between min and max answers, the first ones a little more often.
fn choose(question: &Question, rng: &mut ChaCha20Rng) -> Selection {
    if question.allows_blank() && below(rng, 25) == 0 {
        return Selection::Blank;
    }
    let answers = u64::try_from(question.answers.len()).unwrap_or(1);
    let range = u64::from(question.max.saturating_sub(question.min)).saturating_add(1);
    let wanted = below(rng, range).saturating_add(u64::from(question.min));
    let mut marks = vec![false; question.answers.len()];
    while u64::try_from(marks.iter().filter(|mark| **mark).count()).unwrap_or(u64::MAX) < wanted {
        let pick = below(rng, answers).min(below(rng, answers));
        if let Some(mark) = usize::try_from(pick).ok().and_then(|pick| marks.get_mut(pick)) {
            *mark = true;
        }
    }
    Selection::Answers(marks)
}

/// Counts in the clear.
fn count(totals: &mut [Vec<u64>], selections: &[Selection], weight: u64) {
    for (row, selection) in totals.iter_mut().zip(selections) {
        let marks = match selection {
            Selection::Blank => vec![true],
            Selection::Answers(marks) => {
                let blank = row.len().saturating_sub(marks.len());
                std::iter::repeat_n(false, blank).chain(marks.iter().copied()).collect()
            }
        };
        for (total, _) in row.iter_mut().zip(marks).filter(|(_, mark)| *mark) {
            *total = total.saturating_add(weight);
        }
    }
}

const SURNAMES: [&str; 12] = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙"];
const GIVEN: [&str; 10] = ["建国", "秀英", "志强", "桂兰", "海燕", "国庆", "晓明", "玉梅", "文静", "永红"];
const MATTERS: [&str; 5] = [
    "是否同意《管理规约》",
    "是否同意《业主大会议事规则》",
    "是否同意选聘物业服务企业",
    "是否同意使用维修资金更换电梯",
    "是否同意利用共有部分经营的方案",
];

fn parameters(plan: &Plan, public_key: Encoding, uuid: String) -> Parameters {
    let name = |i: u32| {
        let pick = |list: &[&'static str], step: u32| {
            let index = usize::try_from(i.wrapping_mul(step)).unwrap_or_default();
            list.get(index.checked_rem(list.len()).unwrap_or_default()).copied().unwrap_or_default()
        };
        format!("{} 号 {}{}", i.saturating_add(1), pick(&SURNAMES, 5), pick(&GIVEN, 3))
    };
    let committee = (plan.candidates > 0).then(|| Question {
        answers: (0..plan.candidates).map(name).collect(),
        blank: Some(true),
        min: 1,
        max: plan.seats,
        question: format!("选举业主委员会委员（最多选 {} 人）", plan.seats),
    });
    let matter = |i: u32| {
        let known = usize::try_from(i).ok().and_then(|i| MATTERS.get(i)).map(|text| (*text).to_owned());
        Question {
            answers: ["同意", "反对", "弃权"].map(str::to_owned).to_vec(),
            blank: None,
            min: 1,
            max: 1,
            question: known.unwrap_or_else(|| format!("是否同意事项 {}", i.saturating_add(1))),
        }
    };
    Parameters {
        version: 1,
        description: "模拟表决，不是真实的选举".into(),
        name: "湖光示范小区业主大会".into(),
        group: "Ed25519".into(),
        public_key,
        questions: committee.into_iter().chain((0..plan.matters).map(matter)).collect(),
        uuid,
        administrator: None,
        credential_authority: None,
        language: None,
    }
}
