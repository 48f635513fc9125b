//! A team's database: PostgreSQL, with a login of its own for each dispatcher.
//!
//! In: an [`Address`], administrative acts, what a desk wants to move over. Out: an open [`Store`](crate::Store), logins, and
//! what other desks' writes touched. The server itself keeps dispatchers apart: its policies ask who has logged
//! in, so a desk that is somebody else's cannot be talked into showing their work. Not here: the tables' own
//! statements, which serve both databases, and passwords at rest, which are the vault's.

mod address;
mod following;
mod logins;
mod moving;
mod office;
mod scram;

pub use address::Address;
pub use following::Ears;
pub use logins::{Login, NewLogin};
pub use moving::{Moved, MovedTable, Moving};
pub use office::{Office, Prepared};
