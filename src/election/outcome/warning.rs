//! Warnings before anything is printed.

/// Below so many voters on paper the plain totals of the sheet can show a choice.
const FEW_PAPERS: u64 = 10;

/// Whether "choose at most `seats` of `candidates`" makes more than half for that many people practically unreachable: with at
/// least twice as many candidates as seats the average share of votes is at most one half (a real 54-choose-8 failed).
/// 同意/反对/弃权 on each candidate is the way out.
pub fn choose_up_to_is_unreachable(candidates: usize, seats: usize) -> bool {
    candidates >= seats.saturating_mul(2)
}

/// Whether so many voters on paper are too few to hide their choices (protocol.md Part I section 13).
pub fn few_paper_ballots_show_choices(paper_voters: u64) -> bool {
    (1..FEW_PAPERS).contains(&paper_voters)
}
