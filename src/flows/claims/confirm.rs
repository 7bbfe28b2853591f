//! A confirmed claim: the next version of the roll.

use serde_json::Value;
use zeroize::Zeroizing;

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::rolls::{self, Change, Content, contact};
use super::super::{Error, Fault, FieldFault, Refusal, Work, fields, objections};
use super::review::{address, decide, of, undecided};
use super::{KEPT, Person};
use crate::election::intake::typed;
use crate::election::poll::course::Phase;
use crate::election::roll::{AreaBasis, UnitAddress, UnitUse};
use crate::store::claim::{Claim, Decision};
use crate::store::poll;

/// What the documents say about the claimant, typed by whoever looked at them.
pub(crate) struct Proof {
    /// ID number. Only its keyed digest and last four characters are kept. Without it the claimant is merged with nobody.
    pub(crate) id_number: Option<Zeroizing<String>>,
    /// 份额.
    pub(crate) share: Option<String>,
    /// 权证号.
    pub(crate) certificate: Option<String>,
    /// 监护人.
    pub(crate) guardian: Option<String>,
}

/// What becomes of the roll.
pub(crate) enum Becomes {
    /// The claimant is on the roll already and can be reached by another phone.
    Contact,
    /// One more right holder of the unit.
    Joins(Proof),
    /// The right holder in the place of one, or of all.
    Replaces {
        /// The name on the roll; none means all.
        instead_of: Option<Zeroizing<String>>,
        /// What the documents say.
        proof: Proof,
    },
    /// A unit that is not on the roll yet.
    NewUnit {
        /// 用途.
        purpose: UnitUse,
        /// In 0.01 m².
        area: u64,
        /// 面积依据.
        area_basis: AreaBasis,
        /// What the documents say.
        proof: Proof,
    },
}

impl Becomes {
    const fn word(&self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Joins(_) => "joins",
            Self::Replaces { .. } => "replaces",
            Self::NewUnit { .. } => "new_unit",
        }
    }
}

/// Most area of a unit, in 0.01 m²: a hundred thousand square metres.
const LARGEST: u64 = 10_000_000;

const fn field(field: &'static str, why: FieldFault) -> Refusal {
    Refusal::Field { field, why }
}

/// Confirms a claim on the version `base` of the roll: if somebody made another meanwhile, what was seen is no longer what there is.
pub(crate) fn confirm(
    work: &mut Work<'_>,
    within: &Within,
    (id, version): (&str, i64),
    base: &str,
    becomes: &Becomes,
    answer: &str,
) -> Result<Claim, Error> {
    let (claim, person) = undecided(work, within, (id, version))?;
    let unit = address(&claim);
    let (content, holder) = content(work, within, &unit, &person, becomes)?;
    let area = content.as_ref().map(|content| content.area);
    let roll_id = match content {
        Some(content) => {
            let change = Change { unit, becomes: Some(content) };
            rolls::amend(work, within, base, vec![change], &format!("业主登记 {}", claim.number))?.id
        }
        None => {
            let latest = rolls::hold(work, within.community())?.filter(|latest| latest.id == base);
            latest.ok_or(Refusal::Stale)?.id
        }
    };
    contact::tell(work, within.community(), &holder, &person.phone)?;
    let late = match area {
        Some(area) => object(work, &claim, &person, area)?,
        None => 0,
    };
    let decision = Decision {
        state: "confirmed",
        decided_at: work.now,
        reason: None,
        person: Some(person.answered(answer)?.seal(work, id)?),
        roll_id: Some(roll_id.clone()),
        erase_at: Some(work.now.saturating_add(KEPT)),
    };
    decide(work, &claim, &decision)?;
    let details: [(&str, Value); 3] = [("becomes", becomes.word().into()), ("roll", roll_id.into()), ("objections", late.into())];
    audit::note_within(work, within, Action::ClaimConfirmed, id, &details)?;
    of(work, within, id)
}

