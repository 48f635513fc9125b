//! `/control/contacts`: address books grow, fill up and forget.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::control::body::{Body, Misfit};
use crate::routes::Routes;
use crate::state::State;

/// More is a mistake.
const MOST: usize = 100_000;

/// Changing books.
pub fn router() -> Routes {
    Router::new().route("/contacts", post(change))
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Change {
    /// Whose book; needed for everything but `partners`.
    extension_id: Option<String>,
    /// So many invented people more.
    add: usize,
    /// It holds no more than this.
    most: Option<usize>,
    /// No sync token stands for anything any more.
    kill_tokens: bool,
    /// Removed contacts are gone for good.
    purge: bool,
    /// So many directory entries of a company in federation more.
    partners: usize,
}

/// Answers with how many contacts the book has now.
async fn change(Shared(state): Shared<Arc<State>>, Body(asked): Body<Change>) -> Result<Json<Value>, Misfit> {
    if asked.add > MOST || asked.partners > MOST {
        return Err(Misfit(format!("add and partners must be {MOST} at most")));
    }
    state.books.fill_partners(asked.partners);
    let Some(id) = asked.extension_id else {
        return Ok(Json(json!({})));
    };
    if state.directory.person(&id).is_none() {
        return Err(Misfit(format!("no person has the extension id {id}")));
    }
    state.books.fill(&id, asked.add);
    let contacts = state.books.with(&id, |book| {
        if let Some(most) = asked.most {
            book.hold_at_most(most);
        }
        if asked.kill_tokens {
            book.kill_tokens();
        }
        if asked.purge {
            book.purge();
        }
        book.all().len()
    });
    Ok(Json(json!({ "contacts": contacts })))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::Desk;

    #[tokio::test]
    async fn a_book_is_filled_for_measuring() {
        let desk = Desk::open().await;
        let filled = desk.control("/contacts", json!({ "extension_id": "400100302", "add": 9_999 })).await;
        assert_eq!(filled.body["contacts"], 10_000, "Sam had one");
        let nobody = desk.control("/contacts", json!({ "extension_id": "1", "add": 1 })).await;
        assert_eq!(nobody.status, 400, "there is no such person");
    }
}
