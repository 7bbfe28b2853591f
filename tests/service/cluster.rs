//! PostgreSQL for tests: one cluster for the whole run, one database for each story. Its disk is not waited for, except in the cluster for
//! what is measured.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};

/// Starts a cluster as whoever it is called as, says so, and removes it when its standard input ends: when the tests end, however.
const KEEPER: &str = r#"
set -eu
bin=$1 dir=$2 fsync=$3
"$bin/initdb" -D "$dir/data" -U yepiao --auth=trust --no-sync -E UTF8 --locale=C > "$dir/initdb.log" 2>&1
"$bin/pg_ctl" -D "$dir/data" -w -l "$dir/postgres.log" \
  -o "-k $dir -c listen_addresses= -c fsync=$fsync -c max_connections=300" start > "$dir/start.log" 2>&1
echo ready
read -r _ || true
"$bin/pg_ctl" -D "$dir/data" -m immediate stop > /dev/null 2>&1 || true
rm -rf "$dir"
"#;

/// The same cluster on a disk of its own, in memory and of so many MiB, that is filled, emptied and filled again by order: one line on the
/// standard input for each, answered by one. Nobody else sees the disk, and it goes with the last process that does. The socket stays
/// outside, and so does what PostgreSQL says.
const SMALL_DISK: &str = r#"
set -eu
bin=$1 dir=$2 size=$3
mkdir "$dir/disk"
mount -t tmpfs -o size="${size}m",mode=0777 none "$dir/disk"
touch "$dir/mounted"
as() { if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi; }
up() {
  as "$bin/pg_ctl" -D "$dir/disk/data" -w -t 20 -l "$dir/postgres.log" -o "-k $dir -c listen_addresses= -c max_connections=50" start
}
as "$bin/initdb" -D "$dir/disk/data" -U yepiao --auth=trust --no-sync -E UTF8 --locale=C > "$dir/initdb.log" 2>&1
up > "$dir/start.log" 2>&1
echo ready
while read -r order; do
  case $order in
    # Until not one byte more goes onto it.
    fill) dd if=/dev/zero of="$dir/disk/filler" bs=64k 2> /dev/null || true
      dd if=/dev/zero of="$dir/disk/filler" bs=4k oflag=append conv=notrunc 2> /dev/null || true ;;
    free) rm -f "$dir/disk/filler" ;;
    start) up > "$dir/start.log" 2>&1 || true ;;
  esac
  echo done
done
as "$bin/pg_ctl" -D "$dir/disk/data" -m immediate stop > /dev/null 2>&1 || true
umount -l "$dir/disk" || true
rm -rf "$dir"
"#;

struct Cluster {
    url: String,
    /// Its standard input keeps the cluster.
    _keeper: Option<Child>,
}

static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
static DURABLE: OnceLock<Option<Cluster>> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(0);

/// The folder of the programs of PostgreSQL.
pub(crate) fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        folders.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    folders.into_iter().find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
}

fn is_root() -> bool {
    std::fs::read_to_string("/proc/self/status").unwrap_or_default().lines().any(|line| line.starts_with("Uid:\t0\t"))
}

fn start(fsync: &str) -> Option<Cluster> {
    if let Ok(url) = std::env::var("TEST_DATABASE_URL") {
        return Some(Cluster { url, _keeper: None });
    }
    let bin = programs()?;
    let dir = tempfile::Builder::new().prefix("yepiao-pg-").tempdir().unwrap().keep();
    let mut keeper = if is_root() {
        // The server refuses to run as root.
        std::os::unix::fs::chown(&dir, Some(65534), Some(65534)).unwrap();
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c", KEEPER, "keeper"]);
        command
    } else {
        let mut command = Command::new("sh");
        command.args(["-c", KEEPER, "keeper"]);
        command
    };
    keeper.arg(&bin).arg(&dir).arg(fsync).current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut keeper = keeper.spawn().ok()?;
    let mut said = String::new();
    BufReader::new(keeper.stdout.take().unwrap()).read_line(&mut said).unwrap();
    if said.trim() != "ready" {
        return fail(&dir);
    }
    Some(Cluster { url: format!("postgresql:///DATABASE?host={}&user=yepiao", dir.display()), _keeper: Some(keeper) })
}

fn fail(dir: &Path) -> Option<Cluster> {
    for log in ["initdb.log", "start.log", "postgres.log"] {
        let text = std::fs::read_to_string(dir.join(log)).unwrap_or_default();
        let _ = writeln!(std::io::stderr(), "{log}: {text}");
    }
    None
}

/// A database of its own on the cluster; dropped with it.
pub(crate) struct Database {
    url: String,
    name: String,
    admin: String,
}

impl Database {
    /// None where there is no PostgreSQL, which is said aloud.
    pub(crate) fn new() -> Option<Self> {
        Self::on(CLUSTER.get_or_init(|| start("off")).as_ref())
    }

    /// The same, where a commit waits for the disk as it does by default.
    pub(crate) fn durable() -> Option<Self> {
        Self::on(DURABLE.get_or_init(|| start("on")).as_ref())
    }

