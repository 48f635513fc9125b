//! One process per data folder: two would renew the same tokens and journal the same notices.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::Path;

use crate::error::{AppError, Code};
use crate::words;

/// Holds the folder until it is dropped, or the process is killed.
#[derive(Debug)]
pub(crate) struct DataLock(File);

impl DataLock {
    /// Takes the folder, making it if there is none.
    pub fn take(folder: &Path) -> Result<Self, AppError> {
        let trouble = |error: std::io::Error| AppError::new(Code::Refused, words::folder(folder, &error));
        fs::create_dir_all(folder).map_err(trouble)?;
        let path = folder.join("ringside.lock");
        let file =
            OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(trouble)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(AppError::new(Code::Refused, words::ALREADY_RUNNING)),
            Err(TryLockError::Error(error)) => Err(trouble(error)),
        }
    }
}

impl Drop for DataLock {
    fn drop(&mut self) {
        // Closing would do, but for a program that is being started at this moment and has the file for an instant.
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "the data folder could not be given back");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_taken_by_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = DataLock::take(folder.path()).expect("the first one gets it");
        let refused = DataLock::take(folder.path()).expect_err("the second one does not");
        assert_eq!(refused.message, words::ALREADY_RUNNING, "and is told why");
        drop(first);
        DataLock::take(folder.path()).expect("once it is given back the next one gets it");
    }
}
