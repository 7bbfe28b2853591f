//! Problems: RFC 9457 `application/problem+json`, from one table.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use super::edge;
use crate::election::intake;
use crate::election::outcome::Language;
use crate::election::poll::course;
use crate::flows::{FieldFault, Refusal, Unfit};

/// What went wrong, as far as the caller may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    /// A flow refused it.
    Refused(Refusal),
    /// Fields that a flow refused, each with words of its own.
    Unfit,
    NotSignedIn,
    NotFound,
    MethodNotAllowed,
    BadRequest,
    BadBody,
    NotJson,
    TooLarge,
    /// Its body did not arrive in time.
    TooSlow,
    BadCursor,
    BadKey,
    NoVersion,
    NoRefreshHeader,
    BadSignature,
    /// The bytes asked for are behind the end of a file.
    BeyondTheEnd {
        /// Of the file.
        length: u64,
    },
    TooMany,
    Busy,
    Internal,
}

/// A line of the table.
struct Row(u16, &'static str, &'static str, &'static str);

/// The table: status, code (stable, for programs), Chinese, English.
#[rustfmt::skip]
const fn row(code: Code) -> Row {
    match code {
        Code::NotSignedIn => Row(401, "not_signed_in", "请先登录", "Sign in first"),
        Code::NotFound => Row(404, "not_found", "没有这个内容，或者您无权查看", "It is not there, or not for you to see"),
        Code::MethodNotAllowed => Row(405, "method_not_allowed", "这里不能这样操作", "This cannot be done here"),
        Code::BadRequest => Row(400, "bad_request", "请求的写法不对", "The request is malformed"),
        Code::BadBody => Row(400, "bad_body", "提交的内容写法不对", "The content is malformed"),
        Code::NotJson => Row(415, "not_json", "提交的内容要用 JSON（application/json）", "The content has to be JSON (application/json)"),
        Code::TooSlow => Row(408, "too_slow", "内容没有收完，网络可能太慢；请再试一次", "The content did not arrive in time; try again"),
        Code::TooLarge => Row(413, "too_large", "提交的内容太大", "The content is too large"),
        Code::BadCursor => Row(400, "bad_page", "翻页的位置或条数不对", "The page's cursor or size is wrong"),
        Code::BadKey => Row(400, "bad_idempotency_key", "Idempotency-Key 要用 1 到 100 个可见的 ASCII 字符", "Idempotency-Key has to be 1 to 100 visible ASCII characters"),
        Code::NoVersion => Row(428, "version_required", "请先读取最新内容，再带上 If-Match 提交", "Read it first, then send If-Match with its ETag"),
        Code::NoRefreshHeader => Row(403, "header_required", "缺少请求头 Yepiao-Session: refresh", "The header Yepiao-Session: refresh is missing"),
        Code::BadSignature => Row(401, "bad_signature", "签名不对、太旧，或者没有签名", "The signature is missing, wrong or too old"),
        Code::BeyondTheEnd { .. } => Row(416, "range_beyond_end", "文件没有这么长", "The file is not that long"),
        Code::TooMany => Row(429, "too_many_requests", "操作太频繁，请稍后再试", "Too many requests; try again later"),
        Code::Busy => Row(503, "busy", "系统正忙，请稍后再试", "The service is busy; try again later"),
        Code::Internal => Row(500, "internal", "系统出错了，不是您的问题；请把编号告诉管理员", "The service failed, it is not your fault; tell the operator the number"),
        Code::Unfit => row(Code::Refused(Refusal::Field { field: "", why: FieldFault::Unknown })),
        Code::Refused(refusal) => match refusal {
            Refusal::Forbidden => Row(403, "forbidden", "您的角色不能这样操作", "Your role may not do this"),
            Refusal::Stale => Row(412, "stale", "别人刚刚修改过，请重新读取后再改", "Somebody else has just changed it; read it again"),
            Refusal::Field { .. } => Row(422, "field_invalid", "有一项填得不对", "A field is not right"),
            Refusal::SignInFailed => Row(401, "sign_in_failed", "登录名或密码不对", "Login or password is wrong"),
            Refusal::Locked { .. } => Row(429, "locked", "试的次数太多，请稍后再试", "Too many attempts; try again later"),
            Refusal::SessionEnded => Row(401, "session_ended", "登录已经失效，请重新登录", "The session has ended; sign in again"),
            Refusal::InvitationWorthless => Row(410, "invitation_worthless", "这个链接已经用过、撤回或者过期；请对方重新发一个", "This link was used, withdrawn or is too old; ask for another"),
            Refusal::InvitationOfOtherKind => Row(422, "invitation_of_other_kind", "这个链接不是这个用途", "This link is for something else"),
            Refusal::LoginTaken => Row(409, "login_taken", "这个登录名已经有人用", "Somebody else has this login"),
            Refusal::RoleHeld => Row(409, "role_held", "已经有这个角色", "The account has this role already"),
            Refusal::NotSuperior => Row(403, "not_superior", "您不能给予或收回这个角色", "You may not give or take this role"),
            Refusal::ConflictOfInterest => Row(422, "conflict_of_interest", "物业公司的人不能做计票人或三长", "Staff of the property company may not be teller or canvasser"),
            Refusal::LastChair => Row(409, "last_chair", "要先有新的组长", "There has to be another chair first"),
            Refusal::BuildingsForCanvassers => Row(422, "buildings_for_canvassers", "只有三长才分配楼栋", "Only canvassers have buildings"),
            Refusal::NoPhone => Row(409, "no_phone", "您的账号没有登记手机号", "Your account has no phone"),
            Refusal::RollFile(refusal) => match refusal {
                intake::Refusal::Empty => Row(422, "roll_file_empty", "这个文件是空的", "The file is empty"),
                intake::Refusal::Password => Row(422, "roll_file_password", "这个工作簿有密码；请打开它，去掉密码，再保存上传", "The workbook is protected by a password; open it, remove the password and save it again"),
                intake::Refusal::OldWorkbook => Row(422, "roll_file_xls", "这是旧的 .xls 格式；请打开它，另存为 .xlsx 再上传", "This is an old workbook (.xls); open it and save it as .xlsx"),
                intake::Refusal::OtherWorkbook => Row(422, "roll_file_other_workbook", "不认识这种表格（.xlsb、.ods 等）；请另存为 .xlsx 再上传", "A workbook of another format (.xlsb, .ods); open it and save it as .xlsx"),
                intake::Refusal::Unknown => Row(422, "roll_file_unknown", "这不是 .xlsx 也不是 .csv；请从表格软件另存为 .xlsx 再上传", "Neither .xlsx nor .csv; save it as .xlsx"),
                intake::Refusal::TooLarge(_) => Row(413, "roll_file_too_large", "文件太大，不像一份名册；请只留名册这张表再上传", "Too large for a roll; keep only the sheet with the roll"),
                intake::Refusal::Damaged => Row(422, "roll_file_damaged", "文件损坏；请打开它，重新保存，再上传", "The workbook is damaged; open it and save it again"),
                intake::Refusal::NoColumns => Row(422, "roll_file_no_columns", "找不到列名；至少要有房号、面积、权利人三列，可以用模板", "No line with column names found: at least room, area and owner; the template has them"),
            },
            Refusal::ImportEnded => Row(409, "import_ended", "这次导入已经结束，请重新上传", "This import has ended; upload the file again"),
            Refusal::TooManyImports => Row(409, "too_many_imports", "没处理完的导入太多，请先处理或丢弃几个", "Too many imports wait; take or discard some first"),
            Refusal::RowsWait => Row(409, "rows_wait", "还有行要人来处理，处理完才能收进名册", "Rows wait for a person; decide them first"),
            Refusal::RollMoved => Row(409, "roll_moved", "上传以后名册又改过（例如确认了业主登记），收进这份文件会把那些修改盖掉；请先看清最新版本", "The roll was changed after this file was uploaded (by a confirmed claim, say), and the file would undo that; look at the newest version first"),
            Refusal::RollEmpty => Row(409, "roll_empty", "没有一行可以收进名册", "No row can be taken"),
            Refusal::DecidesNothing => Row(422, "decides_nothing", "没有这一行，或者这一行没有可以这样处理的问题", "There is no such row, or nothing in it to be decided like this"),
            Refusal::RollContradicts => Row(409, "roll_contradicts", "这样改，名册会前后不一致：同一证件号码有两个姓名，或同一户的面积、用途不一样", "The roll would contradict itself: one ID number with two names, or one unit with two areas or uses"),
            Refusal::NoticeTooEarly => Row(409, "notice_too_early", "表决还没有走到这一步，这种公告还不能写", "The poll has not come to what this notice would say"),
            Refusal::NoticeFrozen => Row(409, "notice_frozen", "公告已经定稿，不能再改；有错请发更正公告", "The notice is frozen; mend a mistake by a correction"),
            Refusal::NoticeTwice => Row(409, "notice_twice", "一字不差的公告已经定稿，不用再定一次", "The very same notice is frozen already; there is no need for another"),
            Refusal::NoticeNotFrozen => Row(409, "notice_not_frozen", "公告定稿以后才能张贴", "Only a frozen notice can hang"),
            Refusal::NoSuchNotice => Row(422, "no_such_notice", "要更正的公告不是这次表决的，或者还没有定稿", "The notice to be corrected is none of this poll, or not frozen"),
            Refusal::CodeTooSoon { .. } => Row(429, "code_too_soon", "验证码刚刚发过，请稍等再要；收不到请联系工作人员", "A code was sent a moment ago; wait, or ask the staff"),
            Refusal::CodeSentTwice => Row(409, "code_sent_twice", "验证码已经发过两次；收不到请联系工作人员", "The code was sent twice; if none arrived, ask the staff"),
            Refusal::CodeWrong => Row(422, "code_wrong", "验证码不对，请看清楚再输一次", "That is not the code; look again"),
            Refusal::CodeWorthless => Row(410, "code_worthless", "这个验证码已经失效，请重新获取", "The code is no longer good; ask for another"),
            Refusal::VotingEnded => Row(409, "voting_ended", "投票已经截止", "The voting has ended"),
            Refusal::PollCancelled => Row(409, "poll_cancelled", "这次表决已经取消", "The poll was cancelled"),
            Refusal::VotingElsewhere => Row(409, "voting_elsewhere", "本地规定电子投票在官方平台进行；这里可以要纸质票", "By the local rules electronic votes are cast on the official platform; paper can be had here"),
            Refusal::VotedAlready => Row(409, "voted_already", "您已经投过票，按规则不能再投", "You have voted; the rules allow no more"),
            Refusal::BallotLogged => Row(409, "ballot_logged", "这张选票已经收到过", "This very ballot was received before"),
            Refusal::VotedOnPaper => Row(409, "voted_on_paper", "已经用纸质票投过，不能再投电子票", "There is a paper ballot already; no electronic one can be cast"),
            Refusal::VotedElectronically => Row(409, "voted_electronically", "已经有有效的电子票，这个信封不拆封", "There is an electronic ballot that counts; the envelope stays sealed"),
            Refusal::NothingToVoid => Row(409, "nothing_to_void", "没有这张选票，或者已经作废", "There is no such ballot, or it is void already"),
            Refusal::CannotExtend => Row(409, "cannot_extend", "不能这样延长投票", "The voting cannot be extended so"),
            Refusal::NotEndedYet => Row(409, "not_ended_yet", "投票还没有截止", "The voting has not ended yet"),
            Refusal::LogOrder => Row(409, "log_order", "表决还没有进行到这一步，或者已经过了", "The poll has not come to this yet, or is past it"),
            Refusal::NotInLog => Row(404, "not_in_log", "记录里没有这一条", "The log has no such entry"),
            Refusal::Restored => Row(503, "restored", "系统刚从备份恢复，还在核对，暂时不能投票；请稍后再试或用纸质票", "The service was restored from a copy and is being checked; try again later or vote on paper"),
            Refusal::NotOpenYet => Row(409, "not_open_yet", "投票还没有开始", "The voting has not begun"),
            Refusal::ChallengeWorthless => Row(410, "challenge_worthless", "等的时间太长，请重试", "That took too long; try again"),
            Refusal::NotProven => Row(403, "not_proven", "票单上的凭证不对；请重新扫描票单上的二维码", "The slip's credential does not fit; scan the slip's code again"),
            Refusal::SlipUnknown => Row(403, "slip_unknown", "票单编号不对；请核对票单上的编号", "The slip's number does not fit; look at the slip again"),
            Refusal::SlipVoid => Row(410, "slip_void", "这张票单已经换发，不能再用；请用新的票单，没有收到请联系工作人员", "This slip was replaced; use the new one, or ask the staff if none came"),
            Refusal::SlipNotSent => Row(403, "slip_not_sent", "没有用短信发过这个编号；请核对最新一条短信里的编号。有纸质票单的，请扫票单上的二维码", "No slip with this number was sent by SMS; look at the newest message again. Who has a printed slip scans its code"),
            Refusal::SlipSent => Row(409, "slip_sent", "这位业主的票单已经用短信发出，不再打印；要纸质票单，请先补发", "This voter's slip was sent by SMS and is not printed; to print one, issue another first"),
            Refusal::SlipNeedsPhone => Row(409, "slip_needs_phone", "名册冻结时没有这位业主的手机号，之后补的不能用来投票；请把票单打印出来寄去，或者用纸质票", "The frozen list has no phone of this voter, and one that was added since opens no vote; print the slip and post it, or give a paper ballot"),
            Refusal::SlipNeedsIdNumber => Row(409, "slip_needs_id_number", "名册上没有这位业主的证件号码，不能用短信发票单；请把票单打印出来寄去，或者用纸质票", "The roll has no ID number of this voter, so no slip is sent by SMS; print it and post it, or give a paper ballot"),
            Refusal::SlipTooLate => Row(409, "slip_too_late", "夜里不发短信，等到早上8点再发，投票已经截止；请把票单打印出来，或者用纸质票", "No SMS goes out at night, and at 08:00 the voting will have ended; print the slip, or give a paper ballot"),
            Refusal::SentByAuthority => Row(409, "sent_by_authority", "这次表决的凭证由凭证机构制作，本系统没有；请凭证机构把票单寄给外地业主", "An authority makes the credentials of this poll and the service has none; the authority sends slips to owners far away itself"),
            Refusal::LastFourWrong => Row(422, "last_four_wrong", "证件号码的最后四位不对，请看着证件再输一次", "These are not the last four characters of the ID number; look at the document and type them again"),
            Refusal::VoterHasNoPhone => Row(409, "voter_has_no_phone", "本次表决的名册上没有您的手机号；请工作人员看证件确认", "The roll of this poll has no phone of yours; a member of the staff can confirm you by your document"),
            Refusal::LevelNotAllowed => Row(409, "level_not_allowed", "本次表决不能用这种方式确认身份", "This poll does not take that as a proof of who you are"),
            Refusal::WitnessOnly => Row(409, "witness_only", "这位业主（单位、建设单位，或者名册上没有证件号码）要由工作人员当面核对证件", "For this owner (a company, the developer, or without an ID number on the roll) a member of the staff has to look at the documents"),
            Refusal::AnotherPerson => Row(403, "another_person", "刚才认证的姓名和证件，与名册上这张票单的业主不一致；请业主本人认证，或者请工作人员当面确认", "Name and document are not those of the owner on this slip; the owner has to do it, or a member of the staff confirms"),
            Refusal::RecognisedAlready => Row(409, "recognised_already", "身份已经确认，不用再认证", "You are confirmed already"),
            Refusal::ReferenceWorthless => Row(410, "reference_worthless", "这次认证已经过期，请回到投票页面重新开始", "This confirmation is too old; go back to the voting page and begin again"),
            Refusal::NotRecognised => Row(403, "not_recognised", "请先确认身份", "Confirm who you are first"),
            Refusal::CastSessionEnded => Row(401, "cast_session_ended", "等的时间太长，请重新扫描票单", "The session has ended; scan the slip again"),
            Refusal::SameHand => Row(403, "same_hand", "打印过票单，或者发放、送过这位业主票单的人不能确认其身份，请另一位工作人员来", "Whoever printed slips, or issued or delivered one of this voter, may not confirm them; ask another member of the staff"),
            Refusal::DeliveriesFull => Row(409, "deliveries_full", "这位业主的送达记录太多，不能再加", "There are too many records about this voter's slips; no more are taken"),
            Refusal::DeliveryTakenBack => Row(409, "delivery_taken_back", "这条送达记录已经撤回过", "This record was taken back already"),
            Refusal::NobodyWaits => Row(409, "nobody_waits", "没有人在用这张票单等待确认；请业主先扫描票单", "Nobody with this slip waits to be confirmed; the voter has to scan it first"),
            Refusal::BallotFalse => Row(422, "ballot_false", "选票没有通过核验，没有收下；请重新打开票单再投", "The ballot did not pass its checks and was not taken; open the slip again"),
            Refusal::BallotOfAnother => Row(403, "ballot_of_another", "这张选票不是您的票单做的", "The ballot was not made with your slip"),
            Refusal::CastInFlight => Row(409, "cast_in_flight", "您的选票正在处理，请稍等", "Your ballot is being taken; wait a moment"),
            Refusal::CheckpointFalse => Row(422, "checkpoint_false", "不是本系统签名的检查点", "Not a checkpoint that this service signed"),
            Refusal::CopyTooOld => Row(409, "copy_too_old", "备份比检查点旧，缺少已经确认的记录；请找更新的备份", "The copy is older than the checkpoint and lacks entries; find a newer one"),
            Refusal::CopyForked => Row(409, "copy_forked", "备份里的记录与检查点不一致", "The copy's log is another one than the checkpoint's"),
            Refusal::OpeningPrepared => Row(409, "opening_prepared", "开票前的材料已经定稿，不能再改", "The opening is prepared; what it binds stands"),
            Refusal::TrusteesBegan => Row(409, "trustees_began", "已经有受托人交了材料；要重新开始请写明", "Trustees have begun; say so if they shall begin anew"),
            Refusal::TrusteesMissing => Row(409, "trustees_missing", "计票受托人的钥匙还没有做齐", "The trustees have not made the key yet"),
            Refusal::TrusteeLinkWorthless => Row(410, "trustee_link_worthless", "这个受托人链接已经失效；请组长重新发一个", "This trustee's link is not good; ask the chair for another"),
            Refusal::NameTwice => Row(422, "name_twice", "姓名不能重复", "A name stands twice"),
            Refusal::Threshold => Row(422, "threshold", "开票人数要超过成员的一半、少于全部", "More than half of the members have to be needed, and not all"),
            Refusal::StepTooEarly => Row(409, "step_too_early", "还没有到这一轮，先等其他受托人", "This round has not come; others have to hand in first"),
            Refusal::MessageGiven => Row(409, "message_given", "这一轮已经交过另一份材料，不能再换", "Another message of this round was handed in; it stands"),
            Refusal::RecordNotReady => Row(404, "record_not_ready", "计票材料还没有整理好，请稍后再来", "What is to be checked and signed is not ready yet; come again later"),
            Refusal::TooFewSigned => Row(409, "too_few_signed", "签名的受托人还不够，现在不能开票", "Too few trustees have signed; nothing is decrypted yet"),
            Refusal::SharesComplete => Row(409, "shares_complete", "开票需要的材料已经齐了，不用再交", "Enough trustees have done their part; nothing more is needed"),
            Refusal::NotCounted => Row(404, "not_counted", "还没有计票结果", "There is no result yet"),
            Refusal::VotersFrozen => Row(409, "voters_frozen", "名册已经冻结", "The voters are frozen already"),
            Refusal::VotersNotFrozen => Row(409, "voters_not_frozen", "名册还没有为这次表决冻结", "The voters are not frozen yet"),
            Refusal::MadeByService => Row(409, "made_by_service", "这次表决的凭证由本系统制作", "The service makes the credentials of this poll"),
            Refusal::MadeByAuthority => Row(409, "made_by_authority", "这次表决的票单由凭证机构打印", "The authority that makes the credentials prints the slips"),
            Refusal::PointsMissing => Row(409, "points_missing", "还有业主没有凭证", "Voters have no credentials yet"),
            Refusal::TooManySlips => Row(409, "too_many_slips", "补发次数太多，请改用纸质票", "Too many slips were replaced; give a paper ballot"),
            Refusal::NoWebOrigin => Row(409, "no_web_origin", "本系统没有 https 公开网址，不能这样做", "The service has no public https address"),
            Refusal::ExtensionNotAllowed => Row(422, "extension_not_allowed", "规则不允许这样延期", "The rules allow no such extension"),
            Refusal::NotServing => Row(403, "not_serving", "您不是本次表决指定的人员，请组长先指定", "You were not named for this poll; ask the chair to name you"),
            Refusal::PaperUnknown => Row(404, "paper_unknown", "没有这个编号的纸质票；请核对信封上的编号", "No paper ballot has this number; look at the envelope again"),
            Refusal::PaperIssued => Row(409, "paper_issued", "已经发过纸质票；要补发请写明，旧的作废", "A paper ballot was given out already; say so if another is wanted, and the first is void"),
            Refusal::PaperNotIssued => Row(409, "paper_not_issued", "这张纸质票还没有登记发给谁", "Nobody was given this paper ballot"),
            Refusal::PaperNotHandedOver => Row(409, "paper_not_handed_over", "没有人登记过把这张纸质票交给业主；请送票的人先登记送达，再收票", "Nobody noted that the voter got this paper; whoever brought it notes that first"),
            Refusal::PaperReturned => Row(409, "paper_returned", "这张纸质票已经收回登记过", "This paper ballot came back already"),
            Refusal::PaperSameHand => Row(403, "paper_same_hand", "这一步要另一个人做：发票和收票、扫描和确认不能是同一个人", "Another person has to do this: one hands out and another takes in, one scans and another confirms"),
            Refusal::PapersOut => Row(409, "papers_out", "印好的纸质票不够，请先加印", "Not enough paper ballots were printed; print more first"),
            Refusal::NoPapers => Row(409, "no_papers", "没有收回纸质票，不用计票", "No paper ballot came back; there is nothing to count"),
            Refusal::PapersCounted => Row(409, "papers_counted", "纸质票已经开始计票或者计完，不能再改", "The paper ballots are being counted or are counted; nothing changes any more"),
            Refusal::PapersNotAgreed => Row(409, "papers_not_agreed", "纸质票还没有计完：要两名计票人结果一致并确认签字的计票单", "The paper ballots are not counted yet: two tellers have to agree and to confirm the signed sheet"),
            Refusal::TallyGiven => Row(409, "tally_given", "您这一轮已经录过，请等另一名计票人", "You have entered your count; another teller has to enter theirs"),
            Refusal::ScanMissing => Row(409, "scan_missing", "还没有上传签过字的计票单", "The signed sheet was not scanned yet"),
            Refusal::KeyReused => Row(422, "idempotency_key_reused", "这个 Idempotency-Key 已经用于别的请求", "This Idempotency-Key was used for another request"),
            Refusal::CandidatesChanged => Row(409, "candidates_changed", "公示之后候选人有变动，请审查完毕并重新公示", "The candidates have changed since they were published: finish the reviews and publish them again"),
            Refusal::NominationUnknown => Row(404, "nomination_unknown", "没有这份报名，或者报名凭证不对", "There is no such nomination, or its secret is wrong"),
            Refusal::NominationClosed => Row(409, "nomination_closed", "现在不能报名或修改报名", "Nominations are neither made nor changed now"),
            Refusal::NominatedAlready => Row(409, "nominated_already", "已经报过名", "This person is nominated already"),
            Refusal::NominationWithdrawn => Row(409, "nomination_withdrawn", "这份报名已经撤回", "This nomination was withdrawn"),
            Refusal::NoConsent => Row(409, "no_consent", "被推荐人还没有同意", "The nominee has not agreed yet"),
            Refusal::NotIdentified => Row(409, "not_identified", "还没有核对本人身份：要短信验证码，或者两名工作人员看过证件", "Nobody has checked who it is: by a code, or two people of the staff with a document"),
            Refusal::NomineeOnly => Row(409, "nominee_only", "只有本人可以撤回", "Only the nominee can withdraw"),
            Refusal::Stands(conflict) => { let [chinese, english] = conflict.words(); Row(409, conflict.code(), chinese, english) }
            Refusal::Recommenders => Row(422, "recommenders", "推荐人要在公示的名册上，每人一次", "Recommenders have to be on the published roll, each once"),
            Refusal::Review(refusal) => { let [chinese, english] = refusal.words(); Row(409, refusal.code(), chinese, english) }
            Refusal::OrderInDoubt => Row(409, "order_in_doubt", "有的姓名按笔画分不出先后，请写明顺序和理由，或者抽签", "The rule does not tell some names apart: say their order and why, or draw"),
            Refusal::OrderWrong => Row(422, "order_wrong", "顺序里要每人一次，只有分不出先后的人可以调换", "The order has to have everybody once, and moves only those in doubt"),
            Refusal::DrawMissing => Row(409, "draw_missing", "还没有抽签，或者抽签以后多了候选人", "There is no lot yet, or there are more candidates since"),
            Refusal::DrawTooEarly => Row(409, "draw_too_early", "种子公布的时间还没有到", "The seed cannot be known yet"),
            Refusal::DrawnAlready => Row(409, "drawn_already", "这些候选人已经公告过抽签，不能重抽", "A lot was announced for these candidates; it is not drawn again"),
            Refusal::DrawUnusable => Row(409, "draw_unusable", "有的姓名或种子里有不能照抄的字符", "A name or the seed has characters that cannot be typed again"),
            Refusal::ClaimUnknown => Row(404, "claim_unknown", "没有这个登记，或者登记凭证不对", "There is no such registration, or its secret is wrong"),
            Refusal::ClaimDecided => Row(409, "claim_decided", "这个登记已经处理或者撤回", "This registration was decided or taken back"),
            Refusal::ClaimsFull => Row(409, "claims_full", "等待处理的登记太多，请直接联系筹备组", "Too many registrations wait; turn to the preparatory group"),
            Refusal::FileKind => Row(415, "file_kind", "只收 JPG、PNG、WebP 照片；证明材料也可以用 PDF", "Only photos (JPEG, PNG, WebP) are taken; papers may be PDF"),
            Refusal::FileUnreadable => Row(422, "file_unreadable", "这张照片打不开，请重新拍一张", "This picture cannot be read; take it again"),
            Refusal::PictureTooLarge => Row(422, "picture_too_large", "这张照片太大，最多 4000 万像素", "This picture is too large: at most 40 million pixels"),
            Refusal::FilesFull => Row(409, "files_full", "文件已经够多，请先删掉一个", "There are enough files; remove one first"),
            Refusal::NothingToElect => Row(409, "nothing_to_elect", "议题里没有选举", "No item elects anybody"),
            Refusal::NoTie => Row(409, "no_tie", "没有因得票相同而待定的席位", "No equal votes leave a seat open"),
            Refusal::TieByLot => Row(409, "tie_by_lot", "按规则，得票相同由抽签决定，不再次表决", "By the rules a lot decides equal votes, not another poll"),
            Refusal::TieByRevote => Row(409, "tie_by_revote", "按规则，得票相同再次表决，不抽签", "By the rules the owners vote again between equal votes; no lot is drawn"),
            Refusal::RevoteBegun => Row(409, "revote_begun", "再次表决已经建立", "The poll that decides the equal votes was begun already"),
            Refusal::RevoteFixed => Row(409, "revote_fixed", "再次表决只能在得票相同的候选人中进行，席位不能改", "A re-vote is among the tied for the open seats and asks nothing else"),
            Refusal::OnlyTheTied => Row(409, "only_the_tied", "再次表决只在得票相同的候选人中进行，不再报名", "A re-vote is among the tied; nobody else is nominated"),
            Refusal::NoRoll => Row(409, "no_roll", "还没有名册，请先导入", "There is no roll yet; import one first"),
            Refusal::NothingAsked => Row(409, "nothing_asked", "还没有议题", "There are no items yet"),
            Refusal::PackageUnsound => Row(409, "package_unsound", "议题或候选人里有不能印上选票的内容，请检查后再公告", "Something among items or candidates cannot be printed on a ballot"),
            Refusal::NotSmall => Row(409, "not_small", "名册的户数超过了规则允许少设委员的上限", "The roll has more households than the rules allow for so few seats"),
            Refusal::RollCountsOtherwise => Row(409, "roll_counts_otherwise", "这一版名册的车位计算方式与本次表决的规则不同，请按规则重新导入", "This version of the roll counts parking otherwise than the poll's rules; take it again by the rules"),
            Refusal::OverlapsUndecided => Row(409, "overlaps_undecided", "有的权利人部分重合，还没有人核对并写明理由", "Some voters share right holders, and nobody recorded yet why they are two"),
            Refusal::CandidateServes => Row(422, "candidate_serves", "本次表决的候选人不能做计票人或三长", "Whoever stands in this poll may not be its teller or canvasser"),
            Refusal::NotPublished => Row(409, "not_published", "这一项还没有公示", "It is not published yet"),
            Refusal::ObjectionsOver => Row(409, "objections_over", "异议期已过", "It is too late to object"),
            Refusal::TooManyObjections => Row(429, "too_many_objections", "待答复的异议太多，请直接联系筹备组", "Too many objections wait for an answer; please see the preparatory group"),
            Refusal::RollTakenDown => Row(410, "roll_taken_down", "名册公示期已满，名册不再公开展示", "The publication of the roll is over; it is not shown any more"),
            Refusal::ParticipantsTakenDown => Row(410, "participants_taken_down", "结果公示期已满，参加名单不再公开展示", "The publication of the result is over; the list of those who took part is not shown any more"),
            Refusal::Course(refusal) => Row(course_status(refusal), refusal.code(), "这一步现在还不能做", "This step cannot be taken now"),
        },
    }
}

/// What a refusal says: its code, Chinese, English.
pub(super) fn says(refusal: Refusal) -> (&'static str, [String; 2]) {
    let Row(_, code, chinese, english) = row(Code::Refused(refusal));
    match refusal {
        Refusal::Course(refusal) => (code, [refusal.words(Language::Chinese), refusal.words(Language::English)]),
        _ => (code, [chinese.to_owned(), english.to_owned()]),
    }
}

/// What a poll refuses because of where it stands is a conflict; what is wrong with the request itself is not.
const fn course_status(refusal: course::Refusal) -> u16 {
    use course::Refusal as R;
    match refusal {
        R::WrongRole => 403,
        R::ReasonMissing | R::Reason(_) | R::EndsBeforeBeginning | R::VoteWindow { .. } | R::ExtensionTooLong => 422,
        _ => 409,
    }
}

/// A problem on its way out.
#[derive(Debug)]
pub(super) struct Problem {
    code: Code,
    /// Where in the body.
    pointer: Option<Box<str>>,
    unfit: Vec<Unfit>,
    chinese: bool,
    request: Box<str>,
    now: i64,
    allow: Option<Box<str>>,
}

/// The body of every answer that is not a success (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemBody {
    /// A URI of this kind of problem, relative to the service.
    #[serde(rename = "type")]
    kind: String,
    /// HTTP's status again.
    status: u16,
    /// Stable; the pages translate it.
    code: &'static str,
    /// For people, in the language of Accept-Language: Chinese, or English where it begins with en.
    title: &'static str,
    /// More about it, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    detail: Option<String>,
    /// The request's number, to be told to the operator.
    instance: String,
    /// Which fields are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
}

