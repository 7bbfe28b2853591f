//! The statement that binds everything before the voting (protocol.md Part I, 4), and what hangs on it.

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::log;
use super::super::polls::Poll;
use super::super::{Error, Fault, FieldFault, Refusal, Work, fields, rolls};
use crate::crypto::ed25519::VerifyingKey;
use crate::crypto::group::Encoding;
use crate::crypto::hash::Digest;
use crate::election::credential::CredentialList;
use crate::election::json;
use crate::election::log::note::NoteKey;
use crate::election::log::opening::{Cosigner, Credentials, Maker, Materials, Opening};
use crate::election::log::rules::Schedule;
use crate::election::parameters::{Election, Parameters};
use crate::election::poll::course::{self, OpeningShown, Phase};
use crate::election::poll::package::Package;
use crate::election::rules::RuleSet;
use crate::election::trustees::Trustees;
use crate::store::opening::{self, Opening as Row};
use crate::store::{Millis, timer, trustee, voter};

/// Characters of a cosigner's name.
const NAME: usize = 200;
/// Most of them.
const COSIGNERS: usize = 8;

/// What the chair decides about the opening.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// `host[:port]` of the service, lower case.
    pub(crate) host: String,
    /// The latest end, if the voting may be extended, UTC milliseconds.
    pub(crate) extend_until: Option<Millis>,
    /// Who watches the log: names and Ed25519 keys in base64.
    pub(crate) cosigners: Vec<(String, String)>,
}

/// A poll's opening, as casting and counting need it.
pub(crate) struct Opened {
    /// The exact texts.
    pub(crate) row: Row,
    /// `opening.json`.
    pub(crate) opening: Opening,
    /// `election.json`.
    pub(crate) election: Election,
    /// By which rules.
    pub(crate) rules: RuleSet,
    /// Areas in 0.01 m².
    pub(crate) area: CredentialList,
}

/// The opening of a poll, if one is prepared.
pub(crate) fn prepared(work: &mut Work<'_>, poll: &str) -> Result<Option<Row>, Error> {
    Ok(opening::of(work.conn, poll)?)
}

/// The opening of a poll that was opened, read and ready for use. [`Error::Missing`] before.
pub(crate) fn opened(work: &mut Work<'_>, poll: &Poll) -> Result<Opened, Error> {
    if (Phase::Open..=Phase::Filed).contains(&poll.phase()) { once_opened(work, poll) } else { Err(Error::Missing) }
}

/// The same, also of a poll that was cancelled since: its record has it. [`Error::Missing`] if it never was opened.
pub(crate) fn once_opened(work: &mut Work<'_>, poll: &Poll) -> Result<Opened, Error> {
    if poll.course.opening().is_none() {
        return Err(Error::Missing);
    }
    let row = opening::of(work.conn, &poll.row.id)?.ok_or(Fault::Impossible("an open poll without an opening"))?;
    let opening = Opening::parse(row.opening.as_bytes()).map_err(|_| Fault::Json("openings.opening"))?;
    let election = Election::parse(row.election.as_bytes()).map_err(|_| Fault::Json("openings.election"))?;
    let area = read(&row.area, "openings.area")?;
    Ok(Opened { row, opening, election, rules: poll.rules.clone(), area })
}

/// What the course of the poll has to see of an opening.
pub(crate) fn shown(row: &Row) -> Result<OpeningShown, Error> {
    let opening = Opening::parse(row.opening.as_bytes()).map_err(|_| Fault::Json("openings.opening"))?;
    Ok(OpeningShown::of(&opening).map_err(|_| Fault::Json("openings.opening"))?)
}

/// The key that signs checkpoints of a poll, by its opening.
pub(crate) fn log_key(work: &mut Work<'_>, poll: &str) -> Result<NoteKey, Error> {
    let row = opening::of(work.conn, poll)?.ok_or(Error::Missing)?;
    let opening = Opening::parse(row.opening.as_bytes()).map_err(|_| Fault::Json("openings.opening"))?;
    Ok(opening.log_key().map_err(|_| Fault::Json("openings.opening"))?)
}

