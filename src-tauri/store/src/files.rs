//! The database file as a file: where it is, who may read it, its logs beside it.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// What every SQLite database begins with.
pub(crate) const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// The length of its header.
const HEADER: u64 = 100;
/// What SQLite keeps beside the database.
const LOGS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Makes the folder, for this account only, if there is none.
pub(crate) fn make_folder(folder: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|wrong| refused(&wrong, folder))
}

/// Makes an empty file that only this account can read.
pub(crate) fn create_private(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|wrong| refused(&wrong, path))
}

/// Sees to it that files can be made beside the database, and that it and its logs, as far as they are
/// there, are open to this account only.
pub(crate) fn make_private(path: &Path) -> Result<()> {
    let probe = add_suffix(path, ".probe");
    remove(&probe)?;
    create_private(&probe)?;
    remove(&probe)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let Ok(about) = fs::metadata(path) else { return Ok(()) };
        let mode = about.permissions().mode() & 0o700;
        if !about.is_file() {
            return Ok(());
        }
        // A log that was made while the database was read-only would stay so.
        for each in LOGS.iter().map(|suffix| add_suffix(path, suffix)).chain([path.to_owned()]) {
            if fs::metadata(&each).is_ok_and(|about| about.permissions().mode() & 0o777 != mode) {
                fs::set_permissions(&each, fs::Permissions::from_mode(mode))
                    .map_err(|wrong| refused(&wrong, &each))?;
            }
        }
    }
    Ok(())
}

/// `None` if there is no file, an error in words if it cannot be a database.
pub(crate) fn begins_like_a_database(path: &Path) -> Result<Option<Result<(), String>>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(wrong) if wrong.kind() == ErrorKind::NotFound => return Ok(None),
        Err(wrong) => return Err(refused(&wrong, path)),
    };
    let about = file.metadata().map_err(|wrong| refused(&wrong, path))?;
    if !about.is_file() {
        return Err(Error::Foreign(path.display().to_string()));
    }
    let length = about.len();
    if length == 0 {
        return Ok(Some(Err("the file is empty".to_owned())));
    }
    let mut start = [0; 16];
    let is_ours = length >= HEADER && file.read_exact(&mut start).is_ok() && start == *MAGIC;
    Ok(Some(if is_ours { Ok(()) } else { Err("the file is not a database".to_owned()) }))
}

/// The file's length in bytes.
pub(crate) fn length(path: &Path) -> Result<u64> {
    fs::metadata(path).map(|about| about.len()).map_err(|wrong| refused(&wrong, path))
}

/// Returns once all of the file is on the disk.
pub(crate) fn sync(path: &Path) -> Result<()> {
    let file = OpenOptions::new().write(true).open(path);
    file.and_then(|file| file.sync_all()).map_err(|wrong| refused(&wrong, path))
}

/// `house.db` and `-wal` make `house.db-wal`.
pub(crate) fn add_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Renames the file and its logs, and sees to it that the names are on disk.
pub(crate) fn move_with_logs(from: &Path, to: &Path) -> Result<()> {
    // The logs go first: a database that is there without them would look complete.
    for suffix in LOGS {
        move_if_there(&add_suffix(from, suffix), &add_suffix(to, suffix))?;
    }
    move_if_there(from, to)?;
    #[cfg(unix)]
    if let Some(folder) = to.parent() {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(|wrong| refused(&wrong, folder))?;
    }
    Ok(())
}

/// Removes the file and its logs.
pub(crate) fn remove_with_logs(path: &Path) -> Result<()> {
    for suffix in LOGS {
        remove(&add_suffix(path, suffix))?;
    }
    remove(path)
}

/// The database library takes a URL: everything but the plainest characters is spelled out.
pub(crate) fn url_of(path: &Path, mode: &str) -> Result<String> {
    let text = path.to_str().ok_or_else(|| Error::Path(path.to_owned()))?;
    let mut url = String::from("sqlite://");
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => url.push(char::from(byte)),
            other => url.push_str(&format!("%{other:02X}")),
        }
    }
    Ok(format!("{url}?mode={mode}"))
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(wrong) if wrong.kind() != ErrorKind::NotFound => Err(refused(&wrong, path)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn move_if_there(from: &Path, to: &Path) -> Result<()> {
    match fs::rename(from, to) {
        Err(wrong) if wrong.kind() != ErrorKind::NotFound => Err(refused(&wrong, from)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// What the system would not do, sorted by what somebody can do about it.
pub(crate) fn refused(wrong: &std::io::Error, path: &Path) -> Error {
    let said = format!("{}: {wrong}", path.display());
    match wrong.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Error::ReadOnly(said),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Error::Full,
        _ => Error::Unavailable(said),
    }
}
