//! Trustees 计票受托人: who holds the key, and the messages by which their programs make it.
//!
//! The messages are those of `yepiao trustee`, byte for byte; nothing secret is among them. Each is checked before it is kept, so that
//! whoever sent a wrong one learns it at once, and nobody else has to find out; a member's program checks all of them again
//! ([`Custody::advance`](crate::election::custody::Custody::advance)), because a trustee need not trust this service. What was handed
//! in never changes: another message in its place is refused. If a ceremony has to begin anew, the chair names the trustees again.

use zeroize::Zeroizing;

use super::super::access::Within;
use super::super::audit::{self, Action};
use super::super::polls::Poll;
use super::super::{Error, Fault, FieldFault, Refusal, Unfit, Work, fields, token};
use crate::crypto::hash::Digest;
use crate::election::ceremony::{CeremonyFault, Certificates, MessageFault, Polynomials, Shape};
use crate::election::custody::Step;
use crate::election::json;
use crate::election::poll::course::{self, Phase};
use crate::election::trustees::{Item, Trustees};
use crate::store::trustee::{self, Board, Message, Seat};
use crate::store::{opening, poll};

/// Most trustees of a poll. More would not be found at home on the day of the count.
const MOST: usize = 32;
/// Characters of a name.
const NAME: usize = 40;

/// Who shall hold the key.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    /// Each with a key without which nothing is opened.
    pub(crate) singles: Vec<String>,
    /// The members of one joint key.
    pub(crate) members: Vec<String>,
    /// How many of the members are needed: more than half, not all.
    pub(crate) threshold: u32,
    /// Whether messages that were handed in before may be lost.
    pub(crate) anew: bool,
}

/// A trustee's link that was just made. The only time that its secret is known.
pub(crate) struct Link {
    /// Whose.
    pub(crate) seat: Seat,
    /// Goes into the link.
    pub(crate) secret: Zeroizing<String>,
}

/// Everything about the key of a poll. Public.
#[derive(Debug)]
pub(crate) struct Table {
    /// Who named them and when, and how many are needed.
    pub(crate) board: Board,
    /// The trustees in their order.
    pub(crate) seats: Vec<Seat>,
    /// What was handed in, by step and place.
    pub(crate) messages: Vec<Message>,
}

impl Table {
    /// Of a poll; `None` while nobody is named.
    fn load(work: &mut Work<'_>, board: Board) -> Result<Self, Error> {
        let seats = trustee::seats(work.conn, &board.poll_id)?;
        let messages = trustee::messages(work.conn, &board.poll_id)?;
        Ok(Self { board, seats, messages })
    }

    /// Of the joint key, if there is one.
    pub(crate) fn shape(&self) -> Result<Option<Shape>, Error> {
        let Some(threshold) = self.board.threshold else { return Ok(None) };
        let members = self.seats.iter().filter(|seat| seat.member.is_some()).count();
        let threshold = u32::try_from(threshold).unwrap_or(u32::MAX);
        Ok(Some(Shape::new(members, threshold).map_err(|_| Fault::Impossible("a joint key without a shape"))?))
    }

    fn message(&self, step: i64, place: i64) -> Option<&str> {
        self.messages
            .iter()
            .find(|message| (message.step, message.place) == (step, place))
            .map(|message| message.message.as_str())
    }

    /// What the members handed in at a step, by their numbers.
    fn of_members(&self, step: i64) -> Vec<(usize, &str)> {
        let members = self.seats.iter().filter_map(|seat| Some((seat.member?, seat.place)));
        let given = members.filter_map(|(member, place)| Some((usize::try_from(member).ok()?, self.message(step, place)?)));
        given.collect()
    }

    /// All of a step, in the order of the members; `None` while one is missing.
    fn round(&self, step: i64) -> Option<Vec<&str>> {
        let members = self.seats.iter().filter(|seat| seat.member.is_some()).count();
        let given = self.of_members(step);
        (given.len() == members).then(|| given.into_iter().map(|(_, message)| message).collect())
    }
}

/// The trustees of a poll, if they are named.
pub(crate) fn table(work: &mut Work<'_>, poll: &str) -> Result<Option<Table>, Error> {
    match trustee::board(work.conn, poll)? {
        Some(board) => Ok(Some(Table::load(work, board)?)),
        None => Ok(None),
    }
}

