//! The log: to the terminal and to `logs/ringside.log` in the data folder, one line per event. A full file
//! becomes `ringside.log.1` and so on; the oldest goes. Lines carry ids, not numbers, names or secrets.

use std::fs::{self, File};
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tracing::Level;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::folder::{private_file, private_folder};

/// A file is full at this size, in bytes.
const FULL: u64 = 4 * 1024 * 1024;
/// Full files that are kept.
const KEPT: u32 = 4;
/// The crates whose lines are ours to vouch for.
const OURS: [&str; 6] = ["ringside", "engine", "domain", "ringcentral", "store", "simulator"];

/// Starts logging. Without a file the terminal still gets everything.
pub fn start(data_folder: &Path, level: Level) {
    let colors = io::stderr().is_terminal();
    let terminal = tracing_subscriber::fmt::layer().with_ansi(colors).with_writer(io::stderr);
    let file = open(&data_folder.join("logs"));
    let trouble = file.as_ref().err().map(ToString::to_string);
    let file =
        file.ok().map(|file| tracing_subscriber::fmt::layer().with_ansi(false).with_writer(Mutex::new(file)));
    let started =
        tracing_subscriber::registry().with(terminal.and_then(file).with_filter(filter(level))).try_init();
    if let Some(trouble) = trouble {
        tracing::warn!(trouble, "the log has no file");
    }
    if let Err(error) = started {
        tracing::warn!(%error, "somebody else keeps the log");
    }
}

/// Ours as told; others only from warnings on, whatever was told: a library's debug lines may show headers.
fn filter(level: Level) -> Targets {
    Targets::new()
        .with_default(LevelFilter::WARN.min(level.into()))
        .with_targets(OURS.map(|name| (name, LevelFilter::from_level(level))))
}

fn open(folder: &Path) -> io::Result<LogFile> {
    private_folder(folder)?;
    LogFile::open(folder.join("ringside.log"), FULL)
}

/// The file that is being written, and when to begin a new one.
#[derive(Debug)]
struct LogFile {
    path: PathBuf,
    file: File,
    size: u64,
    full: u64,
}

impl LogFile {
    fn open(path: PathBuf, full: u64) -> io::Result<Self> {
        let file = private_file(&path)?;
        let size = file.metadata()?.len();
        Ok(Self { path, file, size, full })
    }

    fn begin_anew(&mut self) -> io::Result<()> {
        for number in (1..KEPT).rev() {
            match fs::rename(self.numbered(number), self.numbered(number + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        fs::rename(&self.path, self.numbered(1))?;
        self.file = private_file(&self.path)?;
        self.size = 0;
        Ok(())
    }

    fn numbered(&self, number: u32) -> PathBuf {
        self.path.with_extension(format!("log.{number}"))
    }
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let length = line.len() as u64;
        if self.size > 0 && self.size + length > self.full {
            self.begin_anew()?;
        }
        self.file.write_all(line)?;
        self.size += length;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_file_is_put_aside_and_the_oldest_goes() {
        let house = tempfile::tempdir().expect("a temporary folder");
        let path = house.path().join("ringside.log");
        let mut log = LogFile::open(path.clone(), 10).expect("it can be opened");
        for line in ["first 6\n", "second7\n", "third 7\n", "fourth7\n", "fifth 7\n", "sixth 7\n"] {
            log.write_all(line.as_bytes()).expect("it can be written");
        }
        let read = |name: &str| fs::read_to_string(house.path().join(name)).unwrap_or_default();
        assert_eq!(read("ringside.log"), "sixth 7\n", "the newest lines are in the file itself");
        assert_eq!(read("ringside.log.1"), "fifth 7\n", "what came before is beside it");
        assert_eq!(read("ringside.log.4"), "second7\n", "four full files are kept");
        assert_eq!(fs::read_dir(house.path()).expect("it is ours").count(), 5, "the oldest one went");
    }

    #[test]
    fn a_restart_goes_on_in_the_same_file() {
        let house = tempfile::tempdir().expect("a temporary folder");
        let path = house.path().join("ringside.log");
        for line in ["before\n", "after\n"] {
            let mut log = LogFile::open(path.clone(), 100).expect("it can be opened");
            log.write_all(line.as_bytes()).expect("it can be written");
        }
        assert_eq!(
            fs::read_to_string(&path).expect("it is ours"),
            "before\nafter\n",
            "nothing is overwritten"
        );
    }

    #[test]
    fn other_peoples_debug_lines_are_never_written() {
        let filter = filter(Level::TRACE);
        assert!(filter.would_enable("engine::live", &Level::TRACE), "ours are, when asked for");
        assert!(!filter.would_enable("hyper::proto::h1", &Level::DEBUG), "a library may print headers there");
        assert!(filter.would_enable("hyper::proto::h1", &Level::WARN), "its warnings are welcome");
    }
}
