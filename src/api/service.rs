//! The service: what it is set up with, and what every request shares.

use std::fmt;
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, web};
use chacha20::ChaCha20Rng;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::call::{TRIES, random};
use super::casting::Casting;
use super::clock::{Clock, Time};
use super::counting::{self, Records};
use super::gateway::{Couriers, Post, Sms};
use super::identity::Identity;
use super::limits::{Limits, Rates};
use super::metrics::Metrics;
use super::pages::Pages;
use super::token::Tokens;
use super::{edge, problem, routes, schedule};
use crate::election::log::note::Note;
use crate::election::rules::HolidayTable;
use crate::flows::roles::Role;
use crate::flows::secrets::{Secrets, SecretsFault};
use crate::flows::vault::{Vault, VaultFault};
use crate::flows::{self, Error, Work, invite};
use crate::store::{self, Connection, MigrationFault, Pool, StoreError};

/// Where the keys come from.
pub enum Keys {
    /// The text that `yepiao secrets` writes.
    Text(Zeroizing<String>),
    /// Those that everybody can read in the source: for the demo and for tests.
    Demo,
}

impl Keys {
    /// The keys themselves.
    pub(super) fn read(&self) -> Result<Secrets, SecretsFault> {
        match self {
            Self::Text(text) => Secrets::read(text),
            Self::Demo => Ok(Secrets::of_the_demo()),
        }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys")
    }
}

/// What a service is set up with.
#[derive(Debug)]
pub struct Settings {
    /// `sqlite:PATH` or `postgres://…`.
    pub database: String,
    /// Connections to it at most.
    pub connections: u32,
    /// What people type into a browser, without a slash at the end: `https://vote.example.cn`.
    pub public_url: String,
    /// Keys.
    pub keys: Keys,
    /// Which time it tells.
    pub time: Time,
    /// Holidays of years that came after this program.
    pub holidays: Option<HolidayTable>,
    /// How many proxies in front of the service add themselves to X-Forwarded-For.
    pub proxies: u8,
    /// How often somebody may ask.
    pub rates: Rates,
    /// How messages to phones go out.
    pub sms: Sms,
    /// Where voters prove who they are at a real-name service, with `{reference}` in the address. None: nowhere.
    pub identity_url: Option<String>,
    /// Threads that read requests.
    pub workers: usize,
    /// Whether SIGTERM and SIGINT stop it, as they should outside of tests.
    pub signals: bool,
}

/// Why a service does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartFault {
    /// The keys.
    #[error("{0}")]
    Secrets(String),
    /// The clock.
    #[error("a clock that can be set is only for secrets made with `yepiao secrets --test`")]
    TestClock,
    /// The public address.
    #[error("the public address has to begin with https:// (http:// only for localhost and tests), without a path")]
    PublicUrl,
    /// Messages to phones.
    #[error("{0}")]
    Sms(String),
    /// The real-name service.
    #[error("{0}")]
    Identity(String),
    /// The database.
    #[error("{0}")]
    Database(String),
    /// The port.
    #[error("cannot listen: {0}")]
    Listen(std::io::Error),
    /// Something of the machine.
    #[error("{0}")]
    Machine(String),
    /// It was asked for something that is not there or not allowed.
    #[error("{0}")]
    Refused(String),
}

impl From<SecretsFault> for StartFault {
    fn from(fault: SecretsFault) -> Self {
        Self::Secrets(fault.to_string())
    }
}

impl From<VaultFault> for StartFault {
    fn from(fault: VaultFault) -> Self {
        Self::Secrets(fault.to_string())
    }
}

impl From<MigrationFault> for StartFault {
    fn from(fault: MigrationFault) -> Self {
        Self::Database(fault.to_string())
    }
}

impl From<StoreError> for StartFault {
    fn from(error: StoreError) -> Self {
        Self::Database(error.to_string())
    }
}

