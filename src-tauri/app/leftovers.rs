//! What a closed window leaves behind on Linux: WebKit's network process, which serves nobody any more, and the code
//! that drew the window, which stays in memory.
//!
//! In: the news that there has been no window for a while. Out: less memory taken. Both come back by themselves with
//! the next window. Not here: the page's own process, which goes with the window.

use std::ffi::{c_int, c_void};
use std::fs;
use std::io;
use std::ops::Range;

use rustix::process::{Pid, Signal, getpid, kill_process};

/// As the system cuts the name off.
const NETWORK_PROCESS: &str = "(WebKitNetworkPr)";

/// Linux's `MADV_DONTNEED`.
const DONT_NEED: c_int = 4;

/// Clears up. On the main thread only: libraries come and go there, so that none does meanwhile.
pub fn clear() {
    for process in network_processes() {
        if let Err(error) = kill_process(process, Signal::TERM) {
            tracing::debug!(%error, "WebKit's network process stays");
        }
    }
    let Ok(map) = fs::read_to_string("/proc/self/smaps") else { return };
    untouched(&map).for_each(give_back);
}

/// The network processes that this program started. WebKit starts another one when a page needs it.
fn network_processes() -> impl Iterator<Item = Pid> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| {
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        let mut words = stat.split(' ');
        let (id, name, _state, parent) = (words.next()?, words.next()?, words.next()?, words.next()?);
        let is_ours = name == NETWORK_PROCESS && parent.parse() == Ok(getpid().as_raw_nonzero().get());
        is_ours.then(|| id.parse().ok().and_then(Pid::from_raw)).flatten()
    })
}

/// The places of files in memory that cannot be written to and never were: code, and constants beside it.
fn untouched(map: &str) -> impl Iterator<Item = Range<usize>> {
    let mut place = None;
    map.lines().filter_map(move |line| {
        if let Some(anonymous) = line.strip_prefix("Anonymous:") {
            return place.take().filter(|_| anonymous.trim() == "0 kB");
        }
        let mut words = line.split_ascii_whitespace();
        if let (Some((from, until)), Some(rights)) = (words.next()?.split_once('-'), words.next()) {
            let is_file = words.nth(3).is_some_and(|path| path.starts_with('/'));
            let from_until = usize::from_str_radix(from, 16).ok().zip(usize::from_str_radix(until, 16).ok());
            place = from_until
                .filter(|_| is_file && matches!(rights, "r-xp" | "r--p"))
                .map(|(from, until)| from..until);
        }
        None
    })
}

/// What is read there again comes from the file again.
#[expect(unsafe_code, reason = "memory is given back by address, and the system cannot know who needs it")]
fn give_back(place: Range<usize>) {
    let address = std::ptr::with_exposed_provenance_mut(place.start);
    unsafe extern "C" {
        fn madvise(address: *mut c_void, length: usize, advice: c_int) -> c_int;
    }
    // SAFETY: the place holds pages of a file as they are in the file: it is mapped without the right to write, and
    // no page of it was ever written. Reading them again gives the same bytes. Libraries are loaded and unloaded on
    // this thread, so it is still that file.
    if unsafe { madvise(address, place.len(), DONT_NEED) } != 0 {
        tracing::debug!(error = %io::Error::last_os_error(), "code stays in memory");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = "\
5574d1000000-5574d1004000 r--p 00000000 fe:00 77 /usr/bin/ringside
Rss:                  16 kB
Anonymous:             0 kB
5574d1004000-5574d1010000 r-xp 00004000 fe:00 77 /usr/bin/ringside
Anonymous:             0 kB
5574d1010000-5574d1011000 r--p 00010000 fe:00 77 /usr/bin/ringside
Anonymous:             4 kB
5574d1011000-5574d1012000 rw-p 00011000 fe:00 77 /usr/bin/ringside
Anonymous:             0 kB
5574d2000000-5574d2012000 rw-p 00000000 00:00 0 [heap]
Anonymous:            72 kB
7f0000000000-7f0000001000 r-xp 00000000 00:00 0
Anonymous:             0 kB
7f0000002000-7f0000003000 r-xp 00000000 00:00 0 [vdso]
Anonymous:             0 kB
";

    #[test]
    fn only_what_was_never_written_is_given_back() {
        let places: Vec<_> = untouched(MAP).collect();
        let expected = [0x5574_d100_0000..0x5574_d100_4000, 0x5574_d100_4000..0x5574_d101_0000];
        assert_eq!(
            places, expected,
            "code and constants of files; nothing relocated, written, or without a file"
        );
    }

    #[test]
    fn a_program_goes_on_after_its_code_was_given_back() {
        let map = fs::read_to_string("/proc/self/smaps").expect("Linux tells what is in memory");
        let before = untouched(&map).count();
        assert!(before > 0, "the test's own code is there");
        clear();
        let map = fs::read_to_string("/proc/self/smaps")
            .expect("reading still works, from code that was read again");
        assert_eq!(untouched(&map).count(), before, "nothing was unmapped");
    }
}
