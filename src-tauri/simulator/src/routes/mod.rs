//! Every HTTP route, put together: the platform's behind the gate, the sign-in pages, and the control API.

pub mod catalog;
pub mod visit;

mod account;
mod address_book;
mod address_book_sync;
mod call_queues;
mod caller_id;
mod devices;
mod directory_entries;
mod discovery;
mod extensions;
mod forwarding_numbers;
mod gate;
mod oauth;
mod permissions;
mod phone_numbers;
mod presence;
mod ring_out;
mod subscriptions;
mod telephony;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;

use crate::control;
use crate::errors::ApiError;
use crate::state::State;

/// A router that is still to be given the state.
pub type Routes = Router<Arc<State>>;

/// All routes.
pub fn all(state: &Arc<State>, with_control: bool) -> Router {
    let platform = platform()
        .fallback(async || ApiError::unknown_uri())
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
        .layer(from_fn_with_state(Arc::clone(state), gate::gate));
    let everything = if with_control { platform.nest("/control", control::router()) } else { platform };
    everything.with_state(Arc::clone(state))
}

/// What RingCentral has too. Each line is one file of this folder; the gateway's is in [`crate::socket`].
fn platform() -> Routes {
    Router::new()
        .merge(discovery::router())
        .merge(oauth::router())
        .merge(account::router())
        .merge(extensions::router())
        .merge(phone_numbers::router())
        .merge(devices::router())
        .merge(forwarding_numbers::router())
        .merge(caller_id::router())
        .merge(call_queues::router())
        .merge(address_book::router())
        .merge(address_book_sync::router())
        .merge(directory_entries::router())
        .merge(permissions::router())
        .merge(presence::router())
        .merge(subscriptions::router())
        .merge(ring_out::router())
        .merge(telephony::router())
        .merge(crate::socket::router())
}