impl From<Error> for StartFault {
    fn from(error: Error) -> Self {
        Self::Refused(error.to_string())
    }
}

/// A service that can be started.
#[derive(Debug)]
pub struct Service {
    pool: Pool,
    clock: Clock,
    vault: Vault,
    holidays: Option<HolidayTable>,
    tokens: Tokens,
    limits: Limits,
    metrics: Metrics,
    post: Post,
    identity: Identity,
    pages: Pages,
    hashers: Semaphore,
    uploads: Semaphore,
    drawing: Semaphore,
    readers: Semaphore,
    records: Records,
    public_url: String,
    proxies: u8,
    workers: usize,
    signals: bool,
}

impl Service {
    /// Opens the database, brings it to this program's form and reads the keys.
    pub fn open(settings: Settings) -> Result<Self, StartFault> {
        let secrets = settings.keys.read()?;
        if settings.time != Time::Machine && !secrets.test {
            return Err(StartFault::TestClock);
        }
        if !url_fits(&settings.public_url, secrets.test) {
            return Err(StartFault::PublicUrl);
        }
        let tokens = Tokens::new(&secrets).ok_or_else(|| StartFault::Secrets("tokens: not a key".into()))?;
        let vault = Vault::new(&secrets)?;
        let post = Post::new(&settings.sms, &secrets, &settings.public_url)?;
        let identity = Identity::new(settings.identity_url.as_deref(), &secrets)?;
        let pages = Pages::load();
        if !pages.whole() {
            tracing::warn!("there are no pages in this program: npm ci --prefix src/web, then compile again");
        }
        let pool = Pool::open(&settings.database, settings.connections)?;
        for name in pool.with(store::migrate)? {
            tracing::info!(name, "migration applied");
        }
        Ok(Self {
            pool,
            clock: Clock::new(settings.time).map_err(|error| StartFault::Machine(format!("clock: {error}")))?,
            vault,
            holidays: settings.holidays,
            tokens,
            limits: Limits::new(settings.rates),
            metrics: Metrics::new().map_err(|error| StartFault::Machine(error.to_string()))?,
            post,
            identity,
            pages,
            hashers: Semaphore::new(2),
            uploads: Semaphore::new(16),
            drawing: Semaphore::new(1),
            readers: Semaphore::new(2),
            records: Records::default(),
            public_url: settings.public_url,
            proxies: settings.proxies,
            workers: settings.workers,
            signals: settings.signals,
        })
    }

