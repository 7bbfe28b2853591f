//! The rules of a poll, each with where it comes from.

use actix_web::{get, put};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call, Failure};
use super::super::super::page::At;
use super::super::super::reply;
use super::public::ThePoll;
use super::{OfPoll, Poll, held, shown};
use crate::election::rules::{Adjustment, Basis, Cited, cited};
use crate::flows::roles::Right;
use crate::flows::{Error, Fault, access, polls};

/// The rule set of a poll.
#[derive(Serialize, ToSchema)]
struct PollRules {
    /// E.g. `jilin-changchun`.
    id: String,
    name: String,
    /// SHA-256 of `rules.toml`.
    digest: String,
    /// In the order of the text.
    rules: Vec<Rule>,
}

/// A rule.
#[derive(Serialize, ToSchema)]
struct Rule {
    /// E.g. `roll_publish_days`.
    key: String,
    /// What holds.
    #[schema(value_type = Value)]
    value: Value,
    /// `L`: read in the statute itself; `S`: from a secondary source; `A`: assumed.
    basis: String,
    /// Statute and article, local rule, or the reason of an assumption.
    source: String,
}

/// Variants of rules.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Variants {
    /// All that differ from the rules of the place; an empty list takes all variants back.
    #[schema(max_items = 100)]
    changes: Vec<Variant>,
}

/// Another value for a rule that the statute does not fix.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Variant {
    #[schema(max_length = 60, example = "roll_publish_days")]
    key: String,
    /// Of the rule's form; dates as texts.
    #[schema(value_type = Value)]
    value: Value,
    basis: VariantBasis,
    /// Where it comes from. It becomes public.
    #[schema(min_length = 1, max_length = 500, example = "某市业主大会规则 12")]
    source: String,
}

/// How sure a source is.
#[derive(Clone, Copy, Deserialize, ToSchema)]
enum VariantBasis {
    /// From a source: local rule, 议事规则.
    S,
    /// Assumed.
    A,
}

impl From<Variant> for Adjustment {
    fn from(variant: Variant) -> Self {
        let basis = match variant.basis {
            VariantBasis::S => Basis::S,
            VariantBasis::A => Basis::A,
        };
        Self { key: variant.key, value: variant.value, basis, source: variant.source }
    }
}

fn rules(poll: &polls::Poll) -> Result<PollRules, Failure> {
    let set = poll.rules.rules();
    let cited = cited(&poll.row.rules).ok_or(Error::Broken(Fault::Impossible("a poll without a sound rule set")))?;
    let rule = |rule: Cited| Rule { key: rule.key, value: rule.value, basis: rule.basis, source: rule.source };
    Ok(PollRules {
        id: set.id.clone(),
        name: set.name.clone(),
        digest: poll.rules.digest().to_string(),
        rules: cited.into_iter().map(rule).collect(),
    })
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(rules_shown).service(choose_rules).service(public_rules).service(rules_text);
}

/// The rules of a poll.
#[utoipa::path(tag = "polls", params(OfPoll), responses((status = 200, description = "Each with its source", body = PollRules)))]
#[get("/api/v1/communities/{community}/polls/{poll}/rules")]
async fn rules_shown(call: Call, path: At<OfPoll>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::See)?;
        reply::json(200, &rules(&polls::load(work, &within, &path.poll)?)?)
    })
    .await
}

/// Chooses variants of rules, before the roll is published. What the statute fixes is not to be chosen. For the chair.
#[utoipa::path(tag = "polls", params(OfPoll, ("If-Match" = String, Header, description = "The poll's ETag last read")),
    request_body = Variants,
    responses((status = 200, description = "Chosen", body = Poll, headers(("ETag" = String)))))]
#[put("/api/v1/communities/{community}/polls/{poll}/rules")]
async fn choose_rules(call: Call, path: At<OfPoll>, body: Body<Variants>) -> Answer {
    let version = call.version();
    call.write(&body.clone(), move |work, who| {
        let (within, mut poll) = held(work, who, &path, Right::Conduct, version)?;
        let chosen: Vec<Adjustment> = body.read()?.changes.into_iter().map(Adjustment::from).collect();
        polls::choose(work, &within, &mut poll, &chosen)?;
        shown(200, &poll)
    })
    .await
}

/// The rules of a poll, each with where it comes from.
#[utoipa::path(tag = "public", security(()), params(ThePoll),
    responses((status = 200, description = "Each with its source", body = PollRules, headers(("ETag" = String)))))]
#[get("/api/v1/public/polls/{poll}/rules")]
async fn public_rules(call: Call, path: At<ThePoll>) -> Answer {
    call.visit(move |work| {
        let (poll, _) = polls::public(work, &path.poll)?;
        Ok(reply::for_a_minute(reply::json(200, &rules(&poll)?)?))
    })
    .await
}

/// The exact text of `rules.toml`. Its SHA-256 stands in the package.
#[utoipa::path(tag = "public", security(()), params(ThePoll),
    responses((status = 200, description = "TOML", body = String, content_type = "application/toml", headers(("ETag" = String)))))]
#[get("/api/v1/public/polls/{poll}/rules.toml")]
async fn rules_text(call: Call, path: At<ThePoll>) -> Answer {
    call.visit(move |work| {
        let (poll, _) = polls::public(work, &path.poll)?;
        let given = reply::with(reply::raw(poll.row.rules), "Content-Type", "application/toml".into());
        Ok(reply::for_a_minute(given))
    })
    .await
}
