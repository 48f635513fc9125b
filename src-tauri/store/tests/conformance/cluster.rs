//! A PostgreSQL server of the tests' own: in a temporary folder, on a unix socket, for as long as the tests
//! run. However they end, the server ends with them: it is watched by a shell that waits for the end of a
//! pipe which only this process holds open.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The account that runs the server when the tests run as root, whom PostgreSQL refuses.
const ACCOUNT: &str = "postgres";

/// The running server.
pub struct Cluster {
    folder: PathBuf,
    databases: AtomicU32,
    _watched: Child,
}

impl Cluster {
    /// The server all tests of this process share.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// The address of a database on it.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{ACCOUNT}@localhost/{database}?host={}", self.folder.display())
    }

    /// A name no other test has.
    pub fn fresh_name(&self) -> String {
        format!("store_{}", self.databases.fetch_add(1, Ordering::Relaxed))
    }

    fn start() -> Self {
        let bin = binaries();
        let folder =
            tempfile::Builder::new().prefix("ringside-pg-").tempdir().expect("a temporary folder").keep();
        let root = is_root(&folder);
        if root {
            give_to_account(&folder);
        }
        let script = format!(
            "trap '' INT\n\
             cd {folder}\n\
             {bin}/initdb -D data -U {ACCOUNT} -A trust -E UTF8 --locale=C --no-sync >log 2>&1 &&\n\
             {bin}/pg_ctl -D data -w -l server.log -o \"-k {folder} -c listen_addresses= -c fsync=off \
                -c max_connections=300 -c shared_buffers=32MB\" start >>log 2>&1 && echo ready\n\
             cat log server.log >&2\n\
             cat >/dev/null\n\
             {bin}/pg_ctl -D data -m immediate stop >/dev/null 2>&1\n\
             cd / && rm -rf {folder}\n",
            folder = folder.display(),
            bin = bin.display(),
        );
        let mut command = if root {
            let mut command = Command::new("runuser");
            command.args(["-u", ACCOUNT, "--", "sh", "-c", &script]);
            command
        } else {
            let mut command = Command::new("sh");
            command.args(["-c", &script]);
            command
        };
        let log = std::fs::File::create(folder.with_extension("log")).expect("a log file");
        let mut watched = command
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
        Self { folder, databases: AtomicU32::new(0), _watched: watched }
    }
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

/// Whether files we make belong to root.
fn is_root(ours: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(ours).is_ok_and(|ours| ours.uid() == 0)
}

fn give_to_account(folder: &Path) {
    let asked = Command::new("id").args(["-u", ACCOUNT]).output().expect("id answers");
    let uid = String::from_utf8_lossy(&asked.stdout).trim().parse::<u32>().unwrap_or_else(|_| {
        panic!("PostgreSQL does not run as root, and there is no account `{ACCOUNT}` to run it as")
    });
    std::os::unix::fs::chown(folder, Some(uid), None).expect("root gives a folder away");
}
