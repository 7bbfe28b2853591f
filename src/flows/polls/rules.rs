//! The rules of one poll: those of its place, and the variants that were chosen for it before the roll was published.

use super::holidays::of_the_place;
use super::{Error, Fault, Poll, Refusal, Within, Work, keep};
use crate::election::poll::course;
use crate::election::poll::course::Phase;
use crate::election::poll::package::PackageFault;
use crate::election::rules::{AdjustFault, Adjustment, RuleSet, RulesFault, adjusted};
use crate::flows::audit::{self, Action as Entry};
use crate::flows::{Unfit, communities};

/// So many rules there are not.
const MOST: usize = 100;

/// Chooses variants in the place of those chosen before. All others are those of the place.
pub(crate) fn choose(work: &mut Work<'_>, within: &Within, poll: &mut Poll, chosen: &[Adjustment]) -> Result<(), Error> {
    if poll.phase() != Phase::Draft {
        return Err(Refusal::Course(course::Refusal::OtherRules).into());
    }
    if chosen.len() > MOST {
        return Err(one("/changes".into(), "too_long", ["太多".into(), "too many".into()]));
    }
    let profile = of_the_place(work.holidays, &poll.rules.rules().id)?;
    let text = adjusted(&profile, chosen).map_err(|fault| adjust_fault(&fault))?;
    let rules = RuleSet::parse(text.as_bytes()).map_err(|faults| rule_faults(&faults, chosen))?;
    poll.row.rules = text;
    poll.rules = rules;
    poll.vote_as_ruled();
    let community = communities::see(work, within)?;
    // Items that fitted the rules before have to fit these as well.
    poll.draft(&community).check_draft(&poll.rules).map_err(|fault| match fault {
        PackageFault::At { problem, .. } => one("/changes".into(), problem.code(), problem.words()),
        PackageFault::Json(_) => Fault::Impossible("a package of ours that is no JSON").into(),
    })?;
    keep(work, poll)?;
    let keys: Vec<&str> = chosen.iter().map(|chosen| chosen.key.as_str()).collect();
    let details = [("rules", poll.rules.digest().to_string().into()), ("chosen", keys.into())];
    audit::note_within(work, within, Entry::RulesChosen, &poll.row.id, &details)
}

fn one(pointer: String, code: &'static str, words: [String; 2]) -> Error {
    Error::Unfit(vec![Unfit { pointer, code, words }])
}

fn adjust_fault(fault: &AdjustFault) -> Error {
    let words = |chinese: &str| [chinese.to_owned(), fault.to_string()];
    match fault {
        AdjustFault::Unknown(at) => one(format!("/changes/{at}/key"), "unknown", words("没有这条规则")),
        AdjustFault::Fixed(at) => one(format!("/changes/{at}/key"), "fixed_by_law", words("法律已有规定，不能另选")),
        AdjustFault::Twice(at) => one(format!("/changes/{at}/key"), "same_as", words("这条规则写了两遍")),
        AdjustFault::Value(at) => one(format!("/changes/{at}/value"), "malformed", words("规则里没有这样的值")),
        AdjustFault::Profile => Fault::Impossible("a rule set of ours that is none").into(),
    }
}

/// Where the faults of the whole text are in what was chosen.
fn rule_faults(faults: &[RulesFault], chosen: &[Adjustment]) -> Error {
    let unfit = |fault: &RulesFault| {
        let (key, rest) = fault.key.split_once('.').unwrap_or((&fault.key, ""));
        let at = chosen.iter().position(|chosen| chosen.key == key);
        let rest = rest.replace('[', "/").replace(']', "").replace('.', "/");
        let pointer = match at {
            Some(at) if rest.is_empty() => format!("/changes/{at}"),
            Some(at) => format!("/changes/{at}/{rest}"),
            None => "/changes".to_owned(),
        };
        Unfit { pointer, code: "not_allowed", words: [format!("不允许：{}", fault.reason), fault.reason.clone()] }
    };
    Error::Unfit(faults.iter().map(unfit).collect())
}
