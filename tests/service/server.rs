//! A service for one story, in the words of those who use it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tempfile::TempDir;
use yepiao::api::{Keys, Rates, Running, Service, Settings, Sms, Time};

use super::cluster::Database;
use super::gateway::GatewayKey;

/// A password that is taken.
pub(crate) const PASSWORD: &str = "春天的湖光很好看2020";

/// Whatever runs.
enum Runs {
    /// In this process.
    Here(Option<Running>),
    /// The program itself, with what it says on standard error.
    Program { child: Child, said: Arc<Mutex<String>>, reader: Option<std::thread::JoinHandle<()>> },
}

/// A running service with a database of its own. Dropped, it stops.
pub(crate) struct Server {
    runs: Runs,
    url: String,
    database: String,
    people: AtomicU32,
    /// Every address that was asked for, so that a story can look for what must not stand in one.
    asked: Mutex<Vec<String>>,
    folder: Option<TempDir>,
    /// What the program was started with beside what it always is.
    more: Vec<String>,
    postgres: Option<Database>,
}

/// The bridge to a real-name service.
pub(crate) const REAL_NAMES: &str = "https://id.example.cn/yepiao?reference={reference}";

/// No limits: stories ask more often than people.
const FREELY: Rates = Rates { address: 1_000_000, attempts: 1_000_000, account: 1_000_000 };

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) text: String,
    /// Of files.
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    /// It has to be this status; the body.
    #[track_caller]
    pub(crate) fn ok(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        if self.text.is_empty() { Value::Null } else { serde_json::from_str(&self.text).unwrap() }
    }

    /// It has to be this problem; the body.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> Value {
        let body: Value = serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{} {}", self.status, self.text));
        assert_eq!((self.status, body["code"].as_str()), (status, Some(code)), "{}", self.text);
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!(body["status"], status);
        body
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub(crate) fn etag(&self) -> String {
        self.header("etag").expect("an ETag").to_owned()
    }
}

/// A request, not sent yet.
pub(crate) struct Request<'s> {
    server: &'s Server,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
    signer: Option<GatewayKey>,
}

impl Request<'_> {
    /// Signed by whoever has this key, now.
    pub(crate) fn signed(mut self, key: &GatewayKey) -> Self {
        self.signer = Some(key.clone());
        self
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.raw("application/json", body.to_string().as_bytes())
    }

    pub(crate) fn raw(mut self, kind: &str, body: &[u8]) -> Self {
        self.body = Some(body.to_vec());
        self.header("Content-Type", kind)
    }

    pub(crate) fn send(self) -> Answer {
        self.try_send().expect("an answer")
    }

    /// None where nobody answers.
    pub(crate) fn try_send(mut self) -> Option<Answer> {
        if let Some(key) = self.signer.take() {
            let seconds = self.server.now().as_second();
            let signature = key.says(seconds, self.body.as_deref().unwrap_or_default());
            self = self.header("Yepiao-Timestamp", &seconds.to_string());
            self = self.header("Yepiao-Key", &key.name).header("Yepiao-Signature", &signature);
        }
        self.server.asked.lock().unwrap().push(self.path.clone());
        let method = minreq::Method::Custom(self.method);
        let mut request = minreq::Request::new(method, format!("{}{}", self.server.url, self.path)).with_timeout(30);
        for (name, value) in self.headers {
            request = request.with_header(name, value);
        }
        if let Some(body) = self.body {
            request = request.with_body(body);
        }
        let answer = request.send().ok()?;
        let bytes = answer.as_bytes().to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Some(Answer { status: answer.status_code, headers: answer.headers.clone(), text, bytes })
    }
}

/// Somebody who is signed in.
pub(crate) struct Person<'s> {
    server: &'s Server,
    pub(crate) id: String,
    pub(crate) login: String,
    pub(crate) token: String,
    /// The refresh cookie, as it is sent back.
    pub(crate) cookie: String,
}

impl Server {
    pub(crate) fn on_sqlite() -> Self {
        Self::with(None, FREELY)
    }

    /// None where there is no PostgreSQL.
    pub(crate) fn on_postgres() -> Option<Self> {
        let database = Database::new()?;
        Some(Self::with(Some(database), FREELY))
    }

    pub(crate) fn with(postgres: Option<Database>, rates: Rates) -> Self {
        Self::set_up(postgres, rates, None)
    }