/// A field that is wrong.
#[derive(Serialize, ToSchema)]
pub(super) struct FieldProblem {
    /// JSON pointer (RFC 6901) into the body.
    pointer: String,
    /// Stable.
    code: &'static str,
    /// What is wrong, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    detail: Option<String>,
}

impl Problem {
    /// For a request.
    pub(super) fn new(request: &HttpRequest, code: Code) -> Self {
        let language = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let chinese = !language.trim_start().to_ascii_lowercase().starts_with("en");
        Self { code, pointer: None, unfit: Vec::new(), chinese, request: edge::request_id(request).into(), now: 0, allow: None }
    }

    /// Where in the body.
    pub(super) fn at(self, pointer: Option<String>) -> Self {
        Self { pointer: pointer.map(String::into_boxed_str), ..self }
    }

    /// Which fields a flow refused.
    pub(super) fn with_unfit(self, unfit: Vec<Unfit>) -> Self {
        Self { unfit, ..self }
    }

    /// When it is now, for `Retry-After`.
    pub(super) fn at_time(self, now: i64) -> Self {
        Self { now, ..self }
    }

    /// What can be done instead (`Allow`).
    pub(super) fn allowing(self, methods: String) -> Self {
        Self { allow: Some(methods.into()), ..self }
    }

    fn field(&self, unfit: &Unfit) -> FieldProblem {
        let [chinese, english] = &unfit.words;
        let detail = if self.chinese { chinese } else { english };
        FieldProblem { pointer: unfit.pointer.clone(), code: unfit.code, detail: Some(detail.clone()) }
    }