    /// What flows work with, in a transaction.
    pub(super) const fn with<'w>(&'w self, conn: &'w mut Connection, now: i64, rng: &'w mut ChaCha20Rng) -> Work<'w> {
        Work { conn, now, rng, vault: &self.vault, holidays: self.holidays.as_ref() }
    }

    /// Does something that nobody asked for by a request, in a transaction; again if another was in the way.
    pub(super) fn transact<T>(&self, work: impl Fn(&mut Work<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let mut tries = 1;
        loop {
            let (mut rng, now) = (random()?, self.now());
            let done = self.pool.with(|connection| store::write(connection, |conn| work(&mut self.with(conn, now, &mut rng))));
            match done {
                Err(error) if error.lost() && tries < TRIES => tries = tries.saturating_add(1),
                done => return done,
            }
        }
    }

    /// Does something for the command line.
    fn work<T>(&self, work: impl Fn(&mut Work<'_>) -> Result<T, Error>) -> Result<T, StartFault> {
        Ok(self.transact(work)?)
    }

    /// A one-time link that makes somebody an operator.
    pub fn invite_operator(&self) -> Result<Zeroizing<String>, StartFault> {
        let made = self.work(|work| invite::from_the_machine(work, None, None))?;
        Ok(self.link(&made.secret))
    }

    /// A one-time link into a role of a community, by the role's word.
    pub fn invite_into(&self, community: &str, role: &str) -> Result<Zeroizing<String>, StartFault> {
        let role = Role::of(role).ok_or_else(|| StartFault::Refused(format!("there is no role {role:?}")))?;
        let made = self.work(|work| invite::from_the_machine(work, Some(community), Some(role)))?;
        Ok(self.link(&made.secret))
    }

    /// A one-time link to a new password.
    pub fn reset_password(&self, login: &str) -> Result<Zeroizing<String>, StartFault> {
        let made = self.work(|work| invite::reset_from_the_machine(work, login))?;
        Ok(self.link(&made.secret))
    }

    /// Seals personal data again that older keys sealed. Returns how many values changed.
    pub fn reseal(&self) -> Result<u64, StartFault> {
        let mut changed: u64 = 0;
        for column in store::sealed::COLUMNS {
            let mut after = String::new();
            loop {
                let (next, now) = self.work(|work| flows::reseal::column(work, *column, &after))?;
                changed = changed.saturating_add(now);
                match next {
                    Some(next) => after = next,
                    None => break,
                }
            }
        }
        Ok(changed)
    }

    /// After a copy was put in the place of the database: takes the latest signed checkpoints of its logs, as people keep them. Returns
    /// how many logs still wait for theirs; when none does, the service signs again.
    pub fn resume(&self, checkpoints: &[Vec<u8>]) -> Result<usize, StartFault> {
        let read = |bytes: &Vec<u8>| Note::parse(bytes).map_err(|fault| StartFault::Refused(fault.to_string()));
        let notes = checkpoints.iter().map(read).collect::<Result<Vec<Note>, StartFault>>()?;
        let done = self.work(|work| match flows::log::resume(work, &notes, flows::opening::log_key) {
            Err(Error::Refused(refusal)) => Ok(Err(problem::refusal_words(refusal))),
            other => other.map(Ok),
        });
        done?.map_err(StartFault::Refused)
    }

    /// A link with a secret. Behind `#`, so that it comes into no log of a server or a proxy.
    pub(super) fn link(&self, secret: &str) -> Zeroizing<String> {
        Zeroizing::new(format!("{}/invite#{secret}", self.public_url))
    }

    /// A trustee's link, with its secret where no log holds it.
    pub(super) fn trustee_link(&self, secret: &str) -> Zeroizing<String> {
        Zeroizing::new(format!("{}/trustee#{secret}", self.public_url))
    }

    /// `https://host[:port]`, where links lead.
    pub(super) fn web_origin(&self) -> &str {
        &self.public_url
    }

    /// `host[:port]` in lower case, by which logs are named.
    pub(super) fn host(&self) -> String {
        let host = self.public_url.split_once("://").map_or(self.public_url.as_str(), |(_, host)| host);
        host.to_ascii_lowercase()
    }

    /// Milliseconds UTC.
    pub(super) fn now(&self) -> i64 {
        self.clock.now()
    }

    pub(super) const fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(super) const fn pool(&self) -> &Pool {
        &self.pool
    }

    pub(super) const fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    pub(super) const fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(super) const fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// What people type into a browser, without a slash at the end.
    pub(super) fn public_url(&self) -> &str {
        &self.public_url
    }

    pub(super) const fn post(&self) -> &Post {
        &self.post
    }

    /// Where voters prove who they are.
    pub(super) const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// A title as it is printed: nobody shall take a demo's papers for real ones.
    pub(super) fn titled(&self, title: &str) -> String {
        if self.clock.is_demo() { format!("【演示，不算数】{title}") } else { title.to_owned() }
    }

    /// What browsers open.
    pub(super) const fn pages(&self) -> &Pages {
        &self.pages
    }

    pub(super) const fn hashers(&self) -> &Semaphore {
        &self.hashers
    }

    /// Files that are received at one time: each is in memory as a whole.
    pub(super) const fn uploads(&self) -> &Semaphore {
        &self.uploads
    }

    /// Pictures that are drawn at one time: each may take some hundred megabytes for a moment.
    pub(super) const fn drawing(&self) -> &Semaphore {
        &self.drawing
    }

    /// Turns of those who read spreadsheets.
    pub(super) const fn readers(&self) -> &Semaphore {
        &self.readers
    }

    /// Files of polls that were closed.
    pub(super) const fn records(&self) -> &Records {
        &self.records
    }

    pub(super) const fn proxies(&self) -> u8 {
        self.proxies
    }

    pub(super) fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Begins to serve at `listen` (`HOST:PORT`; port 0 takes a free one) in threads of its own.
    pub fn start(self, listen: &str) -> Result<Running, StartFault> {
        let listener = TcpListener::bind(listen).map_err(StartFault::Listen)?;
        let address = listener.local_addr().map_err(StartFault::Listen)?;
        let (workers, signals) = (self.workers, self.signals);
        let service = web::Data::new(self);
        let casting = Casting::start(service.clone()).map_err(|error| StartFault::Machine(error.to_string()))?;
        let casting = web::Data::new(casting);
        let (tell, told) = mpsc::channel();
        let thread = std::thread::Builder::new().name("serve".into()).spawn(move || {
            let system = actix_web::rt::System::new();
            system.block_on(async move {
                // Ends with the server.
                drop(actix_web::rt::spawn(schedule::watch(service.clone())));
                drop(actix_web::rt::spawn(counting::watch(service.clone())));
                let couriers = Couriers::start(&service)?;
                let made = HttpServer::new(move || {
                    App::new()
                        .app_data(service.clone())
                        .app_data(casting.clone())
                        .wrap(actix_web::middleware::from_fn(edge::at_the_edge))
                        .configure(|config| routes::mount(config, &service))
                });
                let made = made
                    .workers(workers)
                    .shutdown_timeout(30)
                    .client_request_timeout(Duration::from_secs(15))
                    .max_connections(2048);
                let made = if signals { made } else { made.disable_signals() };
                let served = match made.listen(listener) {
                    Ok(made) => {
                        let server = made.run();
                        // Whoever started it may have gone.
                        let _ = tell.send(server.handle());
                        server.await
                    }
                    Err(error) => Err(error),
                };
                couriers.stop();
                served
            })
        });
        let thread = thread.map_err(|error| StartFault::Machine(error.to_string()))?;
        match told.recv() {
            Ok(handle) => Ok(Running { address, handle, thread }),
            Err(_) => Err(match thread.join() {
                Ok(Err(error)) => StartFault::Listen(error),
                _ => StartFault::Machine("the server's thread ended".into()),
            }),
        }
    }
}

/// Whether people can be sent to this address: https, or http on the own machine and for tests, and nothing behind the host.
fn url_fits(url: &str, test: bool) -> bool {
    let (host, safe) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(host), _) => (host, true),
        (None, Some(host)) => (host, test || matches!(host.split(':').next(), Some("localhost" | "127.0.0.1"))),
        (None, None) => return false,
    };
    safe && !host.is_empty() && !host.contains(['/', '?', '#', ' ', '@'])
}

/// A service that is running.
pub struct Running {
    address: SocketAddr,
    handle: ServerHandle,
    thread: JoinHandle<std::io::Result<()>>,
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Running({})", self.address)
    }
}

impl Running {
    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until a signal stops it: requests that were begun are answered, 30 s at most.
    pub fn wait(self) -> Result<(), StartFault> {
        match self.thread.join() {
            Ok(ended) => ended.map_err(StartFault::Listen),
            Err(_) => Err(StartFault::Machine("the server's thread failed".into())),
        }
    }

    /// Stops it as a signal would, and waits.
    pub fn stop(self) -> Result<(), StartFault> {
        // Sending the command is all that has to happen here; the answer comes when the thread ends.
        drop(self.handle.stop(true));
        self.wait()
    }
}
