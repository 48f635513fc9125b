//! Sending with patience: turns, bearers, tries.

use crate::error::{Error, Result};
use crate::http::{Ask, Http, Reply, TokenSource, classify};
use crate::secret::Secret;

/// A transient failure of something safe to repeat is tried this often.
const TRIES: u32 = 4;
/// The first pause between tries; it doubles.
const FIRST_PAUSE_MS: i64 = 2000;

impl Http {
    /// Sends one request and gives back its success, or the reason why there is none.
    pub(crate) async fn send(&self, ask: Ask, tokens: Option<&dyn TokenSource>) -> Result<Reply> {
        let clock = self.clock();
        let give_up_at_ms = clock.now_ms().saturating_add(ask.patience_ms);
        let mut pause_ms = FIRST_PAUSE_MS;
        let mut tries = 0;
        let mut refused: Option<(Secret, Error)> = None;
        loop {
            tries += 1;
            self.limits().turn(ask.group, ask.priority, give_up_at_ms).await?;
            let bearer = match tokens {
                Some(tokens) => Some(tokens.bearer().await?),
                None => None,
            };
            if let Some((old, error)) = &refused
                && bearer.as_ref() == Some(old)
            {
                return Err(error.clone());
            }
            let error = match self.exchange(&ask, bearer.as_ref()).await {
                Ok(reply) => match classify(self, &ask, &reply) {
                    None => return Ok(reply),
                    Some(error) => error,
                },
                Err(error) => error,
            };
            let error = if ask.only_once { error.or_unsure() } else { error };
            // A refused bearer means that nothing was done, so one more try is safe for every method.
            if let (Error::BearerRefused(_), Some(tokens), Some(bearer), None) =
                (&error, tokens, bearer, &refused)
            {
                tokens.refused(&bearer).await;
                refused = Some((bearer, error));
                continue;
            }
            if tries >= TRIES || !ask.is_safe_to_repeat() || !error.is_transient() {
                return Err(error);
            }
            let retry_at_ms = match &error {
                Error::RateLimited { retry_at_ms, .. }
                | Error::Unavailable { retry_at_ms: Some(retry_at_ms), .. } => *retry_at_ms,
                _ => clock.now_ms() + pause_ms,
            };
            if retry_at_ms > give_up_at_ms {
                return Err(error);
            }
            pause_ms *= 2;
            clock.sleep_until(retry_at_ms).await;
        }
    }
}
