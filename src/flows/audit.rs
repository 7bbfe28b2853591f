//! The audit log: who did what when, and who looked at whose personal data. It only grows.
//!
//! Each entry holds the digest of the one before, in one chain for each community and one for the service itself. An entry changed,
//! left out or put in between breaks the chain ([`verify`]); entries cut off at the end do not, unless the head was noted elsewhere,
//! which is why `doctor` and `backup` print it. Entries name accounts and things by their ids and hold no personal data: they cannot
//! be erased later.

use ring::digest::{SHA256, digest};
use serde_json::{Map, Value};

use super::access::Within;
use super::{Error, Fault, Work};
use crate::store::audit::{self, Entry};
use crate::store::{self, Connection, StoreError};

/// The chain of what belongs to no community.
pub(crate) const SERVICE: &str = "service";

/// Something done, in the words of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// A community was entered.
    CommunityFounded,
    /// Its data were changed.
    CommunityChanged,
    /// A link into a role was made.
    Invited,
    /// It was withdrawn.
    InvitationWithdrawn,
    /// Somebody used it.
    Joined,
    /// A canvasser got other buildings.
    BuildingsAssigned,
    /// A role was taken away.
    RoleRemoved,
    /// A link to a new password was made.
    ResetMade,
    /// It was used.
    PasswordReset,
    /// Somebody changed the own password.
    PasswordChanged,
    /// A refresh token came twice: its session was ended.
    TokenReused,
    /// An account was locked for a while.
    SignInLocked,
    /// A notice was drafted.
    NoticeBegun,
    /// A draft was changed.
    NoticeChanged,
    /// A draft was thrown away.
    NoticeDiscarded,
    /// A notice was frozen.
    NoticeFrozen,
    /// Somebody recorded where it hangs, or is gone.
    NoticePosted,
    /// Somebody looked at the photo of a board.
    LookedAtPosting,
    /// Somebody sent a message to the own phone to see whether it arrives.
    MessageTried,
    /// A file with a roll was uploaded.
    ImportBegun,
    /// What its columns hold was corrected.
    ImportMapped,
    /// A row that waited was decided.
    RowDecided,
    /// That was undone.
    RowUndone,
    /// A file was forgotten.
    ImportDiscarded,
    /// A file became a version of the roll, or was found to say what the newest says.
    RollTaken,
    /// Two voters that share right holders were looked at.
    OverlapDecided,
    /// Somebody looked at a row of a file.
    LookedAtRow,
    /// Somebody looked at whose a unit is, or how they can be reached.
    LookedAtUnit,
    /// A version of the roll was made from the one before.
    RollAmended,
    /// A teller or canvasser confirmed who a voter is.
    VoterAttested,
    /// A real-name service said who was there for a voter.
    VoterIdentified,
    /// A ballot was taken out by decision.
    BallotVoided,
    /// Somebody told that they are an owner.
    ClaimMade,
    /// They took it back.
    ClaimWithdrawn,
    /// It was confirmed.
    ClaimConfirmed,
    /// It was rejected.
    ClaimRejected,
    /// Somebody put themselves forward, or was recommended.
    NominationMade,
    /// The nominee agreed, changed the form, or a photo was added.
    NominationChanged,
    /// Somebody of the staff saw the nominee's document.
    NomineeIdentified,
    /// A nomination was reviewed.
    NominationReviewed,
    /// Its reviews were set aside.
    NominationReopened,
    /// It was withdrawn.
    NominationWithdrawn,
    /// A lot was announced.
    DrawAnnounced,
    /// Its seed was entered.
    DrawSeeded,
    /// Somebody looked at a nomination.
    LookedAtNomination,
    /// Somebody looked at what a claimant told, or at a paper.
    LookedAtClaim,
    /// Somebody looked at how a member of the staff can be reached.
    LookedAtContact,
    /// A poll was begun.
    PollBegun,
    /// What it asks was changed.
    PollChanged,
    /// It was said who helps owners.
    PollContactSet,
    /// Variants of rules were chosen for it.
    RulesChosen,
    /// Somebody was named teller or canvasser of a poll.
    PollStaffNamed,
    /// That was taken back.
    PollStaffDismissed,
    /// It went on to another state, or back.
    PollMoved,
    /// Trustees of a poll were named, with a link each.
    TrusteesNamed,
    /// A trustee got another link.
    TrusteeLinked,
    /// A trustee's program handed in a message.
    TrusteeMessage,
    /// The key of a poll is made.
    TrusteesComplete,
    /// The roll was frozen for a poll.
    VotersFrozen,
    /// The list for the authority that makes credentials was handed out.
    VotersExported,
    /// Its public credentials were taken.
    PointsImported,
    /// A voter got another slip.
    SlipReissued,
    /// A voter got another slip, by message.
    SlipSent,
    /// The credential of a slip that was sent went to whoever typed its code.
    CredentialReleased,
    /// A voter's slip was voided, without another.
    SlipVoided,
    /// A slip was handed to its voter.
    SlipDelivered,
    /// A record of that was wrong.
    SlipDeliveryTakenBack,
    /// Slips without credentials were handed out for printing.
    SlipsPrinted,
    /// Slips with credentials that the service made were handed out for printing.
    LookedAtCredentials,
    /// Everything that stands before the voting was bound.
    OpeningPrepared,
    /// The sheet of the paper ballots was logged.
    CountBegun,
    /// Both encrypted sums are known.
    CountTallied,
    /// A trustee signed the closing statement.
    ClosingSigned,
    /// A trustee gave shares of both sums.
    ShareGiven,
    /// Both sums were opened and the certificate was signed.
    Counted,
    /// Paper ballots were printed.
    PapersPrinted,
    /// Paper ballots were printed with what is asked, for voters who have them.
    PaperFormsPrinted,
    /// They were given to voters, by serial.
    PapersIssued,
    /// A voter was handed one.
    PaperHandedOver,
    /// One came back.
    PaperReturned,
    /// A teller entered what was counted.
    PapersTallied,
    /// The sheet that two tellers signed by hand was scanned.
    PaperSheetScanned,
    /// The sheet was sealed and logged.
    PaperSheetSealed,
    /// Somebody looked at the scan.
    LookedAtPaperSheet,
    /// Somebody of the public objected.
    ObjectionRaised,
    /// It was answered.
    ObjectionAnswered,
    /// Somebody looked at who objected and what they wrote.
    LookedAtObjection,
}