    fn on(cluster: Option<&Cluster>) -> Option<Self> {
        let Some(cluster) = cluster else {
            assert!(std::env::var_os("CI").is_none(), "there is no PostgreSQL: install it, or set TEST_DATABASE_URL");
            let line = "SKIPPED on PostgreSQL: there is no initdb and pg_ctl, and TEST_DATABASE_URL is not set";
            let _ = writeln!(std::io::stderr(), "{line}");
            return None;
        };
        let name = format!("yepiao_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let (admin, url) = match &cluster._keeper {
            Some(_) => (cluster.url.replace("DATABASE", "postgres"), cluster.url.replace("DATABASE", &name)),
            None => (cluster.url.clone(), with_database(&cluster.url, &name)),
        };
        let mut connection = PgConnection::establish(&admin).unwrap();
        connection.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        Some(Self { url, name, admin })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Ends all connections, as a restart of the server does; until [`Self::comes_back`] it takes no new ones.
    pub(crate) fn goes_away(&self) {
        let name = &self.name;
        let mut connection = PgConnection::establish(&self.admin).unwrap();
        connection.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).unwrap();
        let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        connection.batch_execute(&end).unwrap();
    }

    /// It takes connections again.
    pub(crate) fn comes_back(&self) {
        let mut connection = PgConnection::establish(&self.admin).unwrap();
        connection.batch_execute(&format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", self.name)).unwrap();
    }
}

/// A cluster of its own on a disk that can be full.
pub(crate) struct SmallDisk {
    keeper: Child,
    said: BufReader<ChildStdout>,
    url: String,
}

impl SmallDisk {
    /// Of so many MiB. None where there is no PostgreSQL, or where nobody may mount a disk for oneself; both are said aloud.
    pub(crate) fn new(size: u32) -> Option<Self> {
        let Some(bin) = programs() else {
            assert!(std::env::var_os("CI").is_none(), "there is no PostgreSQL: install it");
            let _ =
                writeln!(std::io::stderr(), "SKIPPED on PostgreSQL: there is no initdb and pg_ctl for a cluster on a small disk");
            return None;
        };
        let dir = tempfile::Builder::new().prefix("yepiao-full-").tempdir().unwrap().keep();
        let mut keeper = Command::new("unshare");
        if is_root() {
            std::os::unix::fs::chown(&dir, Some(65534), Some(65534)).unwrap();
            keeper.arg("--mount");
        } else {
            keeper.args(["--user", "--map-current-user", "--keep-caps", "--mount"]);
        }
        keeper.args(["sh", "-c", SMALL_DISK, "keeper"]).arg(&bin).arg(&dir).arg(size.to_string());
        let skipped = || {
            let _ = std::fs::remove_dir_all(&dir);
            let line = "SKIPPED a full disk of PostgreSQL: no disk can be mounted here (unshare --mount, mount -t tmpfs)";
            let _ = writeln!(std::io::stderr(), "{line}");
            None
        };
        let Ok(mut keeper) = keeper.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn() else {
            return skipped();
        };
        let mut said = BufReader::new(keeper.stdout.take().unwrap());
        let mut first = String::new();
        said.read_line(&mut first).unwrap();
        if first.trim() == "ready" {
            let url = format!("postgresql:///postgres?host={}&user=yepiao", dir.display());
            return Some(Self { keeper, said, url });
        }
        let _ = keeper.wait();
        // Before there was a disk; what fails after that is no reason to skip anything.
        if !dir.join("mounted").exists() {
            return skipped();
        }
        let _: Option<Cluster> = fail(&dir);
        panic!("no cluster on a small disk: {first}");
    }

    /// The database on it; no other one is made.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Says something to its keeper, and waits until it is done.
    fn order(&mut self, order: &str) {
        let input = self.keeper.stdin.as_mut().unwrap();
        input.write_all(format!("{order}\n").as_bytes()).unwrap();
        let mut said = String::new();
        self.said.read_line(&mut said).unwrap();
        assert_eq!(said.trim(), "done");
    }

    /// Not one byte more goes onto the disk.
    pub(crate) fn fill(&mut self) {
        self.order("fill");
    }

    /// There is room again.
    pub(crate) fn free(&mut self) {
        self.order("free");
    }

    /// Starts the server again, as an operator does where it gave up.
    pub(crate) fn start(&mut self) {
        self.order("start");
    }

    /// From now on PostgreSQL's own log is written into a segment that has its place on the disk already: 16 MiB.
    pub(crate) fn with_a_fresh_segment(&self) {
        let mut connection = PgConnection::establish(&self.url).unwrap();
        connection.batch_execute("SELECT pg_switch_wal()").unwrap();
        connection.batch_execute("SELECT pg_logical_emit_message(true, 'test', 'x')").unwrap();
    }

    /// Writes its log on until it needs a segment that finds no room: it ends every connection then, this one too.
    pub(crate) fn needs_another_segment(&self) {
        let mut connection = PgConnection::establish(&self.url).unwrap();
        let next = "SELECT pg_switch_wal(), pg_logical_emit_message(true, 'test', 'x')";
        let ended = (0..20).any(|_| connection.batch_execute(next).is_err());
        assert!(ended, "there is room for 20 segments");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// The same server, another database: what stands behind the last slash of the path.
fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, None), |(base, query)| (base, Some(query)));
    let server = base.rsplit_once('/').filter(|(server, _)| !server.ends_with('/')).map_or(base, |(server, _)| server);
    query.map_or_else(|| format!("{server}/{name}"), |query| format!("{server}/{name}?{query}"))
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Ok(mut connection) = PgConnection::establish(&self.admin) {
            let _ = connection.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }
    }
}

#[test]
fn another_database_of_the_same_server() {
    assert_eq!(with_database("postgres://u:p@h:5432/a?sslmode=disable", "b"), "postgres://u:p@h:5432/b?sslmode=disable");
    assert_eq!(with_database("postgres://h", "b"), "postgres://h/b");
}
