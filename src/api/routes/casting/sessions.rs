//! From the slip to the token that a ballot is cast with.

use actix_web::post;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use zeroize::Zeroizing;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call, Failure};
use super::super::super::clock::rfc3339;
use super::super::super::page::At;
use super::super::super::problem::{Code, refusal_code};
use super::super::super::reply;
use super::InPoll;
use crate::crypto::proof::Proof;
use crate::election::rules::{Identification, Revote};
use crate::flows::Work;
use crate::flows::casting::session::{Claim, Recognised};
use crate::flows::casting::{self, factor, session};
use crate::flows::codes::Sent;
use crate::flows::log::level_word;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(ask_challenge).service(begin).service(send_code).service(confirm).service(renew);
}

/// A nonce for one proof of possession.
#[derive(Serialize, ToSchema)]
struct Challenge {
    /// 32 bytes in hexadecimal.
    nonce: String,
    /// From when on it is worth nothing.
    #[schema(format = DateTime)]
    expires_at: String,
}

/// Schnorr's proof, both numbers in decimal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Possession {
    /// `Hq("yepiao/session/v1|" ‖ origin ‖ "|" ‖ φ ‖ "|" ‖ credential ‖ "|" ‖ nonce ‖ "|" ‖ A)`.
    #[schema(max_length = 78)]
    challenge: String,
    /// `w − x·challenge`.
    #[schema(max_length = 78)]
    response: String,
}

/// A slip, and the proof that its credential is at hand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSession {
    /// The public credential.
    #[schema(max_length = 64)]
    credential: String,
    /// As it is printed; spaces, hyphens and small letters do no harm.
    #[schema(max_length = 64, example = "K7P4-92XD")]
    serial: String,
    #[schema(max_length = 64)]
    nonce: String,
    proof: Possession,
    /// What came with the credential of a slip that was sent by SMS: then the voter is recognised, and a token can be had at once.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 64, nullable = false)]
    release: Option<Zeroizing<String>>,
}

/// A session that waits for the second factor.
#[derive(Serialize, ToSchema)]
#[schema(as = CastSession)]
struct Session {
    /// Names the session from now on. A secret of the page.
    session: String,
    /// Four digits that a witness is told.
    pairing: String,
    /// What can prove the voter: `sms`, `witness`, `official`, `digits`.
    levels: Vec<&'static str>,
    /// When the session ends without a second factor.
    #[schema(format = DateTime)]
    expires_at: String,
    voter: SlipOf,
    /// The ballot of this voter that counts now; missing if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    counts: Option<CountsNow>,
    /// Whether a ballot can be replaced by another one: `no`, `once` or `until_close`.
    revote: &'static str,
    /// The problem's code with which a ballot would be refused now; missing if one would be taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "voted_already")]
    hindrance: Option<&'static str>,
}

/// Whose slip it is, as it stands on its paper.
#[derive(Serialize, ToSchema)]
struct SlipOf {
    building: String,
    stair: String,
    room: String,
    /// Masked.
    name: String,
    /// In 0.01 m², of all units together.
    area: i64,
}

/// A ballot that counts.
#[derive(Serialize, ToSchema)]
struct CountsNow {
    on_paper: bool,
    #[schema(format = DateTime)]
    at: String,
}

/// Which session.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TheSession {
    #[schema(value_type = String, max_length = 64)]
    pub(super) session: Zeroizing<String>,
}

/// A code is on its way.
#[derive(Serialize, ToSchema)]
#[schema(as = CastCodeSent)]
pub(super) struct CodeSent {
    /// To be handed back with the code.
    challenge: String,
    /// To which phone, masked.
    #[schema(example = "138****5678")]
    phone: String,
    #[schema(format = DateTime)]
    expires_at: String,
}

impl From<(Sent, String)> for CodeSent {
    fn from((sent, phone): (Sent, String)) -> Self {
        Self { challenge: sent.challenge.to_string(), phone, expires_at: rfc3339(sent.expires_at) }
    }
}

