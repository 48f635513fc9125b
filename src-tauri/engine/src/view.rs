//! What the window is shown. Small and hot: pushed whole, with a revision. Large and cold: fetched, and
//! fetched again when its tag is announced.

mod banners;
mod calls;
mod connection;
mod contacts;
mod desk;
mod dialer;
mod dispatchers;
mod sign_in;
mod team;

use domain::ActiveSessionId;
use serde::Serialize;
use specta::Type;

pub use banners::{Banner, BannerAction, BannerTopic, Severity};
pub use calls::{CallFacts, CallLine, CallPage, CallResult, LiveView, Notes, SessionTab, SessionView};
pub use connection::{
    ConnectionEvent, ConnectionHistory, ConnectionState, ConnectionTurn, ConnectionView, SubscriptionScope,
};
pub use contacts::{
    ContactForm, ContactLine, ContactNumber, ContactPage, ContactRecord, ContactSource, ContactsSync,
    FormNumber, NumberKind, PersonMatch, SyncState,
};
pub use desk::{DeskSettings, DeskView, Mode, RedirectHost, SetupForm, SetupView, Theme, ToastScope};
pub use dialer::{
    AttemptState, AttemptView, CallNote, CallerIdChoice, CautionView, DialAnswer, DialForm, DialedLine,
    DialerView, DialingChoices, EndKind, MyPhone, NextStep, NumberCheck, PhoneKind, Readiness,
};
pub use dispatchers::{AuditPage, AuditRow, DispatcherRow, DispatcherView};
pub use sign_in::{Person, SecretsPlace, SignInState, SignInView};
pub use team::{
    DatabaseFinding, DatabaseState, DoorAsks, DoorView, DutyRow, LoginMade, LoginRow, MovedIn, MovedRows,
    MovingView, OwnRows, SharedDatabaseView,
};

/// Everything a window needs when it opens.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// Live calls and the dispatcher's sessions.
    pub live: LiveView,
    /// The sign-in.
    pub sign_in: SignInView,
    /// The connection to RingCentral.
    pub connection: ConnectionView,
    /// Who works here.
    pub dispatcher: DispatcherView,
    /// The app registration and environment in use.
    pub setup: SetupView,
    /// This desk's choices.
    pub settings: DeskSettings,
    /// The dialer.
    pub dialer: DialerView,
    /// Troubles that a person should know of, the worst first.
    pub banners: Vec<Banner>,
}

/// What a window is told without having asked.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(tag = "kind", content = "value", rename_all = "camelCase")]
pub enum Push {
    /// Live calls or sessions changed.
    Live(LiveView),
    /// The sign-in changed.
    SignIn(SignInView),
    /// The connection changed.
    Connection(ConnectionView),
    /// The setup, the dispatcher or the settings changed.
    Desk(DeskView),
    /// The dialer changed.
    Dialer(Box<DialerView>),
    /// Troubles came or went.
    Banners(Vec<Banner>),
    /// Fetch again what carries these tags.
    Touched(Vec<Tag>),
    /// How far moving into the shared database is; none once it has ended.
    Moving(Option<MovingView>),
    /// Show this session: its call was claimed from a toast.
    OpenSession(ActiveSessionId),
    /// Show the dialer: somebody followed a link to a number. Nothing is dialed until they click.
    OpenDialer {
        /// What belongs in the number field; empty where the link was refused.
        text: String,
        /// What is wrong with the link, as a sentence.
        refused: Option<String>,
    },
}

/// What was touched by a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Tag {
    /// The history.
    Calls,
    /// Claims.
    Claims,
    /// Active sessions and their notes.
    Sessions,
    /// Customers.
    Customers,
    /// What became of the connection.
    Connection,
    /// Whom one can call.
    Contacts,
}
