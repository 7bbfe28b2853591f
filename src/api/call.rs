//! One request at work: who asks, in which transaction, and what becomes of errors. Every handler goes through here.
//!
//! Order of judgement, the same for every route: signed in (401), a replay of the same Idempotency-Key, into the community (404),
//! the role (403), the version (428, 412), the body (400, 422). Nothing about a thing is told to whoever may not see it.

use std::future::{Ready, ready};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{self, Bytes};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;

use super::body::Body;
use super::cast_token::CastClaims;
use super::casting::Casting;
use super::picture::Pictures;
use super::problem::{Code, Problem};
use super::reply;
use super::service::Service;
use crate::flows::access::{self, Who};
use crate::flows::answers::{self, Asked, Given};
use crate::flows::casting;
use crate::flows::{Error, Fault, Refusal, Work, files};
use crate::store::{self, StoreError};

/// Why a handler gives no answer of its own.
#[derive(Debug)]
pub(super) enum Failure {
    /// A flow's.
    Flow(Error),
    /// The edge's.
    Code(Code),
    /// The body does not fit, at this JSON pointer.
    Body(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Flow(error)
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Self::Code(code)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Flow(error.into())
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Code(Code::Refused(refusal))
    }
}

/// What every handler ends in.
pub(super) type Answer = Result<HttpResponse, Problem>;

/// A request, taken apart as far as every route needs.
pub(super) struct Call {
    service: web::Data<Service>,
    request: HttpRequest,
    bearer: Option<String>,
    key: Result<Option<String>, Code>,
}

impl FromRequest for Call {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(service) = request.app_data::<web::Data<Service>>() else {
            return ready(Err(Problem::new(request, Code::Internal).into()));
        };
        let headers = request.headers();
        let bearer = one(headers, header::AUTHORIZATION.as_str()).and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
        });
        ready(Ok(Self { service: service.clone(), request: request.clone(), bearer, key: key(headers) }))
    }
}

/// A header that stands there once, in ASCII.
fn one<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name);
    let value = values.next()?;
    if values.next().is_some() {
        return None;
    }
    value.to_str().ok()
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Code> {
    if !headers.contains_key("idempotency-key") {
        return Ok(None);
    }
    let key = one(headers, "idempotency-key").ok_or(Code::BadKey)?;
    let fits = (1..=100).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    if fits { Ok(Some(key.to_owned())) } else { Err(Code::BadKey) }
}