/// What proves the voter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SecondFactor {
    #[schema(value_type = String, max_length = 64)]
    session: Zeroizing<String>,
    /// `sms`: the code, with the challenge that came when it was sent; `digits`: the last four characters of the ID number.
    level: Level,
    /// Only for `sms`.
    #[serde(default)]
    #[schema(max_length = 64)]
    challenge: String,
    /// What the voter typed.
    #[schema(value_type = String, max_length = 64)]
    typed: Zeroizing<String>,
}

/// A level that is proved by typing something.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Level {
    Sms,
    Digits,
}

/// A fresh proof for a session in which the voter was recognised.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Renewal {
    #[schema(value_type = String, max_length = 64)]
    session: Zeroizing<String>,
    #[schema(max_length = 64)]
    credential: String,
    #[schema(max_length = 64)]
    nonce: String,
    proof: Possession,
}

/// A token for casting.
#[derive(Serialize, ToSchema)]
struct CastToken {
    /// For the header `Authorization: Bearer …` of a ballot.
    access_token: String,
    /// When it ends.
    #[schema(format = DateTime)]
    expires_at: String,
    /// What proved the voter.
    level: String,
    /// Until when it can be renewed by a fresh proof.
    #[schema(format = DateTime)]
    renewable_until: String,
}

fn claim(call: &Call, credential: &str, nonce: String, proof: &Possession) -> Result<Claim, Failure> {
    let credential = credential.parse().map_err(|_| Failure::Body("/credential".into()))?;
    let challenge = proof.challenge.parse().map_err(|_| Failure::Body("/proof/challenge".into()))?;
    let response = proof.response.parse().map_err(|_| Failure::Body("/proof/response".into()))?;
    let weborigin = call.service().web_origin().to_owned();
    Ok(Claim { weborigin, credential, nonce, proof: Proof { challenge, response } })
}

fn token(call: &Call, poll: &str, voter: Recognised) -> Answer {
    let now = call.service().now();
    let (level, until) = (voter.level.clone(), voter.until);
    let issued = call.service().tokens().issue_cast(poll, voter, now);
    let (access_token, ends) = issued.ok_or_else(|| call.problem(Code::Internal.into()))?;
    let body = CastToken { access_token, expires_at: rfc3339(ends), level, renewable_until: rfc3339(until) };
    Ok(reply::send(reply::json(200, &body).map_err(|failure| call.problem(failure))?))
}

/// A nonce, to be used once within two minutes.
#[utoipa::path(tag = "voting", security(()), params(InPoll),
    responses((status = 201, description = "A nonce", body = Challenge)))]
#[post("/api/v1/public/polls/{poll}/challenges")]
async fn ask_challenge(call: Call, path: At<InPoll>) -> Answer {
    let ready = call.casting_in(&path.poll).await?;
    call.visit(move |work| {
        let casting::Challenge { nonce, expires_at } = casting::challenge(work, ready.poll());
        reply::json(201, &Challenge { nonce, expires_at: rfc3339(expires_at) })
    })
    .await
}

/// Begins a session: slip, and the proof that its credential is at hand.
#[utoipa::path(tag = "voting", security(()), params(InPoll), request_body = NewSession,
    responses((status = 201, description = "Begun", body = Session)))]
