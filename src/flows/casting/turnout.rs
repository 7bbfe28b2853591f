//! Who took part, while people vote: by people and area for everybody where the rule set allows, by building and stair for those who go
//! from door to door. Never what was chosen; nobody here could know it.

use std::collections::{BTreeMap, HashSet};

use super::super::access::Within;
use super::super::opening::deliveries;
use super::super::{Error, Fault, Work};
use super::{Ready, begun_within};
use crate::election::rules::LiveTurnout;
use crate::election::weight::Weight;
use crate::store::{log, voter};

/// People and 0.01 m²: those who took part, and everybody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Turnout {
    /// Those with a ballot that is not void, or paper.
    pub(crate) took_part: Weight,
    /// All voters.
    pub(crate) entitled: Weight,
}

/// Of one stair, for those who go from door to door.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Stair {
    /// Who took part.
    pub(crate) turnout: Turnout,
    /// Voters to whom a slip that is good was handed over.
    pub(crate) handed_over: u64,
}

impl Turnout {
    fn add(&mut self, area: u64, voted: bool) -> Result<(), Error> {
        let too_much = Fault::Impossible("areas above 2^53");
        let one = Weight { people: 1, area };
        self.entitled = self.entitled.plus(one).ok_or(Fault::Impossible("areas above 2^53"))?;
        if voted {
            self.took_part = self.took_part.plus(one).ok_or(too_much)?;
        }
        Ok(())
    }
}

/// Whose credential took part.
pub(super) fn voted(work: &mut Work<'_>, poll: &str) -> Result<HashSet<String>, Error> {
    let rows = log::participants(work.conn, poll)?.into_iter();
    Ok(rows.filter(|row| row.ballots > 0 || row.paper_idx.is_some()).map(|row| row.credential).collect())
}

/// Of the whole poll. `None` where the rule set shows nothing while people vote.
pub(crate) fn public(work: &mut Work<'_>, ready: &Ready, ended: bool) -> Result<Option<Turnout>, Error> {
    if ready.opened.rules.rules().live_turnout.value == LiveTurnout::Nothing && !ended {
        return Ok(None);
    }
    let voted = voted(work, ready.poll())?;
    let mut turnout = Turnout::default();
    for row in voter::all(work.conn, ready.poll())? {
        let area = u64::try_from(row.area).map_err(|_| Fault::Impossible("a negative area"))?;
        turnout.add(area, row.point.is_some_and(|point| voted.contains(&point)))?;
    }
    Ok(Some(turnout))
}

/// By building and stair; of a canvasser's own buildings only.
pub(crate) fn by_stair(work: &mut Work<'_>, within: &Within, poll: &str) -> Result<BTreeMap<(String, String), Stair>, Error> {
    begun_within(work, within, poll)?;
    let voted = voted(work, poll)?;
    let handed_over = deliveries::handed_over(work, poll)?;
    let mut stairs: BTreeMap<(String, String), Stair> = BTreeMap::new();
    for row in voter::all(work.conn, poll)?.into_iter().filter(|row| within.works_in(&row.building)) {
        let area = u64::try_from(row.area).map_err(|_| Fault::Impossible("a negative area"))?;
        let stair = stairs.entry((row.building, row.stair)).or_default();
        stair.turnout.add(area, row.point.is_some_and(|point| voted.contains(&point)))?;
        stair.handed_over = stair.handed_over.saturating_add(u64::from(handed_over.contains(&row.number)));
    }
    Ok(stairs)
}
