//! The connection in words a dispatcher understands.

use domain::Timestamp;
use ringcentral::error::Next;
use ringcentral::socket::{Down, NotOpened};

use crate::view::{
    Banner, BannerAction, BannerTopic, ConnectionState, ConnectionView, Severity, SubscriptionScope,
};
use crate::words;

/// A state that needs no more words than its own.
pub(super) fn view(state: ConnectionState, since: Timestamp) -> ConnectionView {
    ConnectionView {
        state,
        word: words::connection_word(state).to_owned(),
        sentence: match state {
            ConnectionState::Off => words::CONNECTION_OFF,
            ConnectionState::Connecting => words::CONNECTION_COMING,
            ConnectionState::Connected | ConnectionState::Lost | ConnectionState::Blocked => "",
        }
        .to_owned(),
        scope: None,
        since,
        last_notice_at: None,
        retry_at: None,
    }
}

/// Notices arrive.
pub(super) fn up(scope: SubscriptionScope, since: Timestamp) -> ConnectionView {
    ConnectionView {
        sentence: words::scope(scope).to_owned(),
        scope: Some(scope),
        ..view(ConnectionState::Connected, since)
    }
}

/// No notices arrive. Whether it comes back by itself decides the state.
pub(super) fn down(why: &Down, since: Timestamp, retry_at: Option<Timestamp>) -> ConnectionView {
    let state = if needs_somebody(why) { ConnectionState::Blocked } else { ConnectionState::Lost };
    ConnectionView { sentence: sentence(why), retry_at, ..view(state, since) }
}

/// The banner for a connection that stays away.
pub(super) fn lost_banner(view: &ConnectionView, since: Timestamp) -> Banner {
    Banner {
        topic: BannerTopic::Connection,
        severity: Severity::Trouble,
        what: words::no_connection_since(since),
        meaning: if view.state == ConnectionState::Blocked {
            view.sentence.clone()
        } else {
            words::CALLS_STILL_RING.to_owned()
        },
        action: Some(BannerAction::TryNow),
    }
}

fn needs_somebody(why: &Down) -> bool {
    match why {
        Down::Refused(error) => matches!(error.next(), Next::Grant(_) | Next::SignIn | Next::GiveUp),
        Down::Closed
        | Down::BrokeOff
        | Down::Silent
        | Down::Told { .. }
        | Down::FrameTooLarge
        | Down::NotOpened(_)
        | Down::Stopped => false,
    }
}

fn sentence(why: &Down) -> String {
    match why {
        Down::Closed | Down::Told { .. } => words::CLOSED_BY_RINGCENTRAL.to_owned(),
        Down::BrokeOff | Down::Silent => words::NETWORK_LOST.to_owned(),
        Down::FrameTooLarge => words::TOO_LARGE.to_owned(),
        Down::Refused(error) => words::sentence(error),
        Down::NotOpened(NotOpened::NoConnection | NotOpened::TimedOut) => words::NETWORK_LOST.to_owned(),
        Down::NotOpened(NotOpened::Address | NotOpened::Status(_) | NotOpened::Unexpected) => {
            words::NOT_OPENED.to_owned()
        }
        Down::Stopped => String::new(),
    }
}
