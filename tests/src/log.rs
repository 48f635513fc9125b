//! Everything that was logged, at the finest level, so that a test can look for what must not be there.

use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use tracing_subscriber::fmt::MakeWriter;

static LINES: OnceLock<Mutex<Vec<u8>>> = OnceLock::new();

/// Begins to record. Once is enough, more does no harm.
pub fn record() {
    let wanted = "trace,hyper=info,hyper_util=info,reqwest=info,sqlx=info,h2=info,tungstenite=info,mio=info,\
                  rustls=info,want=info,simulator=info";
    // Another test of the same process may have begun before.
    let _ =
        tracing_subscriber::fmt().with_ansi(false).with_env_filter(wanted).with_writer(Recorder).try_init();
}

/// All text logged by this process so far.
pub fn recorded() -> String {
    String::from_utf8_lossy(&lines()).into_owned()
}

/// Whether a text was logged.
pub fn holds(text: &str) -> bool {
    assert!(!text.is_empty(), "nothing cannot be looked for");
    String::from_utf8_lossy(&lines()).contains(text)
}

fn lines() -> MutexGuard<'static, Vec<u8>> {
    LINES.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

struct Recorder;

impl Write for Recorder {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        lines().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Recorder {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}
