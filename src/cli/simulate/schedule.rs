//! Who does what, in what order: every ballot, envelope and decision of the make-believe vote.

use super::Plan;

/// Something that becomes an entry of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// A voter's first (0) or second (1) ballot, and whether it will count.
    Cast { voter: u32, time: u32, counts: bool },
    /// A voter's envelope comes back.
    Paper { voter: u32 },
    /// The first ballot of a voter is taken out.
    Void { voter: u32 },
}

/// Voters who vote on paper: the last ones.
pub(super) fn on_paper(plan: &Plan) -> std::ops::Range<u32> {
    plan.voters.saturating_sub(plan.papers)..plan.voters
}

/// All acts in their order. The first voters' ballots are taken out (every other of them votes again), the next ones vote twice.
pub(super) fn acts(plan: &Plan) -> Vec<Act> {
    let electronic = on_paper(plan).start;
    let voided = 0..plan.voids.min(electronic);
    let again = voided.end..voided.end.saturating_add(plan.revotes).min(electronic);
    let mut acts = Vec::new();
    let mut papers = on_paper(plan);
    let between = electronic.checked_div(plan.papers).unwrap_or(u32::MAX).max(1);
    for voter in 0..electronic {
        let counts = !voided.contains(&voter) && !again.contains(&voter);
        acts.push(Act::Cast { voter, time: 0, counts });
        if voter.is_multiple_of(between) {
            acts.extend(papers.next().map(|voter| Act::Paper { voter }));
        }
    }
    acts.extend(papers.map(|voter| Act::Paper { voter }));
    acts.extend(voided.clone().map(|voter| Act::Void { voter }));
    let second = voided.filter(|voter| voter.is_multiple_of(2)).chain(again);
    acts.extend(second.map(|voter| Act::Cast { voter, time: 1, counts: true }));
    acts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_their_turn() {
        let plan = Plan { voters: 10, papers: 2, voids: 2, revotes: 1, ..Plan::default() };
        let acts = acts(&plan);
        let cast = |voter| Act::Cast { voter, time: 0, counts: voter > 2 };
        assert_eq!(acts[..3], [cast(0), Act::Paper { voter: 8 }, cast(1)]);
        let last = [Act::Void { voter: 0 }, Act::Void { voter: 1 }];
        let again = [0, 2].map(|voter| Act::Cast { voter, time: 1, counts: true });
        assert_eq!(acts[10..], [last.as_slice(), &again].concat());
        // Nobody votes electronically and on paper, and of nobody two ballots count.
        assert_eq!(acts.iter().filter(|act| matches!(act, Act::Cast { counts: true, .. })).count(), 7);
    }

    #[test]
    fn more_papers_than_anybody_could_hand_in_are_all_there() {
        for (voters, papers) in [(1, 1), (3, 2), (5, 0)] {
            let plan = Plan { voters, papers, ..Plan::default() };
            assert_eq!(acts(&plan).len(), usize::try_from(voters).unwrap());
        }
    }
}