impl Action {
    /// As the log writes it. What begins with `looked.` is a look at personal data.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::CommunityFounded => "community.founded",
            Self::CommunityChanged => "community.changed",
            Self::Invited => "staff.invited",
            Self::InvitationWithdrawn => "staff.invitation_withdrawn",
            Self::Joined => "staff.joined",
            Self::BuildingsAssigned => "staff.buildings_assigned",
            Self::RoleRemoved => "staff.role_removed",
            Self::ResetMade => "account.reset_made",
            Self::PasswordReset => "account.password_reset",
            Self::PasswordChanged => "account.password_changed",
            Self::TokenReused => "session.token_reused",
            Self::SignInLocked => "account.sign_in_locked",
            Self::NoticeBegun => "notice.begun",
            Self::NoticeChanged => "notice.changed",
            Self::NoticeDiscarded => "notice.discarded",
            Self::NoticeFrozen => "notice.frozen",
            Self::NoticePosted => "notice.posted",
            Self::LookedAtPosting => "looked.posting",
            Self::MessageTried => "message.tried",
            Self::ImportBegun => "roll.import_begun",
            Self::ImportMapped => "roll.import_mapped",
            Self::RowDecided => "roll.row_decided",
            Self::RowUndone => "roll.row_undone",
            Self::ImportDiscarded => "roll.import_discarded",
            Self::RollTaken => "roll.taken",
            Self::OverlapDecided => "roll.overlap_decided",
            Self::LookedAtRow => "looked.roll_row",
            Self::LookedAtUnit => "looked.roll_unit",
            Self::RollAmended => "roll.amended",
            Self::VoterAttested => "voting.voter_attested",
            Self::VoterIdentified => "voting.voter_identified",
            Self::BallotVoided => "voting.ballot_voided",
            Self::ClaimMade => "claim.made",
            Self::ClaimWithdrawn => "claim.withdrawn",
            Self::ClaimConfirmed => "claim.confirmed",
            Self::ClaimRejected => "claim.rejected",
            Self::NominationMade => "nomination.made",
            Self::NominationChanged => "nomination.changed",
            Self::NomineeIdentified => "nomination.identified",
            Self::NominationReviewed => "nomination.reviewed",
            Self::NominationReopened => "nomination.reopened",
            Self::NominationWithdrawn => "nomination.withdrawn",
            Self::DrawAnnounced => "candidates.draw_announced",
            Self::DrawSeeded => "candidates.draw_seeded",
            Self::LookedAtNomination => "looked.nomination",
            Self::LookedAtClaim => "looked.claim",
            Self::LookedAtContact => "looked.staff_contact",
            Self::PollBegun => "poll.begun",
            Self::PollChanged => "poll.changed",
            Self::PollContactSet => "poll.contact_set",
            Self::RulesChosen => "poll.rules_chosen",
            Self::PollStaffNamed => "poll.staff_named",
            Self::PollStaffDismissed => "poll.staff_dismissed",
            Self::PollMoved => "poll.moved",
            Self::TrusteesNamed => "trustees.named",
            Self::TrusteeLinked => "trustees.linked",
            Self::TrusteeMessage => "trustees.message",
            Self::TrusteesComplete => "trustees.complete",
            Self::VotersFrozen => "voters.frozen",
            Self::VotersExported => "voters.exported",
            Self::PointsImported => "voters.points_imported",
            Self::SlipReissued => "slips.reissued",
            Self::SlipSent => "slips.sent",
            Self::CredentialReleased => "slips.credential_released",
            Self::SlipVoided => "slips.voided",
            Self::SlipDelivered => "slips.delivered",
            Self::SlipDeliveryTakenBack => "slips.delivery_taken_back",
            Self::SlipsPrinted => "slips.printed",
            Self::LookedAtCredentials => "looked.credentials",
            Self::OpeningPrepared => "opening.prepared",
            Self::CountBegun => "count.begun",
            Self::CountTallied => "count.tallied",
            Self::ClosingSigned => "count.signed",
            Self::ShareGiven => "count.shared",
            Self::Counted => "count.counted",
            Self::PapersPrinted => "papers.printed",
            Self::PaperFormsPrinted => "papers.forms_printed",
            Self::PapersIssued => "papers.issued",
            Self::PaperHandedOver => "papers.handed_over",
            Self::PaperReturned => "papers.returned",
            Self::PapersTallied => "papers.tallied",
            Self::PaperSheetScanned => "papers.sheet_scanned",
            Self::PaperSheetSealed => "papers.sheet_sealed",
            Self::LookedAtPaperSheet => "looked.paper_sheet",
            Self::ObjectionRaised => "objection.raised",
            Self::ObjectionAnswered => "objection.answered",
            Self::LookedAtObjection => "looked.objection",
        }
    }
}

