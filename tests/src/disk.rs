//! A disk of a few megabytes that a test can fill and clear, in the memory of this machine.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

const FILLER: &str = "somebody-elses-film";

/// Mounted until it is dropped.
#[derive(Debug)]
pub struct SmallDisk(TempDir);

impl SmallDisk {
    /// `None` where this account may not mount anything.
    pub fn mounted() -> Option<Self> {
        let place = TempDir::new().expect("a place to mount it");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs"]).arg(place.path());
        let mounted = mount.output().is_ok_and(|done| done.status.success());
        mounted.then_some(Self(place))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Takes all the space that is left.
    pub fn fill(&self) {
        let whole = fs::write(self.filler(), vec![0; 16 * 1024 * 1024]);
        assert!(whole.is_err(), "nobody has that much space here");
    }

    /// Takes all but so many bytes of the space that is left.
    pub fn fill_but(&self, bytes: u64) {
        self.fill();
        let filler = OpenOptions::new().write(true).open(self.filler()).expect("the filler is ours");
        let length = filler.metadata().expect("a length").len();
        filler.set_len(length.saturating_sub(bytes)).expect("it can be cut");
    }

    /// Gives it back.
    pub fn clear(&self) {
        fs::remove_file(self.filler()).expect("what was filled can be cleared");
    }

    fn filler(&self) -> PathBuf {
        self.path().join(FILLER)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: whoever still has a file open there keeps it.
        let _ = Command::new("umount").arg("-l").arg(self.path()).output();
    }
}
