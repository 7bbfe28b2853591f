//! Whoever is signed in.

use actix_web::{get, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use zeroize::Zeroizing;

use super::super::body::Body;
use super::super::call::{Answer, Call};
use super::super::reply;
use crate::flows::password::{self, Password};
use crate::flows::{access, me, session, sign_in};

/// The account and what it is where.
#[derive(Serialize, ToSchema)]
struct Me {
    /// The account's id.
    id: String,
    login: String,
    name: String,
    /// Runs the service.
    operator: bool,
    roles: Vec<Held>,
}

/// A role in a community.
#[derive(Serialize, ToSchema)]
struct Held {
    /// The community's id.
    community: String,
    role: String,
    /// What a canvasser is limited to.
    buildings: Vec<String>,
}

/// The password that was and the one that shall be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPassword {
    #[schema(value_type = String, format = Password, max_length = 1024)]
    old: Zeroizing<String>,
    #[schema(value_type = String, format = Password, min_length = 10, max_length = 128)]
    password: Zeroizing<String>,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(show).service(change_password);
}

/// Who is signed in.
#[utoipa::path(tag = "me", responses((status = 200, description = "The account", body = Me)))]
#[get("/api/v1/me")]
async fn show(call: Call) -> Answer {
    call.read(|work, who| {
        let (_, account) = access::signed_in(work, &who.session)?;
        let roles = me::roles(work, who)?;
        let roles = roles.into_iter().map(|held| Held { community: held.community, role: held.role, buildings: held.buildings });
        let me =
            Me { id: account.id, login: account.login, name: account.name, operator: account.operator, roles: roles.collect() };
        reply::json(200, &me)
    })
    .await
}

/// Another password. All other sessions of the account end.
#[utoipa::path(tag = "me", request_body = NewPassword, responses((status = 204, description = "Changed")))]
#[put("/api/v1/me/password")]
async fn change_password(call: Call, body: Body<NewPassword>) -> Answer {
    let account = call.somebody(|work, who| Ok(access::signed_in(work, &who.session)?.1)).await?;
    call.attempt()?;
    let NewPassword { old, password } = body.read().map_err(|failure| call.problem(failure))?;
    let new = Password::new(password);
    new.acceptable(&account.login).map_err(|refusal| call.problem(refusal.into()))?;
    let login = account.login.clone();
    let begun = call.anybody(move |work| Ok(sign_in::begin(work, &login)?)).await?;
    let phc = begun.phc.clone();
    let (fits, hash) = call
        .hashing(move |rng| {
            let fits = password::fits(&Password::new(old), phc.as_deref());
            let hash = if fits { password::hash(rng, &new)? } else { String::new() };
            Ok((fits, hash))
        })
        .await?;
    let done = call.somebody(move |work, who| Ok(session::change_password(work, who, &begun, fits, &hash)?)).await?;
    done.map_err(|refusal| call.problem(refusal.into()))?;
    Ok(reply::send(reply::nothing()))
}
