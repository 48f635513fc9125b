//! What a crash may leave behind: where it happened, and nothing of what was in memory. Tokens, names and
//! numbers live there.

use std::panic::{self, PanicHookInfo};

/// Stands for a panic's text where that text was put together from data.
const WITHHELD: &str = "(text withheld, it could hold data)";

/// From here on no crash writes memory to disk or data to the log.
pub fn leaves_no_secrets() {
    panic::set_hook(Box::new(|crash| {
        let place = crash.location().map(ToString::to_string).unwrap_or_default();
        let said = text(crash);
        if tracing::dispatcher::has_been_set() {
            tracing::error!(place, said, "a part of Ringside stopped");
        } else {
            eprintln!("Ringside stopped at {place}: {said}");
        }
    }));
    #[cfg(unix)]
    no_core_dump();
}

/// A literal was written by us. Anything formatted may carry what it was formatted from.
fn text(crash: &PanicHookInfo<'_>) -> &'static str {
    crash.payload().downcast_ref::<&'static str>().copied().unwrap_or(WITHHELD)
}

#[cfg(unix)]
fn no_core_dump() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    // The hard limit stays: what the person starts from here, a browser for one, may raise it again.
    let limit = Rlimit { current: Some(0), ..getrlimit(Resource::Core) };
    if let Err(error) = setrlimit(Resource::Core, limit) {
        eprintln!("Ringside could not switch core dumps off: {error}");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, PoisonError};

    use super::*;

    #[test]
    fn a_panic_tells_its_place_and_no_data() {
        static SEEN: Mutex<Vec<&str>> = Mutex::new(Vec::new());
        let before = panic::take_hook();
        panic::set_hook(Box::new(|crash| {
            SEEN.lock().unwrap_or_else(PoisonError::into_inner).push(text(crash))
        }));
        let token = String::from("secret-token");
        let formatted = panic::catch_unwind(|| panic!("refused: {token}"));
        let literal = panic::catch_unwind(|| panic!("the board lost a call"));
        panic::set_hook(before);
        assert!(formatted.is_err() && literal.is_err(), "both panicked");
        let seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
        assert_eq!(*seen, [WITHHELD, "the board lost a call"], "data is withheld, our own words are kept");
    }

    #[cfg(unix)]
    #[test]
    fn core_dumps_are_off() {
        no_core_dump();
        let limit = rustix::process::getrlimit(rustix::process::Resource::Core);
        assert_eq!(limit.current, Some(0), "a core dump would hold every token in memory");
    }
}
