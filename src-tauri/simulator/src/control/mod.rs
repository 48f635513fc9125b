//! The control API: how a test or a person moves the world. JSON in and out, no authentication, no limits,
//! not in the request log; served only where the simulator was started with it.

mod calls;
mod sockets;
mod truth;

use crate::routes::Routes;

/// All control routes. Each line is one file of this folder.
pub fn router() -> Routes {
    Routes::new()
        .merge(calls::router())
        .merge(sockets::router())
        .merge(truth::router())
}