    /// With a gateway for messages.
    pub(crate) fn with_gateway(postgres: Option<Database>, gateway: &str) -> Self {
        Self::set_up(postgres, FREELY, Some(gateway))
    }

    fn set_up(postgres: Option<Database>, rates: Rates, gateway: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = match &postgres {
            Some(database) => database.url().to_owned(),
            None => format!("sqlite:{}", folder.path().join("yepiao.db").display()),
        };
        let (running, url) = start(settings(&database, rates, gateway));
        let runs = Runs::Here(Some(running));
        Self {
            runs,
            url,
            database,
            people: AtomicU32::new(0),
            asked: Mutex::default(),
            folder: Some(folder),
            more: Vec::new(),
            postgres,
        }
    }

    /// Another instance on the same database.
    pub(crate) fn beside(&self) -> Self {
        self.next_to(settings(&self.database, FREELY, None))
    }

    /// The same, with a gateway for messages.
    pub(crate) fn beside_with_gateway(&self, gateway: &str) -> Self {
        self.next_to(settings(&self.database, FREELY, Some(gateway)))
    }

    /// The same, without a real-name service.
    pub(crate) fn beside_without_real_names(&self) -> Self {
        self.next_to(Settings { identity_url: None, ..settings(&self.database, FREELY, None) })
    }

    fn next_to(&self, settings: Settings) -> Self {
        let (running, url) = start(settings);
        let (runs, database) = (Runs::Here(Some(running)), self.database.clone());
        // Its people have other names.
        Self {
            runs,
            url,
            database,
            people: AtomicU32::new(1000),
            asked: Mutex::default(),
            folder: None,
            more: Vec::new(),
            postgres: None,
        }
    }

    /// The program, with everything logged. On SQLite where no database is given.
    pub(crate) fn of_the_program(postgres: Option<Database>) -> Self {
        Self::of_the_program_with(postgres, &[])
    }

    /// The same, with more arguments.
    pub(crate) fn of_the_program_with(postgres: Option<Database>, more: &[&str]) -> Self {
        let more: Vec<String> = more.iter().map(|&argument| argument.to_owned()).collect();
        let folder = tempfile::tempdir().unwrap();
        let secrets = folder.path().join("secrets.toml");
        program(&["secrets", "--test", "--out", secrets.to_str().unwrap()]).ok();
        let database = match &postgres {
            Some(database) => database.url().to_owned(),
            None => format!("sqlite:{}", folder.path().join("yepiao.db").display()),
        };
        let (runs, url) = run(&database, &secrets, &more);
        Self { runs, url, database, people: AtomicU32::new(0), asked: Mutex::default(), folder: Some(folder), more, postgres }
    }

    /// The largest memory that the program has used, in MiB, since this was asked for the last time.
    pub(crate) fn memory(&self) -> u64 {
        let Runs::Program { child, .. } = &self.runs else { panic!("only the program has memory of its own") };
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        // Linux's proc(5): 5 begins a new peak.
        std::fs::write(format!("/proc/{}/clear_refs", child.id()), "5").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.split_whitespace().next().unwrap().parse::<u64>().unwrap() / 1024
    }

    /// The program once more, on the same database and with the same secrets.
    pub(crate) fn program_beside(&self) -> Self {
        let (runs, url) = run(&self.database, &self.folder().join("secrets.toml"), &self.more);
        let (database, more) = (self.database.clone(), self.more.clone());
        Self { runs, url, database, people: AtomicU32::new(1000), asked: Mutex::default(), folder: None, more, postgres: None }
    }

    /// Ends the program at once, as a power cut would.
    pub(crate) fn kill(&self) {
        let Runs::Program { child, .. } = &self.runs else { panic!("only the program can be killed") };
        assert!(Command::new("kill").args(["-KILL", &child.id().to_string()]).status().unwrap().success());
    }

    /// From now on no file of the program grows beyond so many bytes; `None`: the disk has room again.
    pub(crate) fn full_disk(&self, at: Option<u64>) {
        let Runs::Program { child, .. } = &self.runs else { panic!("only the program has limits of its own") };
        let most = at.map_or("unlimited".to_owned(), |bytes| bytes.to_string());
        // Only the soft limit, which can be lifted.
        let arguments = ["--pid".to_owned(), child.id().to_string(), format!("--fsize={most}:")];
        assert!(Command::new("prlimit").args(arguments).status().unwrap().success());
    }