/// Where a meeting was announced its roll stands: what comes later is an objection to it, to be answered with how much it could concern.
/// Returns how many polls it concerns.
fn object(work: &mut Work<'_>, claim: &Claim, person: &Person, area: u64) -> Result<u64, Error> {
    let mut count: u64 = 0;
    for poll in poll::page(work.conn, &claim.community_id, true, (0, ""), i64::MAX)? {
        let phase = Phase::ALL.into_iter().find(|phase| phase.word() == poll.state);
        if !phase.is_some_and(|phase| (Phase::Announced..Phase::Final).contains(&phase)) {
            continue;
        }
        let unit = address(claim);
        let (whole, rest) = (area.div_euclid(100), area.rem_euclid(100));
        let text = format!(
            "业主登记 {} 在会议公告之后确认：{unit}，涉及 1 人、{whole}.{rest:02} 平方米。本次表决的名册已经冻结。",
            claim.number
        );
        let (name, contact) = (person.name.to_string(), person.phone.to_string());
        let person = objections::Person { name, room: unit.to_string(), contact };
        let new = objections::New { about: "roll".to_owned(), person, text: Zeroizing::new(text) };
        objections::raise(work, &poll.id, &new)?;
        count = count.saturating_add(1);
    }
    Ok(count)
}

/// The unit as it will be, where it changes, and by what the claimant is known.
fn content(
    work: &mut Work<'_>,
    within: &Within,
    unit: &UnitAddress,
    person: &Person,
    becomes: &Becomes,
) -> Result<(Option<Content>, String), Error> {
    let community = within.community();
    let before = rolls::amend::unit(work, community, unit)?;
    if let Becomes::NewUnit { purpose, area, area_basis, proof } = becomes {
        if before.is_some() {
            return Err(field("becomes", FieldFault::Taken).into());
        }
        if !(1..=LARGEST).contains(area) {
            return Err(field("unit/area_centi_m2", FieldFault::Unknown).into());
        }
        let owner = owner(work, community, person, proof)?;
        let holder = owner.key(work.vault, community, unit);
        let content = Content {
            purpose: *purpose,
            area: *area,
            area_basis: *area_basis,
            developer: None,
            representative: None,
            owners: vec![owner],
        };
        return Ok((Some(content), holder));
    }
    let mut content = before.ok_or(field("becomes", FieldFault::Unknown))?;
    let proof = match becomes {
        Becomes::Contact => {
            let known = rolls::holder_of(work, community, unit, &person.name, None)?;
            return Ok((None, known.ok_or(field("becomes", FieldFault::Unknown))?));
        }
        Becomes::Replaces { instead_of: None, proof } => {
            content.owners.clear();
            proof
        }
        Becomes::Replaces { instead_of: Some(name), proof } => {
            let name = typed::name(name);
            let before = content.owners.len();
            content.owners.retain(|owner| owner.name != name);
            if content.owners.len() == before {
                return Err(field("instead_of", FieldFault::Unknown).into());
            }
            proof
        }
        Becomes::Joins(proof) => proof,
        Becomes::NewUnit { .. } => return Err(Fault::Impossible("a new unit, handled above").into()),
    };
    // Who bought it has it: it is the developer's no longer. Who votes for several is theirs to say anew.
    content.developer = None;
    content.representative = None;
    let owner = owner(work, community, person, proof)?;
    let holder = owner.key(work.vault, community, unit);
    content.owners.push(owner);
    Ok((Some(content), holder))
}

fn owner(work: &Work<'_>, community: &str, person: &Person, proof: &Proof) -> Result<rolls::Owner, Error> {
    let wrong = field("id_number", FieldFault::Characters);
    let number = match &proof.id_number {
        Some(number) => Some(typed::number(number).ok_or(wrong)?),
        None => None,
    };
    let line = |name, text: &Option<String>| text.as_ref().map(|text| fields::line(name, text, 60)).transpose();
    let mut owner = rolls::Owner::new(work.vault, community, typed::name(&person.name), number.as_ref());
    owner.share = line("share", &proof.share)?;
    owner.certificate = line("certificate", &proof.certificate)?.unwrap_or_default();
    owner.guardian = line("guardian", &proof.guardian)?;
    Ok(owner)
}
