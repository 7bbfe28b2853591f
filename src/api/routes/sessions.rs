//! Signing in, continuing, signing out.
//!
//! The access token goes into memory of the page and the header `Authorization`; the refresh token is a cookie that no script sees
//! and that is sent to these routes only. So a foreign page can make a browser send the cookie at most to where a header is asked
//! for that a foreign page cannot set (CORS is closed), and SameSite=Strict forbids even that.

use actix_web::cookie::time::OffsetDateTime;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpResponse, delete, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use zeroize::Zeroizing;

use super::super::body::Body;
use super::super::call::{Answer, Call};
use super::super::clock::rfc3339;
use super::super::problem::Code;
use super::super::token::LIFETIME;
use crate::flows::password::{self, Password};
use crate::flows::session::{self, Issued};
use crate::flows::{Refusal, sign_in};

const COOKIE: &str = "yepiao_refresh";
const PATH: &str = "/api/v1/sessions";

/// Login and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignIn {
    /// Upper and lower case are the same.
    #[schema(value_type = String, max_length = 100)]
    login: Zeroizing<String>,
    #[schema(value_type = String, format = Password, max_length = 1024)]
    password: Zeroizing<String>,
}

/// A session that was opened or continued. The cookie for continuing it comes in Set-Cookie.
#[derive(Serialize, ToSchema)]
pub(super) struct Session {
    /// For the header `Authorization: Bearer …`.
    access_token: String,
    /// When the token ends.
    #[schema(format = DateTime)]
    expires_at: String,
    /// The account's id.
    account: String,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(open).service(refresh).service(close);
}

fn cookie(call: &Call, value: &str, expires_at: i64) -> Cookie<'static> {
    let until = OffsetDateTime::from_unix_timestamp(expires_at.div_euclid(1000)).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    Cookie::build(COOKIE, value.to_owned())
        .path(PATH)
        .http_only(true)
        .secure(call.service().is_https())
        .same_site(SameSite::Strict)
        .expires(until)
        .finish()
}

fn opened(call: &Call, issued: Issued) -> Answer {
    let now = call.service().now();
    let access_token = call.service().tokens().issue(&issued.account, &issued.session, now);
    let access_token = access_token.ok_or_else(|| call.problem(Code::Internal.into()))?;
    let expires_at = rfc3339(now.saturating_add(LIFETIME.saturating_mul(1000)));
    let body = Session { access_token, expires_at, account: issued.account };
    let cookie = cookie(call, &issued.refresh, issued.refresh_expires_at);
    Ok(HttpResponse::Created().cookie(cookie).json(body))
}

/// Signs in.
#[utoipa::path(tag = "sessions", security(()), request_body = SignIn,
    responses((status = 201, description = "Signed in", body = Session)))]
#[post("/api/v1/sessions")]
async fn open(call: Call, body: Body<SignIn>) -> Answer {
    call.attempt()?;
    let SignIn { login, password } = body.read().map_err(|failure| call.problem(failure))?;
    if login.chars().count() > 100 {
        return Err(call.problem(Refusal::SignInFailed.into()));
    }
    let begun = call.anybody(move |work| Ok(sign_in::begin(work, &login)?)).await?;
    let phc = begun.phc.clone();
    let fits = call.hashing(move |_| Ok(password::fits(&Password::new(password), phc.as_deref()))).await?;
    let issued = call.anybody(move |work| Ok(sign_in::finish(work, &begun, fits)?)).await?;
    opened(&call, issued.map_err(|refusal| call.problem(refusal.into()))?)
}

/// Continues the session of the cookie: a new access token, and a new cookie in place of the one used.
#[utoipa::path(tag = "sessions", security(()),
    params(("Yepiao-Session" = String, Header, description = "Always `refresh`: a header that a foreign page cannot send")),
    responses((status = 201, description = "Continued", body = Session)))]
#[post("/api/v1/sessions/refresh")]
async fn refresh(call: Call) -> Answer {
    if call.header("yepiao-session") != Some("refresh") {
        return Err(call.problem(Code::NoRefreshHeader.into()));
    }
    call.attempt()?;
    let Some(secret) = call.cookie(COOKIE) else { return Err(call.problem(Refusal::SessionEnded.into())) };
    let secret = Zeroizing::new(secret);
    let issued = call.anybody(move |work| Ok(session::refresh(work, &secret)?)).await?;
    opened(&call, issued.map_err(|refusal| call.problem(refusal.into()))?)
}

/// Signs out: the session's tokens are worth nothing from now on.
#[utoipa::path(tag = "sessions", responses((status = 204, description = "Signed out")))]
#[delete("/api/v1/sessions/current")]
async fn close(call: Call) -> Answer {
    call.somebody(|work, who| Ok(session::end(work, who)?)).await?;
    let mut gone = HttpResponse::NoContent();
    gone.cookie(cookie(&call, "", 0));
    Ok(gone.finish())
}
