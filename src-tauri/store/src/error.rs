//! What can go wrong with the store, sorted by what somebody can do about it. Each sentence says that.

use std::error::Error as StdError;
use std::path::PathBuf;

use sqlx::migrate::MigrateError;

/// The store did not do it. Whatever the error, nothing was half written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It does not answer, or is busy: the same call may work in a moment.
    #[error("The database cannot be reached just now ({0}). Nothing was changed; try again in a moment.")]
    Unavailable(String),
    /// The connection broke while the database was saving.
    #[error(
        "The connection to the database broke while it was saving ({0}). It may have been saved: look again in a moment."
    )]
    Unsure(String),
    /// Another desk changed the same rows at the same moment, and the database let that one win.
    #[error("Somebody else changed the same thing at this moment. Nothing was changed here; try again.")]
    Collision,
    /// The file or the server's data is damaged.
    #[error(
        "The database is damaged ({0}). Quit Ringside and start it again: it sets the damaged file aside and keeps what can be read."
    )]
    Corrupt(String),
    /// The disk under it reports an error.
    #[error(
        "The disk that holds the database reports an error ({0}). Nothing was changed; try again, and have the disk looked at if it stays."
    )]
    Disk(String),
    /// No space is left.
    #[error("The disk that holds the database is full. Nothing was changed; free some space and try again.")]
    Full,
    /// It can be read but not written.
    #[error("The database cannot be written ({0}). Make the file and its folder writable for your account.")]
    ReadOnly(String),
    /// The server knows who asks, and says no.
    #[error("The database refused ({0}). Ask whoever administers it for access.")]
    Forbidden(String),
    /// The server did not take the login with this password.
    #[error(
        "The server refused the login with this password ({0}). Enter the password again, or ask whoever administers the database."
    )]
    WrongPassword(String),
    /// Written by a later version of Ringside.
    #[error(
        "This database was written by a newer Ringside (schema {found}, this one knows {known}). Update Ringside on this desk."
    )]
    TooNew {
        /// The newest change applied to the database.
        found: i64,
        /// The newest change this program knows.
        known: i64,
    },
    /// A shared database that has not been prepared for this version.
    #[error(
        "This database has not been prepared for this version of Ringside (schema {found}, needed {needed}). An administrator must update it first."
    )]
    TooOld {
        /// The newest change applied to the database; 0 for an empty one.
        found: i64,
        /// What this program needs.
        needed: i64,
    },
    /// A database of something else.
    #[error("{0} is not a database of Ringside. Nothing in it was changed; choose another place.")]
    Foreign(String),
    /// The text is no address of a PostgreSQL database.
    #[error(
        "That is not the address of a PostgreSQL database ({0}). It looks like postgres://name@server/database."
    )]
    Address(String),
    /// Whatever answers at the address speaks another language.
    #[error("What answers at that address is no PostgreSQL server ({0}). Check the server's name and port.")]
    NotPostgres(String),
    /// The connection could not be made safe.
    #[error(
        "The server could not prove that it is the one in the address ({0}). Nothing was sent to it; ask whoever administers it for its right name and certificate."
    )]
    Untrusted(String),
    /// The login is good, but no dispatcher's.
    #[error("The login {0} is no dispatcher's in this database. Ask an administrator to add you.")]
    Stranger(String),
    /// The extension is bound to somebody else.
    #[error(
        "This RingCentral extension belongs to another dispatcher of the shared database, or you have another one there. Sign in with your own, or ask an administrator."
    )]
    NotYours,
    /// A name that no login can have.
    #[error("{0:?} cannot be a login. Use small letters, digits and underscores, and begin with a letter.")]
    LoginName(String),
    /// The name is in use on the server.
    #[error("The login {0} is taken on this server. Choose another one.")]
    LoginTaken(String),
    /// What was moved does not stand there as it was sent.
    #[error("{table}: {missing} rows did not arrive. Nothing of them was kept; move again.")]
    NotMoved {
        /// Which table.
        table: String,
        /// How many rows.
        missing: u64,
    },
    /// A path that the database library cannot be given.
    #[error("The folder {} cannot hold the database: its name is not readable as text. Choose another one.", .0.display())]
    Path(PathBuf),
    /// The row that was referred to is not there.
    #[error("What this refers to is not in the database any more. Look again and repeat.")]
    Missing,
    /// The row is there already.
    #[error("This is in the database already.")]
    AlreadyThere,
    /// A statement failed in a way that should not happen.
    #[error("The database could not do it ({0}). Nothing was changed; if it happens again, report it.")]
    Query(#[source] Box<dyn StdError + Send + Sync>),
}

/// How far an error reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What was asked is refused, and nothing else.
    Asked,
    /// Nothing works for now, for this reason; it may work again by itself.
    ForNow(HeldUp),
    /// Nothing works well until the program starts again.
    UntilRestart,
}