/// Until when trustees can be named and make their keys.
fn not_prepared(work: &mut Work<'_>, poll: &Poll) -> Result<(), Error> {
    if poll.phase() >= Phase::Open {
        return Err(Refusal::Course(course::Refusal::WrongPhase(poll.phase())).into());
    }
    if opening::is_prepared(work.conn, &poll.row.id)? { Err(Refusal::OpeningPrepared.into()) } else { Ok(()) }
}

/// Names the trustees, and makes a link for each.
pub(crate) fn name(work: &mut Work<'_>, within: &Within, poll: &Poll, named: &Named) -> Result<Vec<Link>, Error> {
    not_prepared(work, poll)?;
    let id = poll.row.id.clone();
    // Whoever hands in a message holds it: it comes wholly before, and is seen, or finds other seats.
    let known = trustee::lock(work.conn, &id)?;
    if known.is_some_and(|known| known.messages > 0) && !named.anew {
        return Err(Refusal::TrusteesBegan.into());
    }
    let (singles, members) = (names("singles", &named.singles)?, names("members", &named.members)?);
    if singles.is_empty() && members.is_empty() {
        return Err(Refusal::Field { field: "singles", why: FieldFault::Empty }.into());
    }
    if singles.len().saturating_add(members.len()) > MOST {
        return Err(Refusal::Field { field: "members", why: FieldFault::Long }.into());
    }
    if singles.iter().any(|name| members.contains(name)) {
        return Err(Refusal::NameTwice.into());
    }
    if !members.is_empty() {
        Shape::new(members.len(), named.threshold).map_err(|_| Refusal::Threshold)?;
    }
    let board = Board {
        poll_id: id.clone(),
        threshold: (!members.is_empty()).then_some(i64::from(named.threshold)),
        messages: 0,
        named_by: within.who().account.clone(),
        named_at: work.now,
        list: None,
    };
    let numbered = (1..).zip(members).map(|(number, name)| (name, Some(number)));
    let all = singles.into_iter().map(|name| (name, None)).chain(numbered);
    let mut links = Vec::new();
    for (place, (name, member)) in (1..).zip(all) {
        let secret = token::fresh(work.rng);
        let seat = Seat { poll_id: id.clone(), place, name, member, link_digest: token::digest_of(&secret) };
        links.push(Link { seat, secret });
    }
    trustee::name(work.conn, &board, &links.iter().map(|link| link.seat.clone()).collect::<Vec<_>>())?;
    let details = [("count", links.len().into()), ("threshold", board.threshold.into())];
    audit::note_within(work, within, Action::TrusteesNamed, &id, &details)?;
    Ok(links)
}

/// Names, each once.
fn names(field: &'static str, given: &[String]) -> Result<Vec<String>, Error> {
    let mut names: Vec<String> = Vec::with_capacity(given.len().min(MOST));
    for name in given.iter().take(MOST.saturating_add(1)) {
        let name = fields::line(field, name, NAME)?;
        if names.contains(&name) {
            return Err(Refusal::NameTwice.into());
        }
        names.push(name);
    }
    Ok(names)
}

/// Another link for a trustee who lost the first, which is worth nothing from now on.
pub(crate) fn relink(work: &mut Work<'_>, within: &Within, poll: &Poll, place: i64) -> Result<Link, Error> {
    let secret = token::fresh(work.rng);
    if !trustee::relink(work.conn, &poll.row.id, place, &token::digest_of(&secret))? {
        return Err(Error::Missing);
    }
    let seat = trustee::seats(work.conn, &poll.row.id)?.into_iter().find(|seat| seat.place == place).ok_or(Error::Missing)?;
    audit::note_within(work, within, Action::TrusteeLinked, &poll.row.id, &[("place", place.into())])?;
    Ok(Link { seat, secret })
}

/// A trustee at the table.
#[derive(Debug)]
pub(crate) struct Seated {
    /// Who.
    pub(crate) seat: Seat,
    /// The poll's title.
    pub(crate) title: String,
    /// What lies there.
    pub(crate) table: Table,
}

/// The trustee who has this link.
pub(crate) fn seated(work: &mut Work<'_>, secret: &str) -> Result<Seated, Error> {
    let seat = trustee::by_link(work.conn, &token::digest_of(secret))?.ok_or(Refusal::TrusteeLinkWorthless)?;
    let board = trustee::board(work.conn, &seat.poll_id)?.ok_or(Fault::Impossible("a trustee of nothing"))?;
    let title = poll::by_id(work.conn, &seat.poll_id)?.ok_or(Fault::Impossible("trustees of no poll"))?.title;
    Ok(Seated { seat, title, table: Table::load(work, board)? })
}