    /// The program again, on the same database.
    pub(crate) fn started_again(self) -> Self {
        let database = self.database.clone();
        self.serving(&database)
    }

    /// The same, with these arguments from now on.
    pub(crate) fn started_again_with(mut self, more: &[&str]) -> Self {
        self.more = more.iter().map(|&argument| argument.to_owned()).collect();
        self.started_again()
    }

    /// The program again, on another database.
    pub(crate) fn serving(mut self, database: &str) -> Self {
        if let Runs::Program { child, .. } = &mut self.runs {
            let _ = child.kill();
            child.wait().unwrap();
        }
        let (runs, url) = run(database, &self.folder().join("secrets.toml"), &self.more);
        self.runs = runs;
        self.url = url;
        self.database = database.to_owned();
        self
    }

    /// Asks the program to end, as an operator does, and does not wait.
    pub(crate) fn told_to_stop(&self) {
        let Runs::Program { child, .. } = &self.runs else { panic!("only the program can be told") };
        assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    }

    /// Where it listens: `HOST:PORT`.
    pub(crate) fn address(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    /// Ends the program as an operator does; what it said on standard error until then.
    pub(crate) fn stopped(self) -> String {
        self.told_to_stop();
        self.ended()
    }

    /// Waits for the program that was told to stop; what it said on standard error until then.
    pub(crate) fn ended(mut self) -> String {
        let Runs::Program { child, said, reader } = &mut self.runs else { panic!("only the program says something") };
        assert!(child.wait().unwrap().success(), "a graceful stop");
        reader.take().unwrap().join().unwrap();
        said.lock().unwrap().clone()
    }

    /// Every address that was asked for.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// Where it answers.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Where its files are.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.as_ref().unwrap().path()
    }

    /// The database's address, for looking at it behind the service's back.
    pub(crate) fn database(&self) -> &str {
        &self.database
    }

    /// What a thief of the disk would read: the files of the database. None on PostgreSQL, whose files are not in our hands.
    pub(crate) fn stolen(&self) -> Option<String> {
        let path = self.database.strip_prefix("sqlite:")?;
        let mut bytes = std::fs::read(path).unwrap();
        // Not always there.
        bytes.extend(std::fs::read(format!("{path}-wal")).unwrap_or_default());
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The database on PostgreSQL, for disturbing it.
    pub(crate) fn postgres(&self) -> &Database {
        self.postgres.as_ref().unwrap()
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> Request<'_> {
        Request { server: self, method: method.into(), path: path.into(), headers: Vec::new(), body: None, signer: None }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.request("GET", path).send()
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.request("POST", path).json(body).send()
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, seconds: u32) {
        self.post("/api/test-clock", &json!({ "seconds": seconds })).ok(204);
    }

    /// The time that the service tells.
    pub(crate) fn now(&self) -> jiff::Timestamp {
        self.get("/health/live").header("yepiao-test-clock").expect("a clock that can be set").parse().unwrap()
    }

    /// Lets time pass until the clocks in China show this hour.
    pub(crate) fn wait_until(&self, hour: i64) {
        let of_day = (self.now().as_second() + 8 * 3600).rem_euclid(86_400);
        let wait = (hour * 3600 - of_day).rem_euclid(86_400);
        self.wait(u32::try_from(wait).unwrap());
    }

    /// What `yepiao admin invite --role operator` prints, without the command.
    fn operator_secret(&self) -> String {
        if matches!(self.runs, Runs::Program { .. }) {
            let secrets = self.folder().join("secrets.toml");
            let secrets = secrets.to_str().unwrap();
            let arguments = [
                "admin",
                "invite",
                "--role",
                "operator",
                "--database",
                &self.database,
                "--secrets-file",
                secrets,
                "--public-url",
            ];
            let said = program(&[arguments.as_slice(), &["https://vote.example.cn"]].concat()).ok();
            return secret(said.trim());
        }
        secret(&Service::open(settings(&self.database, FREELY, None)).unwrap().invite_operator().unwrap())
    }

    /// An operator who is signed in.
    pub(crate) fn operator(&self) -> Person<'_> {
        self.accepts(&self.operator_secret())
    }

