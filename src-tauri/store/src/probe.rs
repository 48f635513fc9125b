//! Whether the store can be written now.

use crate::Store;
use crate::error::Result;
use crate::row::Text;

/// More than fits into the rest of a page, so that a full disk shows.
const WEIGHT: usize = 32 * 1024;

impl Store {
    /// Writes something and takes it away again. What this says holds for the next write too, as far as anybody
    /// can know.
    pub async fn try_write(&self) -> Result<()> {
        for statement in [
            "insert into journal (account_id, environment, source, key, telephony_session, order_sequence, seen_at, raw)
             values ('', '', '', '', '', 0, 0, $1) on conflict do nothing",
            "delete from journal where account_id = '' and raw = $1",
        ] {
            let mut tx = self.backend.write().await?;
            sqlx::query(statement).bind(Text(&"-".repeat(WEIGHT))).execute(&mut *tx).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}