/// Takes a message of a trustee's program, if it is what comes next and right. The same message again does nothing.
pub(crate) fn hand_in(work: &mut Work<'_>, secret: &str, step: i64, message: &str) -> Result<Seated, Error> {
    let seat = trustee::by_link(work.conn, &token::digest_of(secret))?.ok_or(Refusal::TrusteeLinkWorthless)?;
    // From here on nobody else hands in, so that the last message completes the list.
    // Not there any more: others were named while this waited.
    let board = trustee::take(work.conn, &seat.poll_id)?.ok_or(Refusal::TrusteeLinkWorthless)?;
    let row = poll::by_id(work.conn, &seat.poll_id)?.ok_or(Fault::Impossible("trustees of no poll"))?;
    let mut table = Table::load(work, board)?;
    // Read again: the chair may have named others meanwhile.
    if !table.seats.iter().any(|known| known.link_digest == seat.link_digest) {
        return Err(Refusal::TrusteeLinkWorthless.into());
    }
    match table.message(step, seat.place) {
        Some(before) if before == message => return Ok(Seated { seat, title: row.title, table }),
        Some(_) => return Err(Refusal::MessageGiven.into()),
        None => {}
    }
    let poll = super::super::polls::unattended(work, &seat.poll_id)?;
    not_prepared(work, &poll)?;
    check(&table, &seat, step, message)?;
    let row_of = Message { poll_id: seat.poll_id.clone(), place: seat.place, step, message: message.to_owned(), at: work.now };
    trustee::add(work.conn, &row_of)?;
    table.messages.push(row_of);
    let details = [("place", seat.place.into()), ("step", step.into())];
    audit::note(work, &row.community_id, None, Action::TrusteeMessage, &seat.poll_id, &details)?;
    if let Some(list) = list(&table)? {
        trustee::complete(work.conn, &seat.poll_id, &list)?;
        let digest = Digest::of(list.as_bytes()).to_string();
        table.board.list = Some(list);
        audit::note(work, &row.community_id, None, Action::TrusteesComplete, &seat.poll_id, &[("digest", digest.into())])?;
    }
    Ok(Seated { seat, title: row.title, table })
}

/// Whether this message may be this trustee's of this step.
fn check(table: &Table, seat: &Seat, step: i64, message: &str) -> Result<(), Error> {
    let Some(member) = seat.member else {
        return if step == 1 { check_single(table, seat, message) } else { Err(Refusal::StepTooEarly.into()) };
    };
    let member = usize::try_from(member).map_err(|_| Fault::Impossible("a member's number"))?;
    let shape = table.shape()?.ok_or(Fault::Impossible("a member of no joint key"))?;
    let wrong = |fault| wrong(seat, fault);
    let bytes = message.as_bytes();
    if Step::ALL.iter().all(|known| i64::try_from(known.number()) != Ok(step)) {
        return Err(Refusal::StepTooEarly.into());
    }
    if step == 1 {
        let others = table.of_members(1);
        let others = others.into_iter().map(|(number, other)| (number, other.as_bytes()));
        return Certificates::admit(shape, member, bytes, others).map_err(wrong);
    }
    let certificates = Certificates::read(shape, &table.round(1).ok_or(Refusal::StepTooEarly)?).map_err(ours)?;
    if step == 2 {
        return certificates.admit_polynomial(member, bytes).map_err(wrong);
    }
    let polynomials = Polynomials::read(&certificates, &table.round(2).ok_or(Refusal::StepTooEarly)?).map_err(ours)?;
    polynomials.admit_key(member, bytes).map_err(wrong)
}