    /// Somebody uses a link to make an account, and signs in.
    pub(crate) fn accepts(&self, secret: &str) -> Person<'_> {
        let login = format!("person-{}", self.people.fetch_add(1, Ordering::Relaxed));
        let body = json!({ "secret": secret, "login": login, "name": "王小明", "phone": "13804312345", "password": PASSWORD });
        self.post("/api/v1/invitations/accept", &body).ok(201);
        self.signs_in(&login, PASSWORD)
    }

    #[track_caller]
    pub(crate) fn signs_in(&self, login: &str, password: &str) -> Person<'_> {
        let answer = self.try_sign_in(login, password);
        self.person(login, &answer)
    }

    pub(crate) fn try_sign_in(&self, login: &str, password: &str) -> Answer {
        self.post("/api/v1/sessions", &json!({ "login": login, "password": password }))
    }

    #[track_caller]
    fn person(&self, login: &str, answer: &Answer) -> Person<'_> {
        let body = answer.ok(201);
        let cookie = answer.header("set-cookie").expect("a cookie").split(';').next().unwrap().to_owned();
        Person {
            server: self,
            id: body["account"].as_str().unwrap().into(),
            login: login.into(),
            token: body["access_token"].as_str().unwrap().into(),
            cookie,
        }
    }

    /// Continues the session of a cookie.
    pub(crate) fn refresh(&self, cookie: &str) -> Answer {
        self.request("POST", "/api/v1/sessions/refresh").header("Cookie", cookie).header("Yepiao-Session", "refresh").send()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        match &mut self.runs {
            Runs::Here(running) => {
                let stopped = running.take().map(Running::stop);
                if !std::thread::panicking() {
                    stopped.unwrap().unwrap();
                }
            }
            Runs::Program { child, .. } => {
                let _ = child.kill();
                let _ = child.wait();
            }
        }
    }
}

/// When the stories begin to be told: a working day of a year whose holidays are known, so that they are the same on every day.
const MORNING: &str = "2026-03-02T01:00:00Z";

fn machine() -> i64 {
    i64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// How far all clocks are ahead that nobody has set: one number, so that instances beside one another and the program that is started
/// again tell the same time.
fn ahead() -> i64 {
    static AHEAD: std::sync::OnceLock<i64> = std::sync::OnceLock::new();
    *AHEAD.get_or_init(|| MORNING.parse::<jiff::Timestamp>().unwrap().as_millisecond() - machine())
}

/// What a clock tells that nobody has set.
pub(crate) fn unset_clock() -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(machine() + ahead()).unwrap()
}

fn settings(database: &str, rates: Rates, gateway: Option<&str>) -> Settings {
    Settings {
        database: database.into(),
        connections: 4,
        public_url: "https://vote.example.cn".into(),
        keys: Keys::Demo,
        time: Time::Movable(ahead()),
        holidays: None,
        proxies: 0,
        rates,
        sms: Sms { url: gateway.map(str::to_owned), ..Sms::default() },
        identity_url: Some(REAL_NAMES.into()),
        workers: 1,
        signals: false,
    }
}

fn start(settings: Settings) -> (Running, String) {
    let running = Service::open(settings).unwrap().start("127.0.0.1:0").unwrap();
    let url = format!("http://{}", running.address());
    (running, url)
}

fn run(database: &str, secrets: &Path, more: &[String]) -> (Runs, String) {
    // Where a file may not grow any more the program shall be told so, not ended ([`Server::full_disk`]).
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_yepiao")]);
    command.args(["--lang", "en", "serve", "--listen", "127.0.0.1:0", "--log-format", "json", "--test-clock"]);
    // Everything, unless `more` asks for less.
    command.env("YEPIAO_LOG", "trace");
    command.args(["--test-clock-from", &unset_clock().to_string()]);
    command.args(["--public-url", "https://vote.example.cn", "--database", database, "--secrets-file"]).arg(secrets);
    for rate in ["--rate-address", "--rate-attempts", "--rate-account"] {
        command.args([rate, "1000000"]);
    }
    command.args(more);
    let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let said = Arc::new(Mutex::new(String::new()));
    let mut url = None;
    for line in lines.by_ref() {
        let line = line.unwrap();
        if let Some(found) = line.strip_prefix("listening on ") {
            url = Some(found.to_owned());
            break;
        }
        said.lock().unwrap().push_str(&(line + "\n"));
    }
    let heard = said.clone();
    let reader = std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            heard.lock().unwrap().push_str(&(line + "\n"));
        }
    });
    let url = url.unwrap_or_else(|| panic!("it did not start: {}", said.lock().unwrap()));
    (Runs::Program { child, said, reader: Some(reader) }, url)
}