#[post("/api/v1/public/polls/{poll}/cast-sessions")]
async fn begin(call: Call, path: At<InPoll>, body: Body<NewSession>) -> Answer {
    let NewSession { credential, serial, nonce, proof, release } = body.read().map_err(|failure| call.problem(failure))?;
    let claim = claim(&call, &credential, nonce, &proof).map_err(|failure| call.problem(failure))?;
    let ready = call.casting_in(&path.poll).await?;
    let beginning = move |work: &mut Work<'_>| {
        let release = release.as_ref().map(|release| release.as_str());
        Ok(session::begin(work, &ready, &claim, &serial, release)?)
    };
    let begun = call.anybody(beginning).await?;
    // Not everywhere is there a real-name service.
    let there = |level: &&Identification| **level != Identification::Official || call.service().identity().is_there();
    let levels = begun.levels.iter().filter(there).map(|level| level_word(*level));
    let body = Session {
        session: begun.secret.to_string(),
        pairing: begun.pairing,
        levels: levels.collect(),
        expires_at: rfc3339(begun.expires_at),
        voter: SlipOf {
            building: begun.voter.building,
            stair: begun.voter.stair,
            room: begun.voter.room,
            name: begun.voter.masked_name,
            area: begun.voter.area,
        },
        counts: begun.counts.map(|counts| CountsNow { on_paper: counts.on_paper, at: rfc3339(counts.at) }),
        revote: match begun.revote {
            Revote::No => "no",
            Revote::Once => "once",
            Revote::UntilClose => "until_close",
        },
        hindrance: begun.hindrance.map(refusal_code),
    };
    Ok(reply::send(reply::json(201, &body).map_err(|failure| call.problem(failure))?))
}

/// Sends a code to the phone on the roll.
#[utoipa::path(tag = "voting", security(()), params(InPoll), request_body = TheSession,
    responses((status = 201, description = "Sent", body = CodeSent)))]
#[post("/api/v1/public/polls/{poll}/cast-sessions/code")]
async fn send_code(call: Call, path: At<InPoll>, body: Body<TheSession>) -> Answer {
    let TheSession { session } = body.read().map_err(|failure| call.problem(failure))?;
    let ready = call.casting_in(&path.poll).await?;
    let sent = call.anybody(move |work| Ok(factor::send_code(work, &ready, &session)?)).await?;
    Ok(reply::send(reply::json(201, &CodeSent::from(sent)).map_err(|failure| call.problem(failure))?))
}

/// The second factor: a code, or where the rule set allows it the last digits of the ID number.
#[utoipa::path(tag = "voting", security(()), params(InPoll), request_body = SecondFactor,
    responses((status = 200, description = "Recognised", body = CastToken)))]
#[post("/api/v1/public/polls/{poll}/cast-sessions/confirm")]
async fn confirm(call: Call, path: At<InPoll>, body: Body<SecondFactor>) -> Answer {
    let SecondFactor { session, level, challenge, typed } = body.read().map_err(|failure| call.problem(failure))?;
    let ready = call.casting_in(&path.poll).await?;
    let poll = ready.poll().to_owned();
    let recognised = call.anybody(move |work| {
        Ok(match level {
            Level::Sms => factor::confirm_code(work, &ready, &session, (&challenge, &typed))?,
            Level::Digits => factor::confirm_digits(work, &ready, &session, &typed)?,
        })
    });
    let recognised = recognised.await?.map_err(|refusal| call.problem(refusal.into()))?;
    token(&call, &poll, recognised)
}

/// Another token, by a fresh proof of possession: also the first one, after a witness confirmed the session.
#[utoipa::path(tag = "voting", security(()), params(InPoll), request_body = Renewal,
    responses((status = 200, description = "Renewed", body = CastToken)))]
#[post("/api/v1/public/polls/{poll}/cast-sessions/token")]
async fn renew(call: Call, path: At<InPoll>, body: Body<Renewal>) -> Answer {
    let Renewal { session, credential, nonce, proof } = body.read().map_err(|failure| call.problem(failure))?;
    let claim = claim(&call, &credential, nonce, &proof).map_err(|failure| call.problem(failure))?;
    let ready = call.casting_in(&path.poll).await?;
    let poll = ready.poll().to_owned();
    let recognised = call.anybody(move |work| Ok(session::renew(work, &ready, &claim, &session)?)).await?;
    token(&call, &poll, recognised)
}
