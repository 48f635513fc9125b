//! A PostgreSQL server of the tests' own: in a temporary folder, on a unix socket where every login is believed, and on
//! a port of this machine where passwords are asked for and TLS is spoken, for as long as the tests run. However they
//! end, the server ends with them: it is watched by a shell that waits for the end of a pipe which only this process
//! holds open.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The account that runs the server when the tests run as root, whom PostgreSQL refuses.
const ACCOUNT: &str = "postgres";

/// The running server.
pub struct Cluster {
    folder: PathBuf,
    port: u16,
    databases: AtomicU32,
    _watched: Child,
}

impl Cluster {
    /// The server all tests of this process share.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// The address of a database on it, over the socket, as its owner.
    pub fn url(&self, database: &str) -> String {
        self.url_of(ACCOUNT, database)
    }

    /// The same for another login.
    pub fn url_of(&self, login: &str, database: &str) -> String {
        format!("postgres://{login}@localhost:{}/{database}?host={}", self.port, self.folder.display())
    }

    /// The address of a database over the network of this machine, where passwords are asked for. The certificate
    /// is `localhost`'s.
    pub fn url_over_tcp(&self, host: &str, login: &str, password: &str, database: &str) -> String {
        format!("postgres://{login}:{password}@{host}:{}/{database}", self.port)
    }

    /// The certificate to trust for it.
    pub fn certificate(&self) -> PathBuf {
        self.folder.join("server.crt")
    }

    /// Stops the server at once, as a crash does, and starts it again.
    pub fn restart(&self) {
        self.control(&["-m", "immediate", "restart"]);
    }

    /// Takes the server away.
    pub fn stop(&self) {
        self.control(&["-m", "immediate", "stop"]);
    }

    /// Brings it back.
    pub fn start_again(&self) {
        self.control(&["start"]);
    }

    fn control(&self, words: &[&str]) {
        let mut script = format!(
            "cd {0} && {1}/pg_ctl -D data -w -l server.log",
            self.folder.display(),
            binaries().display()
        );
        for word in words {
            script.push(' ');
            script.push_str(word);
        }
        script.push_str(" >>log 2>&1");
        let done = as_account(owned_by_account(), &script).status().expect("a shell");
        let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        assert!(done.success(), "pg_ctl {words:?} did not do it; it said:\n{log}");
    }

    /// A name no other test has.
    pub fn fresh_name(&self) -> String {
        format!("store_{}_{}", std::process::id(), self.databases.fetch_add(1, Ordering::Relaxed))
    }

    /// A server of a test's own, which may stop it.
    pub fn own() -> Self {
        Self::start()
    }

    fn start() -> Self {
        let bin = binaries();
        let folder =
            tempfile::Builder::new().prefix("ringside-pg-").tempdir().expect("a temporary folder").keep();
        let root = owned_by_account();
        if root {
            give_to_account(&folder);
        }
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
        // The options stand in the settings file, so that a restart keeps them.
        let script = format!(
            "trap '' INT\n\
             cd {folder}\n\
             {bin}/initdb -D data -U {ACCOUNT} -A trust -E UTF8 --locale=C --no-sync >log 2>&1 &&\n\
             openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE \
                -keyout server.key -out server.crt >>log 2>&1 && chmod 600 server.key &&\n\
             printf '%s\\n' 'local all all trust' 'host all all 127.0.0.1/32 scram-sha-256' >data/pg_hba.conf &&\n\
             printf '%s\\n' \"unix_socket_directories = '{folder}'\" \"listen_addresses = '127.0.0.1'\" 'port = {port}' \
                'ssl = on' \"ssl_cert_file = '{folder}/server.crt'\" \"ssl_key_file = '{folder}/server.key'\" \
                'fsync = off' 'max_connections = 300' 'shared_buffers = 32MB' >>data/postgresql.conf &&\n\
             {bin}/pg_ctl -D data -w -l server.log start >>log 2>&1 && echo ready\n\
             cat log server.log >&2\n\
             cat >/dev/null\n\
             {bin}/pg_ctl -D data -m immediate stop >/dev/null 2>&1\n\
             cd / && rm -rf {folder}\n",
            folder = folder.display(),
            bin = bin.display(),
        );
        let log = std::fs::File::create(folder.with_extension("log")).expect("a log file");
        let mut watched = as_account(root, &script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("a shell that starts PostgreSQL");
        let mut said = String::new();
        let out = watched.stdout.take().expect("the shell's output");
        BufReader::new(out).read_line(&mut said).expect("the shell says when the server is ready");
        let log = std::fs::read_to_string(folder.with_extension("log")).unwrap_or_default();
        // The log served its purpose once the server runs.
        let _ = std::fs::remove_file(folder.with_extension("log"));
        assert_eq!(said.trim(), "ready", "the private PostgreSQL server did not start; it said:\n{log}");
        Self { folder, port, databases: AtomicU32::new(0), _watched: watched }
    }
}

/// A shell, run by the server's account when the tests run as root.
fn as_account(root: bool, script: &str) -> Command {
    let mut command = Command::new(if root { "runuser" } else { "sh" });
    if root {
        command.args(["-u", ACCOUNT, "--", "sh"]);
    }
    command.args(["-c", script]);
    command
}

/// Where PostgreSQL's own programs are, the newest version's.
fn binaries() -> PathBuf {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = debian
        .filter_map(|version| Some((version.file_name().to_str()?.parse().ok()?, version.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").exists())
        .collect();
    found.sort();
    if let Some((_, newest)) = found.pop() {
        return newest;
    }
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&on_path).find(|folder| folder.join("initdb").exists()).unwrap_or_else(|| {
        panic!(
            "PostgreSQL's server programs (initdb, pg_ctl) are not installed, so its half of the store cannot \
             be tested. Install them: `apt-get install postgresql`, or run `cargo xtask test`, which does."
        )
    })
}

/// PostgreSQL does not run as root: then its own account runs it.
fn owned_by_account() -> bool {
    use std::os::unix::fs::MetadataExt;
    let ours = std::fs::metadata("/proc/self");
    ours.is_ok_and(|ours| ours.uid() == 0)
}

fn give_to_account(folder: &Path) {
    let asked = Command::new("id").args(["-u", ACCOUNT]).output().expect("id answers");
    let uid = String::from_utf8_lossy(&asked.stdout).trim().parse::<u32>().unwrap_or_else(|_| {
        panic!("PostgreSQL does not run as root, and there is no account `{ACCOUNT}` to run it as")
    });
    std::os::unix::fs::chown(folder, Some(uid), None).expect("root gives a folder away");
}