/// What holds everything up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldUp {
    /// The database does not answer.
    Away,
    /// Its disk reports errors.
    DiskFails,
    /// Its disk is full.
    DiskFull,
    /// It can be read and not written.
    ReadOnly,
}

/// The store's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// What went wrong while a connection was made: an answer that is no sense is no PostgreSQL server's.
    pub(crate) fn connecting(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Protocol(wrong) => Self::NotPostgres(wrong.clone()),
            sqlx::Error::Io(wrong) if wrong.kind() == std::io::ErrorKind::UnexpectedEof => {
                Self::NotPostgres("it hung up".to_owned())
            }
            sqlx::Error::Tls(wrong) => Self::Untrusted(wrong.to_string()),
            // The library that checks certificates says so in this kind.
            sqlx::Error::Io(wrong) if wrong.kind() == std::io::ErrorKind::InvalidData => {
                Self::Untrusted(wrong.to_string())
            }
            _ => error.into(),
        }
    }

    /// What it means for whatever is asked next.
    pub const fn extent(&self) -> Extent {
        match self {
            Self::Unavailable(_) | Self::Unsure(_) => Extent::ForNow(HeldUp::Away),
            Self::Disk(_) => Extent::ForNow(HeldUp::DiskFails),
            Self::Full => Extent::ForNow(HeldUp::DiskFull),
            Self::ReadOnly(_) => Extent::ForNow(HeldUp::ReadOnly),
            Self::Corrupt(_) => Extent::UntilRestart,
            Self::Collision
            | Self::Forbidden(_)
            | Self::WrongPassword(_)
            | Self::TooNew { .. }
            | Self::TooOld { .. }
            | Self::Foreign(_)
            | Self::Address(_)
            | Self::NotPostgres(_)
            | Self::Untrusted(_)
            | Self::Stranger(_)
            | Self::NotYours
            | Self::LoginName(_)
            | Self::LoginTaken(_)
            | Self::NotMoved { .. }
            | Self::Path(_)
            | Self::Missing
            | Self::AlreadyThere
            | Self::Query(_) => Extent::Asked,
        }
    }

    /// Whether everything may work again without a restart, and nothing that was asked for is wrong.
    pub const fn passes(&self) -> bool {
        matches!(self.extent(), Extent::ForNow(_))
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match &error {
            E::Database(refused) => {
                if refused.is_unique_violation() {
                    return Self::AlreadyThere;
                }
                if refused.is_foreign_key_violation() {
                    return Self::Missing;
                }
                let said = refused.message().to_owned();
                let code = refused.code().unwrap_or_default().into_owned();
                match code.parse::<i32>() {
                    Ok(number) if code.len() < 5 => from_sqlite(number, said, error),
                    Ok(_) | Err(_) => from_postgres(&code, said, error),
                }
            }
            E::Io(_) | E::Tls(_) | E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed | E::BeginFailed => {
                Self::Unavailable(error.to_string())
            }
            E::Configuration(wrong) => Self::Address(wrong.to_string()),
            _ => Self::Query(error.into()),
        }
    }
}

impl From<MigrateError> for Error {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            MigrateError::VersionMissing(found) => Self::TooNew { found, known: crate::backend::newest() },
            MigrateError::VersionMismatch(version) => {
                Self::Foreign(format!("A database whose change {version} was made by another build"))
            }
            other => Self::Query(other.into()),
        }
    }
}

/// What SQLite could not do with a disk: make the index of its log long enough, for which it takes the space at once.
const SHARED_MEMORY_SIZE: i32 = 19;

/// SQLite's result codes; the low byte is the kind.
fn from_sqlite(code: i32, said: String, error: sqlx::Error) -> Error {
    match code & 0xff {
        10 if code >> 8 == SHARED_MEMORY_SIZE => Error::Full,
        10 => Error::Disk(said),
        5 | 6 | 14 | 15 => Error::Unavailable(said),
        3 | 8 | 23 => Error::ReadOnly(said),
        11 | 26 => Error::Corrupt(said),
        13 => Error::Full,
        _ => Error::Query(error.into()),
    }
}

/// PostgreSQL's SQLSTATEs; the first two letters are the class.
fn from_postgres(code: &str, said: String, error: sqlx::Error) -> Error {
    match code {
        "53100" => Error::Full,
        "40001" | "40P01" => Error::Collision,
        "42710" => Error::AlreadyThere,
        "25006" => Error::ReadOnly(said),
        "42501" => Error::Forbidden(said),
        "28P01" => Error::WrongPassword(said),
        "3D000" => Error::Foreign(format!("The server has no such database ({said}), so this")),
        _ => match code.get(..2) {
            Some("08" | "53" | "55" | "57" | "58") => Error::Unavailable(said),
            Some("28") => Error::Forbidden(said),
            Some("XX") => Error::Corrupt(said),
            _ => Error::Query(error.into()),
        },
    }
}
