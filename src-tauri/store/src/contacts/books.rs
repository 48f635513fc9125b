//! How far each book has been read from RingCentral.

use domain::Timestamp;
use sqlx::Transaction;
use sqlx::any::Any;

use super::{Book, Contacts};
use crate::error::Result;
use crate::row::{Read, Text};

/// How far a book has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookState {
    /// RingCentral's word for what has been read: a sync token, a tag. Empty where it gave none.
    pub token: String,
    /// When it was last read.
    pub read_at: Timestamp,
    /// When it was last read as a whole.
    pub read_whole_at: Timestamp,
}

impl Contacts<'_> {
    /// How far a book has been read; `None` if it never was.
    pub async fn state(&self, book: &Book) -> Result<Option<BookState>> {
        let row = sqlx::query("select * from contact_books where book = $1")
            .bind(book.name())
            .fetch_optional(self.0.backend.reader())
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(BookState {
            token: row.text("token")?,
            read_at: row.at("read_at")?,
            read_whole_at: row.at("read_whole_at")?,
        }))
    }
}

pub(super) async fn save(tx: &mut Transaction<'static, Any>, book: &Book, state: &BookState) -> Result<()> {
    sqlx::query(
        "insert into contact_books (book, dispatcher_id, token, read_at, read_whole_at)
         values ($1, $2, $3, $4, $5)
         on conflict (book) do update set token = excluded.token, read_at = excluded.read_at,
            read_whole_at = excluded.read_whole_at",
    )
    .bind(book.name())
    .bind(book.owner().map(|owner| owner.as_str()))
    .bind(Text(&state.token))
    .bind(state.read_at.millis())
    .bind(state.read_whole_at.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}