fn read(list: &str, column: &'static str) -> Result<CredentialList, Error> {
    let (list, faults) = CredentialList::parse(list.as_bytes());
    if faults.is_empty() { Ok(list) } else { Err(Fault::Json(column).into()) }
}

/// Two lists of the same credentials, sorted by the points' texts: the order of the roll would tell who is who.
fn lists(work: &mut Work<'_>, poll: &str) -> Result<[Vec<u8>; 2], Error> {
    let mut entries: Vec<(String, Encoding, u64)> = Vec::new();
    for (point, area) in voter::weights(work.conn, poll)? {
        let text = point.ok_or(Refusal::PointsMissing)?;
        let point = text.parse().map_err(|_| Fault::Impossible("a credential that is no point"))?;
        let area = u64::try_from(area).map_err(|_| Fault::Impossible("a negative area"))?;
        entries.push((text, point, area));
    }
    entries.sort();
    let list = |weight: fn(u64) -> u64| {
        let entries: Vec<(Encoding, u64)> = entries.iter().map(|(_, point, area)| (*point, weight(*area))).collect();
        CredentialList::to_json(&entries).map_err(|_| Fault::Json("openings.people"))
    };
    Ok([list(|_| 1)?, list(|area| area)?])
}

/// Who watches the log.
fn cosigners(given: &[(String, String)]) -> Result<Vec<Cosigner>, Error> {
    let refuse = |why| Refusal::Field { field: "cosigners", why };
    if given.len() > COSIGNERS {
        return Err(refuse(FieldFault::Long).into());
    }
    let cosigner = |(name, key): &(String, String)| -> Result<Cosigner, Error> {
        let key = serde_json::from_value::<VerifyingKey>(key.clone().into()).map_err(|_| refuse(FieldFault::Unknown))?;
        Ok(Cosigner { name: fields::line("cosigners", name, NAME)?, key })
    };
    given.iter().map(cosigner).collect()
}

fn text(bytes: Vec<u8>) -> Result<String, Error> {
    Ok(String::from_utf8(bytes).map_err(|_| Fault::Json("openings"))?)
}

/// The time as the log writes it.
fn time(at: Millis) -> Result<u64, Error> {
    u64::try_from(at).map_err(|_| Fault::Impossible("a time before 1970").into())
}

/// Prepares the opening of an announced poll, once. It opens by itself when it is due.
pub(crate) fn prepare(work: &mut Work<'_>, within: &Within, poll: &Poll, plan: &Plan) -> Result<Row, Error> {
    let id = poll.row.id.as_str();
    let announced = match (poll.phase(), poll.course.announced()) {
        (Phase::Announced, Some(announced)) => announced,
        (phase, _) => return Err(Refusal::Course(course::Refusal::WrongPhase(phase)).into()),
    };
    if opening::is_prepared(work.conn, id)? {
        return Err(Refusal::OpeningPrepared.into());
    }
    let list = voter::list(work.conn, id)?.ok_or(Refusal::VotersNotFrozen)?;
    let trustees = trustee::board(work.conn, id)?.and_then(|board| board.list).ok_or(Refusal::TrusteesMissing)?;
    let package = opening::package(work.conn, id)?.ok_or(Fault::Impossible("an announced poll without a package"))?;
    let package = Package::parse(package.as_bytes()).map_err(|_| Fault::Json("announced_packages.package"))?;
    let kept = rolls::open(work, within.community(), &list.roll_version_id)?;
    let [people, area] = lists(work, id)?;
    let opening = Opening {
        uuid: id.to_owned(),
        origin: format!("{}/{id}", plan.host),
        credentials: Credentials {
            people: Digest::of(&people),
            area: Digest::of(&area),
            made_by: if list.made_by == "service" { Maker::Service } else { Maker::Authority },
        },
        trustees: Digest::of(trustees.as_bytes()),
        rules: poll.rules.digest(),
        package: announced.package,
        masked_roll: kept.masked_digest,
        roll: kept.digest,
        keys: log::make_keys(work, id)?,
        cosigners: cosigners(&plan.cosigners)?,
        closing: Schedule { at: time(announced.closes)?, extend_until: plan.extend_until.map(time).transpose()? },
    };
    let election = election(id, &package, &trustees, &opening)?;
    let row = Row {
        poll_id: id.to_owned(),
        opening: text(opening.to_bytes().map_err(|_| Fault::Json("openings.opening"))?)?,
        phi: election.phi().to_owned(),
        election: text(json::to_canonical(election.parameters()).map_err(|_| Fault::Json("openings.election"))?)?,
        trustees,
        people: text(people)?,
        area: text(area)?,
        prepared_by: within.who().account.clone(),
        prepared_at: work.now,
    };
    check(&row, &opening, &election, &package, poll, &kept)?;
    opening::add(work.conn, &row)?;
    timer::set(work.conn, id, "open", announced.opens)?;
    let details = [("opening", Digest::of(row.opening.as_bytes()).to_string().into()), ("phi", row.phi.as_str().into())];
    audit::note_within(work, within, Action::OpeningPrepared, id, &details)?;
    Ok(row)
}

