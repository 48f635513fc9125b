//! Who callers are to the dispatcher at this desk. In: a number. Out: the customers who have it; where there is none,
//! the dispatcher's own contacts, from their own book. Their names never leave this desk. Not here: which one is shown.

use domain::live::Known;
use domain::{DispatcherId, PhoneNumber};
use store::{Book, Realm, Result, Store};

/// Who has this number.
pub(super) async fn known(
    store: &Store,
    dispatcher: &DispatcherId,
    realm: Option<&Realm>,
    number: &PhoneNumber,
) -> Result<Known> {
    let customers = store.customers().names_by_number(number).await?;
    let own = match realm {
        Some(realm) if customers.is_empty() => {
            let book = Book::Mine(dispatcher.clone(), realm.clone());
            store.contacts().names_by_number(&book, number).await?
        }
        _ => Vec::new(),
    };
    Ok(Known { customers, own })
}