/// A key of one's own: proper, with the proof of knowing it, under the name that the chair gave, and nobody else's.
fn check_single(table: &Table, seat: &Seat, message: &str) -> Result<(), Error> {
    let refuse = |code, chinese: &str, english: &str| {
        let words = [chinese.to_owned(), english.to_owned()];
        Err(Error::Unfit(vec![Unfit { pointer: "/message".into(), code, words }]))
    };
    let Ok(Item::Single(key)) = json::from_canonical::<Item>(message.as_bytes()) else {
        return refuse("form", "不是一把公钥", "not a public key");
    };
    if key.name.as_ref().is_some_and(|name| *name != seat.name) {
        return refuse("name", "公钥上的姓名与组长登记的不一样", "the key bears another name than the chair gave");
    }
    if !Trustees::parse(format!("[{message}]").as_bytes()).1.is_empty() {
        return refuse("key", "公钥或者它的证明不对", "the key or its proof is false");
    }
    let same = |other: &Message| {
        let other = json::from_canonical::<Item>(other.message.as_bytes());
        matches!(other, Ok(Item::Single(other)) if other.public_key == key.public_key)
    };
    if table.messages.iter().any(same) {
        return refuse("key_twice", "这把公钥是另一位受托人的", "this is another trustee's key");
    }
    Ok(())
}

/// What was checked before does not hold any more.
fn ours(_: CeremonyFault) -> Error {
    Fault::Impossible("a trustee's message that was good when it was taken").into()
}

/// Whose message is wrong, and in what.
fn wrong(seat: &Seat, fault: CeremonyFault) -> Error {
    let CeremonyFault::Member { fault, .. } = &fault else { return ours(fault) };
    let (code, chinese, english) = match fault {
        MessageFault::Json(_) => ("form", "不是程序写出的原样", "it is not as the program wrote it"),
        MessageFault::Context => {
            ("other_ceremony", "是为另一次表决或另一位成员做的", "it was made for another poll or another member")
        }
        MessageFault::Key { .. } | MessageFault::KeyIdentity(_) | MessageFault::KeyTwice(_) => {
            ("key", "里面的公钥不能用，或者是别人的", "a key in it is no key, or another member's")
        }
        MessageFault::CertificateSignature
        | MessageFault::CoefficientsSignature
        | MessageFault::CertificatesSignature
        | MessageFault::ShareSignature => {
            ("signature", "签名不对，或者签的是另一批材料", "a signature is false, or over other messages")
        }
        MessageFault::Degree { .. } | MessageFault::Coefficient { .. } | MessageFault::CoefficientIdentity(_) => {
            ("polynomial", "公开的系数不对", "the public coefficients are not right")
        }
        MessageFault::SecretCount { .. }
        | MessageFault::OwnPolynomial(_)
        | MessageFault::OwnPolynomialDiffers
        | MessageFault::Secret { .. }
        | MessageFault::SecretDiffers { .. } => ("secrets", "密封的部分不对", "a sealed part is not right"),
        MessageFault::Share(_) | MessageFault::ShareKey | MessageFault::ShareKnowledge => {
            ("share", "得出的钥匙与公开的系数不符", "the key does not follow from the public coefficients")
        }
    };
    let (place, name) = (seat.place, &seat.name);
    let words = [
        format!("第 {place} 位受托人{name}的材料不对：{chinese}"),
        format!("the message of trustee {place}, {name}, is not right: {english}"),
    ];
    Error::Unfit(vec![Unfit { pointer: "/message".into(), code, words }])
}

/// `trustees.json`, once everybody has done everything: those with a key of their own, then the joint key.
fn list(table: &Table) -> Result<Option<String>, Error> {
    let mut items: Vec<Item> = Vec::new();
    for seat in table.seats.iter().filter(|seat| seat.member.is_none()) {
        let Some(message) = table.message(1, seat.place) else { return Ok(None) };
        items.push(json::from_canonical(message.as_bytes()).map_err(|_| Fault::Json("trustee_messages.message"))?);
    }
    if let Some(shape) = table.shape()? {
        let [Some(certificates), Some(polynomials), Some(keys)] = [1, 2, 3].map(|step| table.round(step)) else {
            return Ok(None);
        };
        let certificates = Certificates::read(shape, &certificates).map_err(ours)?;
        let assembled = Polynomials::read(&certificates, &polynomials).and_then(|dealt| dealt.assemble(&keys)).map_err(ours)?;
        items.push(Item::Pedersen(assembled.joint));
    }
    let bytes = json::to_canonical(&items).map_err(|_| Fault::Json("trustee_boards.list"))?;
    let (trustees, faults) = Trustees::parse(&bytes);
    if !faults.is_empty() || trustees.joint_key().is_none_or(|key| key.is_identity()) {
        return Err(Fault::Impossible("trustees whose messages were good and whose list is not").into());
    }
    Ok(Some(String::from_utf8(bytes).map_err(|_| Fault::Json("trustee_boards.list"))?))
}
