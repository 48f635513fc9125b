//! The control API: how a test or a person moves the world. JSON in and out, no authentication, no limits,
//! not in the request log; served only where the simulator was started with it.

mod body;
mod calls;
mod clock;
mod contacts;
mod faults;
mod requests;
mod ring_outs;
mod sockets;
mod truth;

use crate::routes::Routes;

/// All control routes. Each line is one file of this folder.
pub fn router() -> Routes {
    Routes::new()
        .merge(calls::router())
        .merge(clock::router())
        .merge(contacts::router())
        .merge(faults::router())
        .merge(requests::router())
        .merge(ring_outs::router())
        .merge(sockets::router())
        .merge(truth::router())
}
