//! Everything that stands before the voting.

use rayon::prelude::*;
use zeroize::Zeroizing;

use super::{NAME, Plan, Source, estate, json};
use crate::cli::simulate::failure::Failure;
use crate::cli::simulate::trustees::{self, Made};
use crate::crypto::ed25519::SigningKey;
use crate::crypto::group::{Encoding, Point, Scalar};
use crate::crypto::hash::Digest;
use crate::election::archive::Timestamp;
use crate::election::credential::{CredentialList, PrivateCredential, base58_character};
use crate::election::log::note::{KeyKind, NoteSigner};
use crate::election::log::opening::{Cosigner, Credentials, Keys, Maker, Opening};
use crate::election::log::rules::Schedule;
use crate::election::package::Package;
use crate::election::parameters::{Election, Parameters};
use crate::election::roll::{Counting, MaskedRoll};
use crate::election::rules::RuleSet;
use crate::election::{jcs, roll};

/// How long people may vote.
const WINDOW: u64 = 20 * 24 * 3_600_000;
/// The cosigner of the log.
const WITNESS: &str = "jiedao.example.cn/log-witness";

/// One voter.
pub(super) struct Voter {
    pub(super) secret: Zeroizing<Scalar>,
    pub(super) point: Point,
    pub(super) encoding: Encoding,
    /// 0.01 m².
    pub(super) area: u64,
}

/// The poll as it stands when the voting begins.
pub(super) struct Poll {
    /// Sorted by the points' texts.
    voters: Vec<Voter>,
    pub(super) rules_text: String,
    pub(super) rules: RuleSet,
    pub(super) package: Package,
    pub(super) roll: MaskedRoll,
    pub(super) opening: Opening,
    pub(super) election: Election,
    pub(super) election_json: Vec<u8>,
    pub(super) trustees: Made,
    pub(super) trustees_json: Vec<u8>,
    pub(super) people_list: Vec<u8>,
    pub(super) area_list: Vec<u8>,
    pub(super) certificate_key: SigningKey,
    pub(super) paper_key: SigningKey,
    pub(super) log_signer: NoteSigner,
    pub(super) witness: NoteSigner,
    /// When the voting begins and ends, Unix milliseconds.
    pub(super) begin: u64,
    pub(super) end: u64,
}

impl Poll {
    pub(super) fn prepare(plan: &Plan, source: &Source, close: Timestamp) -> Result<Self, Failure> {
        let mut rng = source.of("uuid", 0);
        let uuid: String = (0..22).map(|_| char::from(base58_character(&mut rng))).collect();
        let origin = format!("vote.example.cn/{uuid}");
        let rules_text = estate::rules(plan);
        let rules = RuleSet::parse(rules_text.as_bytes()).map_err(|faults| Failure::own(format!("{faults:?}")))?;
        let counting = Counting { parking_as_area: rules.rules().parking_as_area.value };
        let full = estate::roll(plan.voters, source, counting).map_err(|faults| Failure::own(format!("{faults:?}")))?;
        let roll = full.masked();
        let salted = full.digest(&source.bytes("salt"))?;
        let package = estate::package(plan, rules.digest(), salted);
        let voters = voters(&full, source, &uuid);
        let trustees = trustees::make(plan, source)?;
        let trustees_json = json::to_canonical(&trustees.items)?;
        let list = |weight: fn(&Voter) -> u64| {
            CredentialList::to_json(&voters.iter().map(|voter| (voter.encoding, weight(voter))).collect::<Vec<_>>())
        };
        let (people_list, area_list) = (list(|_| 1)?, list(|voter| voter.area)?);
        let key = |role| SigningKey::from_seed(&source.bytes(role)).map_err(Failure::own);
        let (log, receipt, certificate, paper, witness) =
            (key("log key")?, key("receipt key")?, key("certificate key")?, key("paper key")?, key("witness key")?);
        let end = close.seconds().saturating_mul(1000);
        let opening = Opening {
            uuid: uuid.clone(),
            origin: origin.clone(),
            credentials: Credentials { people: Digest::of(&people_list), area: Digest::of(&area_list), made_by: Maker::Service },
            trustees: Digest::of(&trustees_json),
            rules: rules.digest(),
            package: Digest::of(&package.to_bytes()?),
            masked_roll: Digest::of(&jcs::to_jcs(&roll)?),
            roll: salted,
            keys: Keys {
                log: log.verifying_key(),
                receipt: receipt.verifying_key(),
                certificate: certificate.verifying_key(),
                paper: paper.verifying_key(),
            },
            cosigners: vec![Cosigner { name: WITNESS.to_owned(), key: witness.verifying_key() }],
            closing: Schedule { at: end, extend_until: None },
        };
        let election_json = json::to_canonical(&Parameters {
            version: 1,
            description: "模拟表决，不是真实的选举".into(),
            name: NAME.into(),
            group: "Ed25519".into(),
            public_key: trustees::joint_key(&trustees_json)?,
            questions: package.questions(rules.rules()),
            uuid,
            administrator: None,
            credential_authority: Some(opening.authority()?),
            language: None,
        })?;
        Ok(Self {
            election: Election::parse(&election_json)?,
            log_signer: NoteSigner::new(&origin, KeyKind::Note, log).map_err(Failure::own)?,
            witness: NoteSigner::new(WITNESS, KeyKind::Cosignature, witness).map_err(Failure::own)?,
            certificate_key: certificate,
            paper_key: paper,
            begin: end.saturating_sub(WINDOW),
            end,
            voters,
            rules_text,
            rules,
            package,
            roll,
            opening,
            election_json,
            trustees,
            trustees_json,
            people_list,
            area_list,
        })
    }

    pub(super) fn voter(&self, voter: u32) -> Result<&Voter, Failure> {
        let found = usize::try_from(voter).ok().and_then(|voter| self.voters.get(voter));
        found.ok_or_else(|| Failure::own(format!("there is no voter {voter}")))
    }
}

/// A credential for every voter of the roll.
fn voters(full: &roll::Roll, source: &Source, uuid: &str) -> Vec<Voter> {
    let make = |voter: &roll::Voter| {
        let secret = PrivateCredential::random(&mut source.of("voter", voter.number)).secret(uuid);
        let point = Point::generator_times(&secret);
        Voter { secret, point, encoding: point.encode(), area: voter.area }
    };
    let mut voters: Vec<Voter> = full.voters().par_iter().map(make).collect();
    // Sorted by the points' texts, as published: the order of the roll would show who is who.
    voters.sort_by_key(|voter| voter.encoding.to_string());
    voters
}