/// Over everything but itself; each part with its length, so that no two entries have the same text.
fn digest_of(entry: &Entry) -> String {
    let mut text = String::from("yepiao/audit/v1");
    let (seq, at) = (entry.seq.to_string(), entry.at.to_string());
    let account = entry.account_id.as_deref().unwrap_or("");
    for part in [&entry.chain, &seq, &at, account, &entry.action, &entry.object, &entry.details, &entry.previous] {
        text.push_str(&format!("|{}:{part}", part.len()));
    }
    hex::encode(digest(&SHA256, text.as_bytes()))
}

/// Writes an entry. The number is taken first: whoever writes to the same chain waits for this transaction.
pub(crate) fn note(
    work: &mut Work<'_>,
    chain: &str,
    account: Option<&str>,
    action: Action,
    object: &str,
    details: &[(&str, Value)],
) -> Result<(), Error> {
    let (seq, previous) = audit::take(work.conn, chain)?.ok_or(Fault::Impossible("a community without an audit chain"))?;
    let details: Map<String, Value> = details.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let mut entry = Entry {
        chain: chain.to_owned(),
        seq,
        at: work.now,
        account_id: account.map(str::to_owned),
        action: action.word().to_owned(),
        object: object.to_owned(),
        details: Value::Object(details).to_string(),
        previous,
        digest: String::new(),
    };
    entry.digest = digest_of(&entry);
    Ok(audit::add(work.conn, &entry)?)
}

/// Writes an entry about the community somebody is in.
pub(crate) fn note_within(
    work: &mut Work<'_>,
    within: &Within,
    action: Action,
    object: &str,
    details: &[(&str, Value)],
) -> Result<(), Error> {
    note(work, within.community(), Some(&within.who().account), action, object, details)
}

/// Entries of the community, from a number on.
pub(crate) fn page(work: &mut Work<'_>, within: &Within, from: i64, limit: i64) -> Result<Vec<Entry>, Error> {
    Ok(audit::page(work.conn, within.community(), from, limit)?)
}

/// A chain that was gone through.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Chain {
    /// A community's id, or `service`.
    pub(crate) id: String,
    /// How many entries hold together from the beginning.
    pub(crate) good: i64,
    /// Digest of the last of them; empty if there is none.
    pub(crate) head: String,
    /// What is wrong with the next one.
    pub(crate) broken: Option<&'static str>,
}

/// Goes through every entry of every chain, as they stood at one moment: the service may go on writing.
pub(crate) fn verify(connection: &mut Connection) -> Result<Vec<Chain>, StoreError> {
    store::read(connection, chains)
}

fn chains(connection: &mut Connection) -> Result<Vec<Chain>, StoreError> {
    let mut verified = Vec::new();
    for (id, next, head) in audit::chains(connection)? {
        let mut chain = Chain { id, good: 0, head: String::new(), broken: None };
        'chain: loop {
            let page = audit::page(connection, &chain.id, chain.good, 500)?;
            if page.is_empty() {
                break;
            }
            for entry in page {
                chain.broken = if entry.seq != chain.good {
                    Some("an entry is missing")
                } else if entry.previous != chain.head {
                    Some("it does not follow from the one before")
                } else if digest_of(&entry) != entry.digest {
                    Some("it was changed")
                } else {
                    None
                };
                if chain.broken.is_some() {
                    break 'chain;
                }
                chain.head = entry.digest;
                chain.good = chain.good.saturating_add(1);
            }
        }
        if chain.broken.is_none() && (chain.good != next || chain.head != head) {
            chain.broken = Some("entries are missing at the end");
        }
        verified.push(chain);
    }
    Ok(verified)
}
