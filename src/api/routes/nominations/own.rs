//! What a nominee does, without an account. Until a code was typed that went to the roll's phone, every answer is the same whether the
//! person is on the roll or not.

use actix_web::web::Payload;
use actix_web::{get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use zeroize::Zeroizing;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call, Failure};
use super::super::super::clock::rfc3339;
use super::super::super::page::At;
use super::super::super::reply;
use super::super::claims::Unit;
use super::super::polls::public::ThePoll;
use super::NominationMade;
use super::form::{FormTold, NominationForm, reasons};
use crate::flows::answers::Given;
use crate::flows::codes::Sent;
use crate::flows::files::Kind;
use crate::flows::nominations::{self, Claimed, Kept};
use crate::flows::polls::Poll;

/// Which nomination.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfNumber {
    /// The nomination's number, as it was told.
    number: String,
}

/// Who somebody says they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WhoNominates {
    unit: Unit,
    /// As on the roll.
    #[schema(value_type = String, min_length = 1, max_length = 60, example = "王小明")]
    name: Zeroizing<String>,
}

/// The same, for a second code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WhoAsksAgain {
    unit: Unit,
    /// As on the roll.
    #[schema(value_type = String, min_length = 1, max_length = 60, example = "王小明")]
    name: Zeroizing<String>,
    /// What came with the first code.
    #[schema(value_type = String, max_length = 100)]
    challenge: Zeroizing<String>,
}

/// A code is on its way, if the roll has a phone for this person. It says neither that it has nor that it has not.
#[derive(Serialize, ToSchema)]
struct CodeSent {
    /// Handed back with the code.
    #[schema(value_type = String)]
    challenge: Zeroizing<String>,
    #[schema(format = DateTime)]
    expires_at: String,
    /// When it can be sent again, once.
    #[schema(format = DateTime)]
    again_at: String,
}

impl From<Sent> for CodeSent {
    fn from(sent: Sent) -> Self {
        Self { challenge: sent.challenge, expires_at: rfc3339(sent.expires_at), again_at: rfc3339(sent.again_at) }
    }
}

/// 自荐.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SelfNomination {
    unit: Unit,
    /// As on the roll.
    #[schema(value_type = String, min_length = 1, max_length = 60, example = "王小明")]
    name: Zeroizing<String>,
    /// What came when the code was asked for.
    #[schema(value_type = String, max_length = 100)]
    challenge: Zeroizing<String>,
    /// The six digits.
    #[schema(value_type = String, max_length = 20)]
    code: Zeroizing<String>,
    form: NominationForm,
}

/// Consent to a recommendation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Consent {
    /// What came when the code was asked for.
    #[schema(value_type = String, max_length = 100)]
    challenge: Zeroizing<String>,
    /// The six digits.
    #[schema(value_type = String, max_length = 20)]
    code: Zeroizing<String>,
    form: NominationForm,
}

/// A nomination as its nominee sees it.
#[derive(Serialize, ToSchema)]
struct OwnNomination {
    number: String,
    /// The poll's id.
    poll: String,
    /// `awaits_consent`, `in_review`, `accepted`, `rejected` or `withdrawn`.
    standing: String,
    /// Missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    form: Option<FormTold>,
    /// Why it was rejected: `not_an_owner`, `no_full_capacity`, `serves_property_company`, `owes_property_fee`,
    /// `owes_maintenance_fund`, `illegal_building`, `dishonest_or_convicted`, `untrue_statement`, `conflict_of_office`,
    /// `objection_upheld` or `local_rule`.
    reasons: Vec<String>,
    /// It was withdrawn after the announcement: the name stays on the ballot, and the notice board says so.
    stays_on_ballot: bool,
    /// For If-Match, in quotation marks.
    version: i64,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(ask).service(ask_again).service(nominate).service(show).service(amend).service(photo).service(withdraw);
    config.service(ask_consent).service(agree);
}

fn secret(call: &Call) -> Zeroizing<String> {
    Zeroizing::new(call.header("yepiao-secret").unwrap_or("").to_owned())
}