/// What a command said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// It has to have worked; what it printed.
    #[track_caller]
    pub(crate) fn ok(&self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out.clone()
    }

    /// It has to have been impossible; why.
    #[track_caller]
    pub(crate) fn impossible(&self) -> String {
        assert_eq!(self.code, Some(2), "{self:?}");
        self.err.clone()
    }
}

/// Runs a command of the program, in English, with nothing in its environment.
pub(crate) fn program(arguments: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yepiao"));
    let out = command.args(["--lang", "en"]).args(arguments).env_clear().stdin(Stdio::null()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: out.status.code(), out: text(out.stdout), err: text(out.stderr) }
}

/// What stands behind `#` in a link.
#[track_caller]
pub(crate) fn secret(link: &str) -> String {
    let (page, secret) = link.split_once('#').expect("a link with a secret");
    assert_eq!(page, "https://vote.example.cn/invite");
    secret.to_owned()
}

impl<'s> Person<'s> {
    pub(crate) fn request(&self, method: &str, path: &str) -> Request<'s> {
        self.server.request(method, path).header("Authorization", &format!("Bearer {}", self.token))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.request("GET", path).send()
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.request("POST", path).json(body).send()
    }

    pub(crate) fn put(&self, path: &str, etag: &str, body: &Value) -> Answer {
        self.request("PUT", path).header("If-Match", etag).json(body).send()
    }

    /// The operator enters a community; its id.
    pub(crate) fn founds(&self, name: &str) -> String {
        let body = json!({ "name": name, "address": "长春市朝阳区湖光路", "rules": "jilin-changchun" });
        self.post("/api/v1/communities", &body).ok(201)["id"].as_str().unwrap().to_owned()
    }

    /// Uploads a file with a roll; the import's path.
    #[track_caller]
    pub(crate) fn uploads(&self, community: &str, file: &[u8]) -> String {
        let path = format!("/api/v1/communities/{community}/roll/imports");
        let answer = self.request("POST", &path).raw("application/octet-stream", file).send();
        format!("{path}/{}", answer.ok(201)["id"].as_str().unwrap())
    }

    /// Uploads a file in which nothing waits, and takes it; the version.
    #[track_caller]
    pub(crate) fn takes(&self, community: &str, file: &[u8]) -> Value {
        let import = self.uploads(community, file);
        let taken = self.request("POST", &format!("{import}/take")).header("If-Match", "\"1\"").json(&json!({})).send();
        assert!(matches!(taken.status, 200 | 201), "{}", taken.text);
        serde_json::from_str::<Value>(&taken.text).unwrap()["version"].clone()
    }

    /// Posts to all of these at once, each as it was read first: exactly one is done, and taken off; the others are refused. What it
    /// answered.
    #[track_caller]
    pub(crate) fn of_all_at_once_one(
        &self,
        waiting: &mut Vec<String>,
        body: &Value,
        done: u16,
        (status, code): (u16, &str),
    ) -> Value {
        let answers: Vec<Answer> = std::thread::scope(|scope| {
            let sent = waiting.iter().map(|path| self.request("POST", path).header("If-Match", "\"1\"").json(body));
            let all: Vec<_> = sent.map(|request| scope.spawn(|| request.send())).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let first = answers.iter().position(|answer| answer.status == done).expect("one is done");
        for (_, other) in answers.iter().enumerate().filter(|(position, _)| *position != first) {
            other.problem(status, code);
        }
        waiting.remove(first);
        answers[first].ok(done)
    }

    /// A link into a role; its secret.
    #[track_caller]
    pub(crate) fn invites(&self, community: &str, role: &str) -> String {
        let answer = self.post(&format!("/api/v1/communities/{community}/invitations"), &json!({ "role": role }));
        secret(answer.ok(201)["link"].as_str().unwrap())
    }

    /// Somebody new in a role.
    #[track_caller]
    pub(crate) fn brings(&self, community: &str, role: &str) -> Person<'s> {
        let secret = self.invites(community, role);
        self.server.accepts(&secret)
    }
}