/// The election that names the opening.
fn election(id: &str, package: &Package, trustees: &str, opening: &Opening) -> Result<Election, Error> {
    let (trustees, faults) = Trustees::parse(trustees.as_bytes());
    let key = trustees.joint_key().filter(|_| faults.is_empty()).ok_or(Fault::Json("trustee_boards.list"))?;
    let parameters = Parameters {
        version: 1,
        description: package.text.clone(),
        name: package.title.clone(),
        group: "Ed25519".into(),
        public_key: key.encode(),
        questions: package.questions(),
        uuid: id.to_owned(),
        administrator: None,
        credential_authority: Some(opening.authority().map_err(|_| Fault::Json("openings.opening"))?),
        language: None,
    };
    let bytes = json::to_canonical(&parameters).map_err(|_| Fault::Json("openings.election"))?;
    Ok(Election::parse(&bytes).map_err(|_| Fault::Impossible("an announced package that is no election"))?)
}

/// Everything that an audit will hold against one another, held against one another now.
fn check(
    row: &Row,
    opening: &Opening,
    election: &Election,
    package: &Package,
    poll: &Poll,
    kept: &rolls::Kept,
) -> Result<(), Error> {
    let areas: Vec<u64> = kept.masked.voters.iter().map(|voter| voter.area).collect();
    let (people, area) = (read(&row.people, "openings.people")?, read(&row.area, "openings.area")?);
    let faults = opening.faults(&Materials {
        election,
        trustees: Digest::of(row.trustees.as_bytes()),
        rules: poll.rules.digest(),
        package: package.digest().map_err(|_| Fault::Json("announced_packages.package"))?,
        masked_roll: kept.masked_digest,
        areas: &areas,
        people: (&people, Digest::of(row.people.as_bytes())),
        area: (&area, Digest::of(row.area.as_bytes())),
    });
    use crate::election::log::opening::OpeningFault;
    // What people chose wrongly is said to them; everything else is ours.
    match faults.first() {
        None => {}
        Some(OpeningFault::Schedule) => return Err(Refusal::ExtensionNotAllowed.into()),
        Some(OpeningFault::CosignerName { .. } | OpeningFault::SameKey) => {
            return Err(Refusal::Field { field: "cosigners", why: FieldFault::Unknown }.into());
        }
        Some(OpeningFault::Origin) => return Err(Refusal::NoWebOrigin.into()),
        Some(_) => return Err(Fault::Impossible("an opening that does not fit its record").into()),
    }
    let rule = poll.rules.rules().extension.value;
    opening.check_extension(rule, package.has_election()).map_err(|_| Refusal::ExtensionNotAllowed)?;
    if !package.faults(opening, &poll.rules, election.parameters()).is_empty() {
        return Err(Fault::Impossible("an opening that does not fit its package").into());
    }
    Ok(())
}