fn shown(kept: Kept, poll: &Poll) -> Result<Given, Failure> {
    let nomination = kept.content.as_ref().map(|content| &content.nomination);
    let rejected = nomination.filter(|_| kept.row.standing == "rejected");
    let own = OwnNomination {
        poll: poll.row.id.clone(),
        form: nomination.map(|nomination| nomination.form().into()),
        reasons: rejected.map(reasons).unwrap_or_default(),
        stays_on_ballot: nomination
            .and_then(crate::election::poll::nomination::Nomination::withdrawn)
            .is_some_and(|known| known.stays_on_ballot),
        version: kept.row.version,
        number: kept.row.number,
        standing: kept.row.standing,
    };
    Ok(reply::versioned(reply::json(200, &own)?, kept.row.version))
}

/// Asks for a code to nominate oneself. It goes to the phone that the roll has for this person, if it has one; the answer is the
/// same in any case.
#[utoipa::path(tag = "nominations", security(()), params(ThePoll), request_body = WhoNominates,
    responses((status = 202, description = "How to use the code", body = CodeSent)))]
#[post("/api/v1/public/polls/{poll}/nominations/code")]
async fn ask(call: Call, path: At<ThePoll>, body: Body<WhoNominates>) -> Answer {
    call.attempt()?;
    call.submit(&body.clone(), move |work| {
        let WhoNominates { unit, name } = body.read()?;
        let sent = nominations::ask(work, &path.poll, &Claimed { unit: unit.into(), name })?;
        Ok(Ok(reply::json(202, &CodeSent::from(sent))?))
    })
    .await
}

/// Asks for the code once more, after a minute.
#[utoipa::path(tag = "nominations", security(()), params(ThePoll), request_body = WhoAsksAgain,
    responses((status = 202, description = "How to use the code", body = CodeSent)))]
#[post("/api/v1/public/polls/{poll}/nominations/code/again")]
async fn ask_again(call: Call, path: At<ThePoll>, body: Body<WhoAsksAgain>) -> Answer {
    call.attempt()?;
    call.submit(&body.clone(), move |work| {
        let WhoAsksAgain { unit, name, challenge } = body.read()?;
        let claimed = Claimed { unit: unit.into(), name };
        let sent = nominations::ask_again(work, &path.poll, &claimed, &challenge)?;
        Ok(Ok(reply::json(202, &CodeSent::from(sent))?))
    })
    .await
}

/// 自荐: an owner on the roll puts themselves forward. What the form lacks is said before the code is looked at.
#[utoipa::path(tag = "nominations", security(()), params(ThePoll), request_body = SelfNomination,
    responses((status = 201, description = "How to come back to it", body = NominationMade)))]
#[post("/api/v1/public/polls/{poll}/nominations")]
async fn nominate(call: Call, path: At<ThePoll>, body: Body<SelfNomination>) -> Answer {
    call.attempt()?;
    // Kept for whoever asks again: the secret in a lost answer is the only way back to the nomination.
    call.submit(&body.clone(), move |work| {
        let SelfNomination { unit, name, challenge, code, form } = body.read()?;
        let (claimed, told) = (Claimed { unit: unit.into(), name }, form.into());
        let made = nominations::nominate(work, &path.poll, &claimed, (&challenge, &code), &told)?;
        made.map_or_else(|refusal| Ok(Err(refusal)), |made| Ok(Ok(reply::json(201, &NominationMade::from(made))?)))
    })
    .await
}

/// What became of a nomination, for its nominee.
#[utoipa::path(tag = "nominations", security(()),
    params(OfNumber, ("Yepiao-Secret" = String, Header, description = "The nomination's secret")),
    responses((status = 200, description = "Where it stands", body = OwnNomination, headers(("ETag" = String)))))]
#[get("/api/v1/public/nominations/{number}")]
async fn show(call: Call, path: At<OfNumber>) -> Answer {
    call.attempt()?;
    let secret = secret(&call);
    let given = call.anybody_reads(move |work| {
        let (kept, poll) = nominations::held(work, &path.number, &secret)?;
        shown(kept, &poll)
    });
    call.answer(Ok(given.await?))
}

/// The nominee changes the form, until the meeting is announced. It is reviewed from the beginning; if it was published, it is
/// published again for the whole period.
#[utoipa::path(tag = "nominations", security(()),
    params(OfNumber, ("Yepiao-Secret" = String, Header, description = "The nomination's secret"),
        ("If-Match" = String, Header, description = "The version last read, in quotation marks")),
    request_body = NominationForm,
    responses((status = 200, description = "Changed", body = OwnNomination, headers(("ETag" = String)))))]
