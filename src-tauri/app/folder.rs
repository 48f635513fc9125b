//! The data folder: where this copy of Ringside keeps what it owns, and the lock that lets only one process
//! at a time work in it. Folders are 0700, files 0600.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The folder, held by this process until it ends.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    _lock: File,
}

/// Why Ringside cannot work in its folder.
#[derive(Debug, thiserror::Error)]
pub enum FolderTrouble {
    /// It can be neither made nor used.
    #[error("Ringside cannot use its data folder {}: {source}. Check that it is yours and that the disk is not full.", path.display())]
    Unusable {
        /// Which folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another Ringside works there.
    #[error("Ringside is already running with the data folder {}. Open it from the tray.", .0.display())]
    InUse(PathBuf),
}

impl DataFolder {
    /// Makes the folder where it does not exist, and takes its lock.
    pub fn open(path: PathBuf) -> Result<Self, FolderTrouble> {
        let unusable = |source| FolderTrouble::Unusable { path: path.clone(), source };
        private_folder(&path).map_err(unusable)?;
        let lock = private_file(&path.join("app.lock")).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(FolderTrouble::InUse(path)),
            Err(TryLockError::Error(error)) => Err(unusable(error)),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A folder that only its owner can look into. One that exists keeps its mode: it may be somebody's home.
pub fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// A file that only its owner can read, opened for appending, whatever its mode was.
pub fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

/// An empty file that only its owner can read, in place of what was there.
pub fn empty_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The usual place for a person's data on this system; `None` where there is no home.
pub fn usual(identifier: &str) -> Option<PathBuf> {
    dirs::data_dir().map(|data| data.join(identifier))
}

/// The same folder under one name, however it was spelled: two spellings must not make two copies.
pub fn one_name(path: &Path) -> PathBuf {
    fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(path).expect("it exists").permissions().mode() & 0o777
    }

    #[test]
    fn a_second_process_is_kept_out() {
        let house = tempfile::tempdir().expect("a temporary folder");
        let path = house.path().join("data");
        let first = DataFolder::open(path.clone()).expect("nobody works there");
        let second = DataFolder::open(path.clone()).expect_err("the first one still works there");
        assert!(matches!(second, FolderTrouble::InUse(_)), "it is in use, not broken: {second}");
        drop(first);
        DataFolder::open(path).expect("the lock goes with the process that held it");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_sees_what_is_inside() {
        let house = tempfile::tempdir().expect("a temporary folder");
        let folder = DataFolder::open(house.path().join("data")).expect("it can be made");
        assert_eq!(mode(folder.path()), 0o700, "the folder is its owner's");
        assert_eq!(mode(&folder.path().join("app.lock")), 0o600, "so is what is in it");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_was_open_to_others_is_closed_to_them() {
        let house = tempfile::tempdir().expect("a temporary folder");
        let path = house.path().join("ringside.log");
        fs::write(&path, "earlier").expect("it can be written");
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o644)).expect("it is ours");
        private_file(&path).expect("it can be opened");
        assert_eq!(mode(&path), 0o600, "an earlier mode does not stay");
        assert_eq!(fs::read_to_string(&path).expect("it is ours"), "earlier", "nothing in it is lost");
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_said_with_its_name() {
        let house = tempfile::tempdir().expect("a temporary folder");
        let file = house.path().join("a file");
        fs::write(&file, "").expect("it can be written");
        let trouble = DataFolder::open(file.join("data")).expect_err("a file has no folders in it");
        assert!(trouble.to_string().contains("a file"), "the sentence names the folder: {trouble}");
    }
}
