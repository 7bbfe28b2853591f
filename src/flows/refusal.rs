//! Why something is refused. The words for people are in one table of the API.

use crate::election::intake;
use crate::election::poll::course;
use crate::election::poll::nomination::conflict::Conflict;
use crate::election::poll::nomination::review::ReviewRefusal;
use crate::store::Millis;

/// A refusal: an answer, not a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Signed in, but not with a role that may do this.
    Forbidden,
    /// Somebody else changed it since it was read.
    Stale,
    /// A field holds what cannot be taken.
    Field {
        /// JSON name.
        field: &'static str,
        /// What is wrong with it.
        why: FieldFault,
    },
    /// Login or password is wrong; which of them is not said.
    SignInFailed,
    /// Too many attempts.
    Locked {
        /// When it may be tried again.
        until: Millis,
    },
    /// The session ended or the token is not good; sign in again.
    SessionEnded,
    /// Used, withdrawn, too old or never there.
    InvitationWorthless,
    /// An account is needed and none was given, or the other way about.
    InvitationOfOtherKind,
    /// Another account has this login.
    LoginTaken,
    /// The account has this role already.
    RoleHeld,
    /// Nobody with the roles of whoever asks may give or take this role.
    NotSuperior,
    /// Works for the property company: may not handle ballots or slips.
    ConflictOfInterest,
    /// A community needs somebody who answers for it.
    LastChair,
    /// Buildings are assigned to canvassers only.
    BuildingsForCanvassers,
    /// A file is no roll.
    RollFile(intake::Refusal),
    /// An import was taken or discarded.
    ImportEnded,
    /// Too many imports wait in the community.
    TooManyImports,
    /// Rows wait for a person.
    RowsWait,
    /// The roll was changed after the file had been uploaded, and the file would undo that.
    RollMoved,
    /// No row is in.
    RollEmpty,
    /// There is no such row, or nothing in it to be decided like this.
    DecidesNothing,
    /// What would become of the roll contradicts itself: one number with two names, a unit with two areas.
    RollContradicts,
    /// The same Idempotency-Key came with another request.
    KeyReused,
    /// Those who stand are others than the published list has.
    CandidatesChanged,
    /// Number and secret fit no nomination.
    NominationUnknown,
    /// Nominations are neither made nor changed in this state of the poll.
    NominationClosed,
    /// This person has one.
    NominatedAlready,
    /// It was withdrawn.
    NominationWithdrawn,
    /// The nominee did not agree yet.
    NoConsent,
    /// Neither a code nor two people of the staff told who it is.
    NotIdentified,
    /// The nominee withdraws without help.
    NomineeOnly,
    /// An office stands in the way.
    Stands(Conflict),
    /// Somebody recommends twice, or nobody does.
    Recommenders,
    /// A review.
    Review(ReviewRefusal),
    /// The rule does not tell some candidates apart: somebody has to say why they stand as they do.
    OrderInDoubt,
    /// Not everybody once, or others moved than those in doubt.
    OrderWrong,
    /// There is no lot with a seed that has all candidates.
    DrawMissing,
    /// The seed cannot be known yet.
    DrawTooEarly,
    /// A lot with all candidates was announced.
    DrawnAlready,
    /// Candidates whose names cannot be typed again.
    DrawUnusable,
    /// The account has no phone.
    NoPhone,
    /// The poll has not come to what the notice would say.
    NoticeTooEarly,
    /// A frozen notice never changes.
    NoticeFrozen,
    /// The same text is frozen already.
    NoticeTwice,
    /// Only a frozen notice hangs.
    NoticeNotFrozen,
    /// The notice to be corrected is none of this poll, or not frozen.
    NoSuchNotice,
    /// Number and secret fit no claim.
    ClaimUnknown,
    /// It was decided or taken back.
    ClaimDecided,
    /// More wait than anybody can look at.
    ClaimsFull,
    /// Not a kind of file that is taken here.
    FileKind,
    /// A picture that is broken, or something else behind a picture's beginning.
    FileUnreadable,
    /// A picture of more pixels than anybody needs.
    PictureTooLarge,
    /// There are as many files as there may be.
    FilesFull,
    /// The poll cannot take this step.
    Course(course::Refusal),
    /// No item elects anybody.
    NothingToElect,
    /// No equal votes leave a seat open.
    NoTie,
    /// By the rule set a lot decides, not the owners once more.
    TieByLot,
    /// By the rule set the owners vote once more, no lot decides.
    TieByRevote,
    /// The owners are called to vote again already.
    RevoteBegun,
    /// Such a poll asks for nothing else.
    RevoteFixed,
    /// Nobody else stands in a re-vote.
    OnlyTheTied,
    /// The community has no roll.
    NoRoll,
    /// There are no items.
    NothingAsked,
    /// Something of the package cannot be printed or cast.
    PackageUnsound,
    /// Fewer seats than the estate's number of households allows.
    NotSmall,
    /// The version of the roll counts parking otherwise than the poll's rules.
    RollCountsOtherwise,
    /// Voters that share some right holders, and nobody recorded why they are two.
    OverlapsUndecided,
    /// Stands in the poll, so may not handle its ballots or slips.
    CandidateServes,
    /// What is objected to was not published.
    NotPublished,
    /// The poll has ended: it is too late to object.
    ObjectionsOver,
    /// More objections without an answer than can be.
    TooManyObjections,
    /// The time for which the roll is shown is over.
    RollTakenDown,
    /// The time for which the list of those who took part is shown is over.
    ParticipantsTakenDown,
    /// A code was asked for a moment ago, or too often.
    CodeTooSoon {
        /// When it may be asked for again.
        until: Millis,
    },
    /// The code was sent a second time already.
    CodeSentTwice,
    /// Not the code that was sent.
    CodeWrong,
    /// Used, too old, tried too often, for something else, or never sent.
    CodeWorthless,
    /// The voting has ended.
    VotingEnded,
    /// The poll was cancelled.
    PollCancelled,
    /// By the rule set electronic votes are cast on the official platform.
    VotingElsewhere,
    /// The voter has voted, and the rule set allows no more.
    VotedAlready,
    /// The very same ballot is in the log already.
    BallotLogged,
    /// The voter voted on paper.
    VotedOnPaper,
    /// Under `first_valid` the envelope stays sealed.
    VotedElectronically,
    /// There is no such ballot, or it is void already.
    NothingToVoid,
    /// The opening allows no such extension, or it comes too late.
    CannotExtend,
    /// The voting goes on.
    NotEndedYet,
    /// The log cannot say this now.
    LogOrder,
    /// The log has no such entry, or is shorter.
    NotInLog,
    /// A copy was put in the place of the database: nothing is signed until the latest checkpoint was shown.
    Restored,
    /// The poll is not open yet.
    NotOpenYet,
    /// A nonce that is too old, used, or none of ours.
    ChallengeWorthless,
    /// The proof of possession does not hold.
    NotProven,
    /// No slip of this voter has this serial.
    SlipUnknown,
    /// The slip was replaced by another.
    SlipVoid,
    /// No slip with this serial was sent by message.
    SlipNotSent,
    /// What was sent by message is not printed.
    SlipSent,
    /// The frozen list has no phone of this voter.
    SlipNeedsPhone,
    /// The frozen roll has no ID number of this voter.
    SlipNeedsIdNumber,
    /// The message would go out when the voting has ended.
    SlipTooLate,
    /// An authority makes the credentials of this poll and sends slips itself.
    SentByAuthority,
    /// Not the last four characters of the ID number.
    LastFourWrong,
    /// Nobody knows a phone of this voter.
    VoterHasNoPhone,
    /// By the rule set this does not prove a voter.
    LevelNotAllowed,
    /// A company, the developer, or somebody without what would be compared: only by a witness.
    WitnessOnly,
    /// The second factor is missing.
    NotRecognised,
    /// The real-name service saw somebody else.
    AnotherPerson,
    /// The second factor is there already.
    RecognisedAlready,
    /// What stood for a session at a real-name service is not good any more.
    ReferenceWorthless,
    /// The voting session ended, or the token is not good.
    CastSessionEnded,
    /// Whoever printed slips, or issued or delivered one of the voter, may not confirm them.
    SameHand,
    /// More records of one voter's slips than anybody needs.
    DeliveriesFull,
    /// The record was taken back already.
    DeliveryTakenBack,
    /// No session of this slip waits for a witness.
    NobodyWaits,
    /// The ballot does not hold: altered, or made for another election.
    BallotFalse,
    /// The ballot is of another credential than the session.
    BallotOfAnother,
    /// A ballot of this voter is on its way.
    CastInFlight,
    /// No checkpoint of a log of this service, or not signed by it.
    CheckpointFalse,
    /// The copy is older than the checkpoint.
    CopyTooOld,
    /// The copy has another log than the checkpoint.
    CopyForked,
    /// The opening is prepared: what it binds stands.
    OpeningPrepared,
    /// Trustees have handed in messages already.
    TrusteesBegan,
    /// A trustee has not made a key yet.
    TrusteesMissing,
    /// Replaced, withdrawn or never there.
    TrusteeLinkWorthless,
    /// Two with one name.
    NameTwice,
    /// No joint key has so many members and needs so many of them.
    Threshold,
    /// A message of a step that has not come, or that there is not.
    StepTooEarly,
    /// Trustees have nothing to check and to sign yet.
    RecordNotReady,
    /// Too few trustees have signed what would be decrypted.
    TooFewSigned,
    /// Enough trustees have decrypted; nothing more is taken.
    SharesComplete,
    /// There is no result yet.
    NotCounted,
    /// The trustee handed in another message of this step.
    MessageGiven,
    /// The voters are frozen.
    VotersFrozen,
    /// They are not.
    VotersNotFrozen,
    /// The service makes the credentials of this poll.
    MadeByService,
    /// An authority makes the credentials of this poll and prints the slips.
    MadeByAuthority,
    /// Credentials are missing.
    PointsMissing,
    /// So many slips were lost that something else is wrong.
    TooManySlips,
    /// The public address of the service is no https address.
    NoWebOrigin,
    /// The rule set has no such extension.
    ExtensionNotAllowed,
    /// Not named teller, or canvasser, of this poll.
    NotServing,
    /// No paper has this serial.
    PaperUnknown,
    /// The voter has a paper, or the paper is another voter's.
    PaperIssued,
    /// Nobody has this paper.
    PaperNotIssued,
    /// Nobody noted that the voter got this paper.
    PaperNotHandedOver,
    /// It came back already.
    PaperReturned,
    /// One person may not do both.
    PaperSameHand,
    /// More papers have to be printed.
    PapersOut,
    /// No paper came back.
    NoPapers,
    /// The papers are being counted, or are.
    PapersCounted,
    /// Two tellers have not sealed the sheet yet.
    PapersNotAgreed,
    /// The teller has entered a tally in this round.
    TallyGiven,
    /// The sheet that was signed by hand was not scanned.
    ScanMissing,
}

/// A field that does not fit, with words of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unfit {
    /// JSON pointer (RFC 6901) into the body.
    pub(crate) pointer: String,
    /// Stable, for programs.
    pub(crate) code: &'static str,
    /// Chinese and English.
    pub(crate) words: [String; 2],
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldFault {
    /// Nothing in it.
    Empty,
    /// Too short.
    Short,
    /// Too long.
    Long,
    /// More than there can be.
    Large,
    /// Characters that do not belong there.
    Characters,
    /// None of the known ones.
    Unknown,
    /// Too easy to guess.
    Easy,
    /// There already.
    Taken,
    /// A time that is over.
    Past,
}

impl FieldFault {
    /// Stable, for programs.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Short => "too_short",
            Self::Long => "too_long",
            Self::Large => "too_large",
            Self::Characters => "unusable_characters",
            Self::Unknown => "unknown",
            Self::Easy => "too_easy",
            Self::Taken => "taken",
            Self::Past => "past",
        }
    }
}