#[put("/api/v1/public/nominations/{number}")]
async fn amend(call: Call, path: At<OfNumber>, body: Body<NominationForm>) -> Answer {
    call.attempt()?;
    let (secret, version) = (secret(&call), call.version());
    let given = call.anybody(move |work| {
        nominations::held(work, &path.number, &secret)?;
        let (version, told) = (version?, body.read()?.into());
        let (kept, poll) = nominations::amend(work, (&path.number, &secret), version, &told)?;
        shown(kept, &poll)
    });
    call.answer(Ok(given.await?))
}

/// The nominee's photo (JPEG, PNG, WebP): the body is the file, of at most 10 MiB. It is part of what is reviewed, and is kept without
/// where and with what it was taken.
#[utoipa::path(tag = "nominations", security(()),
    params(OfNumber, ("Yepiao-Secret" = String, Header, description = "The nomination's secret")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The photo"),
    responses((status = 200, description = "Changed", body = OwnNomination, headers(("ETag" = String)))))]
#[post("/api/v1/public/nominations/{number}/photo")]
async fn photo(call: Call, path: At<OfNumber>, payload: Payload) -> Answer {
    call.attempt()?;
    let secret = secret(&call);
    let (number, asked) = (path.number.clone(), secret.clone());
    call.anybody_reads(move |work| Ok(nominations::held(work, &number, &asked).map(drop)?)).await?;
    let clean = call.receive(payload, Kind::Nomination).await?;
    let given = call.anybody(move |work| {
        let (kept, poll) = nominations::photo(work, &path.number, &secret, &clean)?;
        shown(kept, &poll)
    });
    call.answer(Ok(given.await?))
}

/// The nominee withdraws. Before anything was published, what was told is erased at once; after the announcement the name stays on
/// the ballot.
#[utoipa::path(tag = "nominations", security(()),
    params(OfNumber, ("Yepiao-Secret" = String, Header, description = "The nomination's secret")),
    responses((status = 204, description = "Withdrawn")))]
#[post("/api/v1/public/nominations/{number}/withdraw")]
async fn withdraw(call: Call, path: At<OfNumber>) -> Answer {
    call.attempt()?;
    let secret = secret(&call);
    call.anybody(move |work| Ok(nominations::withdraw(work, &path.number, &secret)?)).await?;
    Ok(reply::send(reply::nothing()))
}

/// Asks for a code to agree to a recommendation. It goes to the phone that the roll has for the nominee.
#[utoipa::path(tag = "nominations", security(()),
    params(OfNumber, ("Yepiao-Secret" = String, Header, description = "The secret that came with the recommendation")),
    responses((status = 202, description = "How to use the code", body = CodeSent)))]
#[post("/api/v1/public/nominations/{number}/consent/code")]
async fn ask_consent(call: Call, path: At<OfNumber>) -> Answer {
    call.attempt()?;
    let secret = secret(&call);
    let sent = call.anybody(move |work| Ok(nominations::ask_consent(work, &path.number, &secret)?)).await?;
    call.answer(reply::json(202, &CodeSent::from(sent)))
}

/// The nominee agrees to a recommendation and completes the form. From now on another secret opens the nomination, which whoever recommended
/// has not seen.
#[utoipa::path(tag = "nominations", security(()),
    params(OfNumber, ("Yepiao-Secret" = String, Header, description = "The secret that came with the recommendation")),
    request_body = Consent,
    responses((status = 200, description = "How to come back to it", body = NominationMade)))]
#[post("/api/v1/public/nominations/{number}/consent")]
async fn agree(call: Call, path: At<OfNumber>, body: Body<Consent>) -> Answer {
    call.attempt()?;
    let secret = secret(&call);
    call.submit(&body.clone(), move |work| {
        nominations::held(work, &path.number, &secret)?;
        let Consent { challenge, code, form } = body.read()?;
        let made = nominations::agree(work, (&path.number, &secret), (&challenge, &code), &form.into())?;
        made.map_or_else(|refusal| Ok(Err(refusal)), |made| Ok(Ok(reply::json(200, &NominationMade::from(made))?)))
    })
    .await
}