    fn retry_after(&self) -> Option<u64> {
        match self.code {
            Code::TooMany => Some(10),
            Code::Busy => Some(2),
            Code::Refused(Refusal::Locked { until } | Refusal::CodeTooSoon { until }) => {
                let millis = u64::try_from(until.saturating_sub(self.now)).unwrap_or(0);
                Some(millis.div_ceil(1000).max(1))
            }
            _ => None,
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(row(self.code).1)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(row(self.code).0).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let Row(status, code, chinese, english) = row(self.code);
        let errors = match (self.code, &self.pointer) {
            (Code::Refused(Refusal::Field { field, why }), _) => {
                vec![FieldProblem { pointer: format!("/{field}"), code: why.code(), detail: None }]
            }
            (_, Some(pointer)) => vec![FieldProblem { pointer: pointer.to_string(), code: "malformed", detail: None }],
            (_, None) => self.unfit.iter().map(|unfit| self.field(unfit)).collect(),
        };
        let language = if self.chinese { Language::Chinese } else { Language::English };
        let detail = match self.code {
            Code::Refused(Refusal::Course(refusal)) => Some(refusal.words(language)),
            _ => None,
        };
        let body = ProblemBody {
            kind: format!("/problems/{code}"),
            status,
            code,
            title: if self.chinese { chinese } else { english },
            detail,
            instance: format!("urn:uuid:{}", self.request),
            errors,
        };
        let mut response = HttpResponseBuilder::new(self.status_code());
        if let Some(seconds) = self.retry_after() {
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if status == 401 {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        if let Code::BeyondTheEnd { length } = self.code {
            response.insert_header((header::CONTENT_RANGE, format!("bytes */{length}")));
        }
        if let Some(methods) = &self.allow {
            response.insert_header((header::ALLOW, &**methods));
        }
        response.insert_header((header::CONTENT_LANGUAGE, if self.chinese { "zh-CN" } else { "en" }));
        response.insert_header((header::CONTENT_TYPE, "application/problem+json"));
        response.body(serde_json::to_string(&body).unwrap_or_default())
    }
}

/// A refusal in both languages, for the operator's terminal.
pub(super) fn refusal_words(refusal: Refusal) -> String {
    let Row(_, _, chinese, english) = row(Code::Refused(refusal));
    format!("{chinese} / {english}")
}

/// The stable code of a refusal, for what nobody asked for.
pub(super) const fn refusal_code(refusal: Refusal) -> &'static str {
    row(Code::Refused(refusal)).1
}

/// Headers that say how to take any answer. `pages` may load what they need from here; answers of the API load nothing.
pub(super) fn protect(headers: &mut HeaderMap, https: bool) {
    let mut set = |name: &'static str, value: &'static str| {
        let name = header::HeaderName::from_static(name);
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    set("content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "no-referrer");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    set("permissions-policy", "camera=(), geolocation=(), microphone=()");
    set("cache-control", "no-store");
    if https {
        set("strict-transport-security", "max-age=31536000");
    }
}