/// Does it, unless the same was asked before: then the answer is the same.
fn once_asked(
    inner: &mut Work<'_>,
    asked: Option<&Asked>,
    work: impl FnOnce(&mut Work<'_>) -> Result<Traced, Failure>,
) -> Result<Traced, Failure> {
    let Some(asked) = asked else { return work(inner) };
    if let Some(given) = answers::before(inner, asked)? {
        return Ok(Ok(reply::with(given, "Idempotent-Replayed", "true".into())));
    }
    let given = work(inner);
    match &given {
        Ok(Ok(given)) => answers::keep(inner, asked, given)?,
        // Of two that ask at once with one key the second is refused what the first just did: it tries again, and finds the answer.
        refused if !broke(refused) && matches!(answers::before(inner, asked), Ok(Some(_))) => {
            return Err(StoreError::Conflict.into());
        }
        _ => {}
    }
    given
}

/// Whether the database failed, so that it cannot be asked any more in this transaction.
fn broke(given: &Result<Traced, Failure>) -> bool {
    matches!(given, Err(Failure::Flow(Error::Broken(_))))
}

/// An answer, or a refusal that leaves a trace: a wrong code is counted. A refusal is no answer to be kept: whoever mends what was
/// refused asks with the same key.
pub(super) type Traced = Result<Given, Refusal>;

/// How often a transaction is tried that lost against another one.
pub(super) const TRIES: u8 = 4;

/// Whether another one was in the way, so that trying again can help.
fn lost(failure: &Failure) -> bool {
    matches!(failure, Failure::Flow(error) if error.lost())
}

impl Call {
    /// The service.
    pub(super) fn service(&self) -> &Service {
        &self.service
    }

    /// What takes ballots.
    pub(super) fn casting(&self) -> Result<&Casting, Failure> {
        let casting = self.request.app_data::<web::Data<Casting>>();
        Ok(casting.map(web::Data::get_ref).ok_or(Code::Internal)?)
    }

    /// A poll that is open or was.
    pub(super) async fn casting_in(&self, poll: &str) -> Result<Arc<casting::Ready>, Problem> {
        let ready = match self.casting() {
            Ok(casting) => casting.ready(poll.to_owned()).await,
            Err(failure) => Err(failure),
        };
        ready.map_err(|failure| self.problem(failure))
    }

    /// Whose token it is, if it is a voter's in this poll.
    pub(super) fn voter(&self, poll: &str) -> Option<CastClaims> {
        self.service.tokens().read_cast(poll, self.bearer.as_deref()?, self.service.now())
    }

    /// The service, for use inside a transaction.
    pub(super) fn shared(&self) -> web::Data<Service> {
        self.service.clone()
    }

    /// The version in If-Match, which has to be there.
    pub(super) fn version(&self) -> Result<i64, Code> {
        let headers = self.request.headers();
        if !headers.contains_key(header::IF_MATCH) {
            return Err(Code::NoVersion);
        }
        let value = one(headers, header::IF_MATCH.as_str()).unwrap_or("");
        let number = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        number.and_then(|number| number.parse().ok()).ok_or(Code::Refused(Refusal::Stale))
    }

    /// Counts an attempt with a password or a link against the address.
    pub(super) fn attempt(&self) -> Result<(), Problem> {
        let allowed = self.address().is_none_or(|address| self.service.limits().attempt(address));
        if allowed { Ok(()) } else { Err(self.problem(Code::TooMany.into())) }
    }

    fn address(&self) -> Option<IpAddr> {
        super::edge::address(&self.request, self.service.proxies())
    }

    /// A header of the request.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        one(self.request.headers(), name)
    }

    /// Whether it is a `GET`: parts of a file are for nothing else (RFC 9110, 14.2).
    pub(super) fn gets(&self) -> bool {
        self.request.method() == Method::GET
    }

    /// A cookie of the request.
    pub(super) fn cookie(&self, name: &str) -> Option<String> {
        self.request.cookie(name).map(|cookie| cookie.value().to_owned())
    }

    /// Reads for somebody who is signed in.
    pub(super) async fn read<F>(self, work: F) -> Answer
    where
        F: Fn(&mut Work<'_>, &Who) -> Result<Given, Failure> + Send + 'static,
    {
        let session = self.session();
        let given = self.run(false, move |inner| {
            let (who, _) = access::signed_in(inner, session.as_ref().map_err(|code| *code)?)?;
            work(inner, &who)
        });
        let given = given.await?;
        Ok(self.conditional(given))
    }

    /// Reads for visitors: nobody has to be signed in.
    pub(super) async fn visit<F>(self, work: F) -> Answer
    where
        F: Fn(&mut Work<'_>) -> Result<Given, Failure> + Send + 'static,
    {
        let given = self.run(false, work).await?;
        Ok(self.conditional(given))
    }

    /// Changes something for somebody who is signed in. With an Idempotency-Key the answer is kept and given again.
    pub(super) async fn write<T, F, const MOST: usize>(self, body: &Body<T, MOST>, work: F) -> Answer
    where
        F: Fn(&mut Work<'_>, &Who) -> Result<Given, Failure> + Send + 'static,
    {
        self.traced(self.change(body.raw(), work).await?)
    }

    /// The same, for an answer that is made of what is kept: with an Idempotency-Key that is given again, and not made again.
    pub(super) async fn write_first<T, F, const MOST: usize>(&self, body: &Body<T, MOST>, work: F) -> Result<Given, Problem>
    where
        F: Fn(&mut Work<'_>, &Who) -> Result<Given, Failure> + Send + 'static,
    {
        self.change(body.raw(), work).await?.map_err(|refusal| self.problem(refusal.into()))
    }

    /// The same as [`Self::write`] for requests without a body.
    pub(super) async fn act<F>(self, work: F) -> Answer
    where
        F: Fn(&mut Work<'_>, &Who) -> Result<Given, Failure> + Send + 'static,
    {
        self.traced(self.change(Bytes::new(), work).await?)
    }

    async fn change<F>(&self, body: Bytes, work: F) -> Result<Traced, Problem>
    where
        F: Fn(&mut Work<'_>, &Who) -> Result<Given, Failure> + Send + 'static,
    {
        let session = self.session();
        let key = self.key.clone();
        let method = self.request.method().to_string();
        let path = self.request.path().to_owned();
        self.run(true, move |inner| {
            let (who, _) = access::signed_in(inner, session.as_ref().map_err(|code| *code)?)?;
            let asked = key.as_ref().map_err(|code| *code)?.as_ref();
            let asked = asked.map(|key| Asked::new(&who, key, &[method.as_bytes(), path.as_bytes(), &body]));
            once_asked(inner, asked.as_ref(), |inner| work(inner, &who).map(Ok))
        })
        .await
    }

    /// Changes something for whoever is not signed in. With an Idempotency-Key the answer is kept and given again, so that a telephone
    /// that lost its connection can ask again.
    pub(super) async fn submit<T, F, const MOST: usize>(&self, body: &Body<T, MOST>, work: F) -> Answer
    where
        F: Fn(&mut Work<'_>) -> Result<Traced, Failure> + Send + 'static,
    {
        let (key, body) = (self.key.clone(), body.raw());
        let method = self.request.method().to_string();
        let path = self.request.path().to_owned();
        let given = self.run(true, move |inner| {
            let asked = key.as_ref().map_err(|code| *code)?.as_ref();
            let asked = asked.map(|key| Asked::of_a_visitor(key, &[method.as_bytes(), path.as_bytes(), &body]));
            once_asked(inner, asked.as_ref(), &work)
        });
        self.traced(given.await?)
    }

    fn traced(&self, given: Traced) -> Answer {
        given.map(reply::send).map_err(|refusal| self.problem(refusal.into()))
    }

    /// For whoever is not signed in: a transaction that changes something, and gives a value.
    pub(super) async fn anybody<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: Fn(&mut Work<'_>) -> Result<T, Failure> + Send + 'static,
    {
        self.run(true, work).await
    }

    /// For whoever is not signed in: a transaction that reads, and gives a value.
    pub(super) async fn anybody_reads<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: Fn(&mut Work<'_>) -> Result<T, Failure> + Send + 'static,
    {
        self.run(false, work).await
    }

    /// Somebody who is signed in; for handlers of several steps.
    pub(super) async fn somebody<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: Fn(&mut Work<'_>, &Who) -> Result<T, Failure> + Send + 'static,
    {
        let session = self.session();
        self.run(true, move |inner| {
            let (who, _) = access::signed_in(inner, session.as_ref().map_err(|code| *code)?)?;
            work(inner, &who)
        })
        .await
    }

    /// Somebody who is signed in reads, and the handler goes on; for what takes longer than a connection should be held.
    pub(super) async fn looks<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: Fn(&mut Work<'_>, &Who) -> Result<T, Failure> + Send + 'static,
    {
        let session = self.session();
        self.run(false, move |inner| {
            let (who, _) = access::signed_in(inner, session.as_ref().map_err(|code| *code)?)?;
            work(inner, &who)
        })
        .await
    }

    /// Works without a connection: few at once, because a spreadsheet can take some hundred megabytes.
    pub(super) async fn computing<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let Ok(_turn) = self.service.readers().acquire().await else { return Err(self.problem(Code::Busy.into())) };
        web::block(work).await.map_err(|_| self.problem(Code::Busy.into()))
    }

    /// The answer to a request that reads.
    pub(super) fn answer(&self, given: Result<Given, Failure>) -> Answer {
        given.map(|given| self.conditional(given)).map_err(|failure| self.problem(failure))
    }

    /// The body of a request that brings a file: at most so many bytes, within two minutes.
    pub(super) async fn file(&self, payload: web::Payload, most: usize) -> Result<Bytes, Problem> {
        let read = actix_web::rt::time::timeout(Duration::from_secs(120), payload.to_bytes_limited(most)).await;
        match read {
            Ok(Ok(Ok(bytes))) => Ok(bytes),
            Ok(Err(_)) => Err(self.problem(Code::TooLarge.into())),
            Ok(Ok(Err(_))) => Err(self.problem(Code::BadRequest.into())),
            Err(_) => Err(self.problem(Code::TooSlow.into())),
        }
    }

    /// The same as [`Self::write`] for a body that was read as a file.
    pub(super) async fn write_file<F>(self, body: Bytes, work: F) -> Answer
    where
        F: Fn(&mut Work<'_>, &Who) -> Result<Given, Failure> + Send + 'static,
    {
        self.traced(self.change(body, work).await?)
    }

    /// Hashes passwords: few at once, because each takes 19 MiB, and without a connection.
    pub(super) async fn hashing<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&mut ChaCha20Rng) -> Result<T, Failure> + Send + 'static,
    {
        let Ok(_turn) = self.service.hashers().acquire().await else { return Err(self.problem(Code::Busy.into())) };
        let done = web::block(move || work(&mut random()?)).await;
        done.unwrap_or(Err(Failure::Code(Code::Busy))).map_err(|failure| self.problem(failure))
    }

    /// Receives a photo or a paper and makes of it what may be kept, without a connection. Who may was asked before: nothing is read
    /// until then, because it takes as much memory as it has bytes.
    pub(super) async fn receive(&self, payload: web::Payload, kind: files::Kind) -> Result<files::Clean, Problem> {
        let busy = || self.problem(Code::Busy.into());
        let turn = actix_web::rt::time::timeout(Duration::from_secs(20), self.service.uploads().acquire()).await;
        let Ok(Ok(_turn)) = turn else { return Err(busy()) };
        let bytes = self.file(payload, files::LARGEST).await?;
        let Ok(_drawing) = self.service.drawing().acquire().await else { return Err(busy()) };
        let clean = web::block(move || files::clean(&Pictures, kind, &bytes)).await.map_err(|_| busy())?;
        clean.map_err(|refusal| self.problem(refusal.into()))
    }

    /// The session of the token. Which roles it gives is asked in the database.
    fn session(&self) -> Result<String, Code> {
        let token = self.bearer.as_deref().ok_or(Code::NotSignedIn)?;
        let claims = self.service.tokens().read(token, self.service.now()).ok_or(Code::NotSignedIn)?;
        if !self.service.limits().account(&claims.sub) {
            return Err(Code::TooMany);
        }
        Ok(claims.sid)
    }

    async fn run<T, F>(&self, writes: bool, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: Fn(&mut Work<'_>) -> Result<T, Failure> + Send + 'static,
    {
        let service = self.service.clone();
        let done = web::block(move || in_transaction(&service, writes, work));
        // The blocking pool is gone only while the service stops.
        done.await.unwrap_or(Err(Failure::Code(Code::Busy))).map_err(|failure| self.problem(failure))
    }

    /// 304 where the caller has this version already.
    fn conditional(&self, given: Given) -> HttpResponse {
        let known = self.header(header::IF_NONE_MATCH.as_str()).unwrap_or("");
        let same =
            given.headers.iter().any(|(name, value)| name == "ETag" && known.split(',').any(|known| known.trim() == value));
        if same && given.status == 200 {
            return reply::send(Given { status: 304, body: String::new(), ..given });
        }
        reply::send(given)
    }

    /// What the caller is told. A fault of ours is logged here, once, and told to nobody.
    pub(super) fn problem(&self, failure: Failure) -> Problem {
        let mut unfit = Vec::new();
        let (code, pointer) = match failure {
            Failure::Code(code) => (code, None),
            Failure::Body(pointer) => (Code::BadBody, Some(pointer)),
            Failure::Flow(Error::Missing) => (Code::NotFound, None),
            Failure::Flow(Error::Refused(refusal)) => (Code::Refused(refusal), None),
            Failure::Flow(Error::Unfit(fields)) => {
                unfit = fields;
                (Code::Unfit, None)
            }
            Failure::Flow(Error::Broken(fault)) => {
                let id = super::edge::request_id(&self.request);
                tracing::error!(request = id, %fault, "fault");
                let busy = matches!(fault, Fault::Store(StoreError::NoConnection(_) | StoreError::Conflict));
                (if busy { Code::Busy } else { Code::Internal }, None)
            }
        };
        Problem::new(&self.request, code).at(pointer).with_unfit(unfit).at_time(self.service.now())
    }
}

/// Works in a transaction, and again if another one was in the way.
pub(super) fn in_transaction<T>(
    service: &Service,
    writes: bool,
    work: impl Fn(&mut Work<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut tries = 1;
    loop {
        match once(service, writes, &work) {
            Err(failure) if lost(&failure) && tries < TRIES => tries = tries.saturating_add(1),
            done => return done,
        }
    }
}

/// A generator seeded by the operating system.
pub(super) fn random() -> Result<ChaCha20Rng, Error> {
    let mut seed = zeroize::Zeroizing::new([0; 32]);
    getrandom::fill(seed.as_mut_slice()).map_err(|_| Fault::Impossible("the system gives no random numbers"))?;
    Ok(ChaCha20Rng::from_seed(*seed))
}

fn once<T>(service: &Service, writes: bool, work: impl Fn(&mut Work<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
    let mut rng = random()?;
    service.pool().with(|connection| {
        let within = |conn: &mut store::Connection| work(&mut service.with(conn, service.now(), &mut rng));
        if writes { store::write(connection, within) } else { store::read(connection, within) }
    })
}
