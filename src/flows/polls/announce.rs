//! 会议公告: the roll is frozen, what is asked is fixed by its digest, and the day is named.

use super::{Action, Error, Fault, Poll, Refusal, Within, Work, apply, roll, steps};
use crate::election::poll::course::{self, PackageShown};
use crate::election::poll::package::{Package, PackageFault, Problem};
use crate::flows::rolls::{Kept, take};
use crate::flows::{communities, nominations};
use crate::store::objection::About;
use crate::store::published::{self, AnnouncedPackage};

/// When the owners vote. UTC milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Meeting {
    /// The beginning.
    pub(crate) opens: i64,
    /// The first moment that is too late.
    pub(crate) closes: i64,
}

/// Announces the meeting. From now on roll, items and rules stand, and cells of files that nobody decided about are gone.
pub(crate) fn announce(
    work: &mut Work<'_>,
    within: &Within,
    poll: &mut Poll,
    meeting: Meeting,
    why: Option<String>,
) -> Result<(), Error> {
    let (action, package) = prepare(work, within, poll, meeting)?;
    apply(work, within, poll, action, why)?;
    let bytes = package.to_bytes().map_err(|_| Fault::Json("announced_packages.package"))?;
    let row = AnnouncedPackage {
        poll_id: poll.row.id.clone(),
        digest: crate::crypto::hash::Digest::of(&bytes).to_string(),
        package: String::from_utf8(bytes).map_err(|_| Fault::Json("announced_packages.package"))?,
    };
    published::keep_package(work.conn, &row)?;
    take::freeze(work, within)
}

/// The announcement with all that has to be shown for it.
pub(super) fn prepare(work: &mut Work<'_>, within: &Within, poll: &Poll, meeting: Meeting) -> Result<(Action, Package), Error> {
    let kept = roll::open(work, poll)?;
    let package = package(work, within, poll, kept.as_ref())?;
    if poll.row.candidates.is_some() && nominations::differs(work, poll)? {
        return Err(Refusal::CandidatesChanged.into());
    }
    let shown = PackageShown::of(&package, &poll.rules).map_err(|fault| unsound(&fault))?;
    let Meeting { opens, closes } = meeting;
    let objections = steps::unanswered(work, poll, &[About::Roll, About::Candidates])?;
    let frozen_roll = kept.map(|kept| kept.digest);
    Ok((Action::Announce { package: shown, frozen_roll, objections, opens, closes }, package))
}

/// What would be announced now.
fn package(work: &mut Work<'_>, within: &Within, poll: &Poll, kept: Option<&Kept>) -> Result<Package, Error> {
    if poll.items.is_empty() {
        return Err(Refusal::NothingAsked.into());
    }
    let package = poll.draft(&communities::see(work, within)?);
    if let Some(kept) = kept {
        package.check_households(&poll.rules, kept.masked.households()).map_err(|fault| unsound(&fault))?;
    }
    Ok(package)
}

/// What is wrong with it. Texts and seats were looked at when they were written; what can still be wrong is what came later.
fn unsound(fault: &PackageFault) -> Error {
    let PackageFault::At { problem, .. } = fault else { return Fault::Impossible("a package of ours that is no JSON").into() };
    match problem {
        // An election without candidates.
        Problem::Count { count: 0, .. } => Refusal::Course(course::Refusal::NotNominated).into(),
        Problem::NotSmall { .. } => Refusal::NotSmall.into(),
        _ => Refusal::PackageUnsound.into(),
    }
}

/// The exact bytes of `package.json` as it was announced, and their digest.
pub(crate) fn announced(work: &mut Work<'_>, poll: &Poll) -> Result<AnnouncedPackage, Error> {
    published::package(work.conn, &poll.row.id)?.ok_or(Error::Missing)
}
