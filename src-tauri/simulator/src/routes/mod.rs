//! Every HTTP route, put together: the platform's behind the gate, the sign-in pages, and the control API.

pub mod catalog;
mod gate;

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
        .layer(from_fn_with_state(Arc::clone(state), gate::gate));
    let everything = if with_control {
        platform.nest("/control", control::router())
    } else {
        platform
    };
    everything.with_state(Arc::clone(state))
}

/// What RingCentral has too. Each line is one file of this folder; the gateway's is in [`crate::socket`].
fn platform() -> Routes {
    Router::new()
}
