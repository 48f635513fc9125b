//! What the window is shown. Small and hot: pushed whole, with a revision. Large and cold: fetched, and
//! fetched again when its tag is announced.

mod contacts;
mod dialer;
mod team;

use domain::customer::Customer;
use domain::dispatcher::Role;
use domain::live::{BoardView, Direction, Phase};
use domain::permission::Permission;
use domain::{ActiveSessionId, CallId, DispatcherId, ExtensionId, Timestamp};
use serde::{Deserialize, Serialize};
use specta::Type;

pub use contacts::{
    ContactForm, ContactLine, ContactNumber, ContactPage, ContactRecord, ContactSource, ContactsSync,
    FormNumber, NumberKind, PersonMatch, SyncState,
};
pub use dialer::{
    AttemptState, AttemptView, CallNote, CallerIdChoice, CautionView, DialAnswer, DialForm, DialedLine,
    DialerView, DialingChoices, EndKind, MyPhone, NextStep, NumberCheck, PhoneKind, Readiness,
};
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

/// Live calls and active sessions. The newest revision counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LiveView {
    /// Grows with every change.
    pub revision: u32,
    /// The phone and the incoming list.
    pub board: BoardView,
    /// The dispatcher's active sessions in the order in which they were claimed.
    pub sessions: Vec<SessionTab>,
}

/// An active session in the strip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SessionTab {
    /// Which session.
    pub session: ActiveSessionId,
    /// Its call.
    pub call: CallId,
    /// The customer's or caller's name, else the number. Hostile text.
    pub title: String,
    /// What the call is doing.
    pub phase: Phase,
    /// What the timer counts from: the answer, or the start.
    pub since: Timestamp,
    /// When the call ended.
    pub ended_at: Option<Timestamp>,
}

/// An active session, opened. The claimer alone gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    /// Which session.
    pub session: ActiveSessionId,
    /// When it was claimed.
    pub claimed_at: Timestamp,
    /// The call's facts, all from RingCentral.
    pub call: CallFacts,
    /// The notes.
    pub notes: Notes,
    /// Customers who have the caller's number, the best match first. None is chosen unasked.
    pub customers: Vec<Customer>,
    /// Earlier calls with this number, newest first.
    pub earlier: Vec<CallLine>,
}

/// What is known of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallFacts {
    /// Ours.
    pub call: CallId,
    /// RingCentral's key of the call.
    pub telephony_session: String,
    /// RingCentral's numeric id, as its call log shows it.
    pub session_id: Option<String>,
    /// Which way it ran.
    pub direction: Option<Direction>,
    /// What it is doing.
    pub phase: Phase,
    /// The caller ID's name. Hostile text.
    pub caller_name: Option<String>,
    /// The caller's number as people read it.
    pub caller_number: Option<String>,
    /// The caller's number exactly as RingCentral sent it.
    pub caller_number_sent: Option<String>,
    /// The queue or person that was called.
    pub called_name: Option<String>,
    /// The number that was dialed, as people read it.
    pub called_number: Option<String>,
    /// Who picked up, the last one.
    pub answered_by: Option<String>,
    /// The first sight of it.
    pub started_at: Timestamp,
    /// When somebody picked up.
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How long it rang, milliseconds.
    #[specta(type = specta_typescript::Number)]
    pub rang_ms: i64,
    /// Whether RingCentral records it, where that was said.
    pub recording: Option<bool>,
}

/// Notes, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Notes {
    /// The text.
    pub text: String,
    /// To be sent back with the next save.
    pub revision: u32,
    /// When it was last stored.
    pub saved_at: Option<Timestamp>,
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallLine {
    /// Ours.
    pub call: CallId,
    /// RingCentral's numeric id.
    pub session_id: Option<String>,
    /// Which way it ran.
    pub direction: Option<Direction>,
    /// What came of it.
    pub result: CallResult,
    /// The other side's name. Hostile text.
    pub name: Option<String>,
    /// The other side's number as people read it.
    pub number: Option<String>,
    /// The queue, person or number that was called.
    pub called: Option<String>,
    /// Who picked up.
    pub answered_by: Option<String>,
    /// Which dispatcher claimed it.
    pub claimed_by: Option<String>,
    /// First sight.
    pub started_at: Timestamp,
    /// Pick-up.
    pub answered_at: Option<Timestamp>,
    /// End.
    pub ended_at: Option<Timestamp>,
}

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum CallResult {
    /// Still on the line.
    Live,
    /// Somebody talked.
    Answered,
    /// Nobody picked up.
    Missed,
    /// The caller left a message.
    Voicemail,
    /// It was dialed, and no phone rang.
    NotPlaced,
}

/// A page of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallPage {
    /// Newest first.
    pub calls: Vec<CallLine>,
    /// To be sent back for what follows; `None` at the end.
    pub next: Option<String>,
}

/// The sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignInView {
    /// Where it stands.
    pub state: SignInState,
    /// Who is signed in, or was.
    pub person: Option<Person>,
    /// Where the secrets are.
    pub secrets: SecretsPlace,
}

/// Where a sign-in stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum SignInState {
    /// No client id has been entered yet.
    NeedsSetup,
    /// Nobody is signed in. `postponed`: the person chose "Not now".
    SignedOut {
        /// Do not ask again in this run.
        postponed: bool,
    },
    /// The browser is open; RingCentral waits for the person.
    InBrowser {
        /// To open it by hand if no browser came.
        url: String,
    },
    /// The person agreed; the tokens are being fetched.
    Finishing,
    /// An earlier sign-in lies in the encrypted file, which waits for its passphrase.
    Locked,
    /// Signed in.
    SignedIn,
    /// RingCentral or the person ended it.
    Ended {
        /// What happened and what it means.
        why: String,
    },
    /// The last attempt did not work.
    Failed {
        /// What happened and what to do.
        why: String,
    },
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Their name at RingCentral.
    pub name: String,
    /// Their short number.
    pub extension_number: String,
    /// Their company's account id.
    pub account: String,
}

/// Where secrets are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum SecretsPlace {
    /// In the system's keychain.
    Keychain,
    /// In an encrypted file, by the person's consent.
    SealedFile {
        /// It was unlocked in this run.
        open: bool,
    },
    /// In memory: the sign-in ends with the program.
    ThisRunOnly {
        /// Why, in words.
        why: String,
    },
}

/// The connection to RingCentral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionView {
    /// Where it stands.
    pub state: ConnectionState,
    /// One or two words for the header.
    pub word: String,
    /// A sentence for the tooltip: what it means for the dispatcher.
    pub sentence: String,
    /// What the subscription covers.
    pub scope: Option<SubscriptionScope>,
    /// Since when it stands so.
    pub since: Timestamp,
    /// When the last notice came.
    pub last_notice_at: Option<Timestamp>,
    /// The next try, while there is no connection.
    pub retry_at: Option<Timestamp>,
}

/// Something that happened to the connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionEvent {
    /// When.
    pub at: Timestamp,
    /// What, for the icon.
    pub turn: ConnectionTurn,
    /// What, in a few words.
    pub word: String,
    /// What it meant for the dispatcher; may be empty.
    pub sentence: String,
    /// For a gap: the last moment of which everything is known.
    pub missed_from: Option<Timestamp>,
    /// For a gap: the first moment of which everything is known again.
    pub missed_to: Option<Timestamp>,
}

/// What happened to a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ConnectionTurn {
    /// It came up.
    Connected,
    /// It came back, and nothing was missed.
    Resumed,
    /// Something may have been missed.
    Gap,
    /// It was lost.
    Lost,
    /// Somebody has to do something.
    Blocked,
}

/// A page of the connection's history, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionHistory {
    /// The events.
    pub events: Vec<ConnectionEvent>,
    /// To be given for the next page; `None` at the end.
    pub next: Option<String>,
}

/// Where the connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ConnectionState {
    /// Nobody is signed in.
    Off,
    /// On its way.
    Connecting,
    /// Notices arrive.
    Connected,
    /// Gone; it is being made again.
    Lost,
    /// It will not work without somebody doing something.
    Blocked,
}

/// What RingCentral lets this sign-in hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SubscriptionScope {
    /// Every call of the company.
    Company,
    /// The dispatcher's own calls.
    OwnExtension,
    /// The dispatcher's own calls, roughly.
    OwnPresence,
}

/// Who works at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DispatcherView {
    /// Name.
    pub name: String,
    /// Two letters for the round mark.
    pub initials: String,
    /// What they may do.
    pub role: Role,
}

/// Somebody who works here, as administrators see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DispatcherRow {
    /// Ours.
    pub dispatcher: DispatcherId,
    /// Name. Hostile text.
    pub name: String,
    /// The extension they signed in with.
    pub extension: Option<ExtensionId>,
    /// Their role.
    pub role: Role,
    /// What they were granted by name.
    pub permissions: Vec<Permission>,
}

/// A page of the audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditPage {
    /// Newest first.
    pub rows: Vec<AuditRow>,
    /// To be sent back for what follows; `None` at the end.
    pub next: Option<String>,
}

/// One line of the audit, with the names of that day. Names are hostile text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditRow {
    /// When.
    pub at: Timestamp,
    /// Who; `None` for what the program did by itself.
    pub by: Option<String>,
    /// The act's word.
    pub act: String,
    /// It was refused.
    pub refused: bool,
    /// The dispatcher it was done to.
    pub about: Option<String>,
    /// What it was exactly.
    pub detail: String,
}

/// Which RingCentral, and as which app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SetupView {
    /// The badge.
    pub mode: Mode,
    /// The platform's address.
    pub base_url: String,
    /// The app's client id; empty until entered.
    pub client_id: String,
    /// How the redirect URI names this machine.
    pub redirect_host: RedirectHost,
    /// What must be registered with the app, character by character.
    pub redirect_uris: Vec<String>,
}

/// What a person enters on first run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SetupForm {
    /// Which RingCentral.
    pub mode: Mode,
    /// The platform's address; empty for the mode's own.
    pub base_url: String,
    /// The app's client id.
    pub client_id: String,
    /// How the redirect URI names this machine.
    pub redirect_host: RedirectHost,
}

/// Which RingCentral the credentials act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Mode {
    /// The real one.
    Production,
    /// RingCentral's test environment.
    Sandbox,
    /// The built-in simulator.
    Demo,
}

/// How a redirect URI names this machine. RingCentral compares it character by character.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RedirectHost {
    /// `127.0.0.1`.
    #[default]
    Address,
    /// `localhost`, where the developer console refuses an address.
    Localhost,
}

/// This desk's own choices.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeskSettings {
    /// Colors.
    pub theme: Theme,
    /// Whose calls are offered by toast.
    pub toasts: ToastScope,
}

/// Colors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// Light, with strong edges.
    LightContrast,
    /// Dark, with strong edges.
    DarkContrast,
}

/// Whose calls are offered by toast.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ToastScope {
    /// The dispatcher's own and those of their queues.
    #[default]
    MineAndMyQueues,
    /// Every call of the company.
    WholeCompany,
    /// None.
    Off,
}

/// A trouble across the window: what, what it means, one thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Banner {
    /// What it is about; one banner each.
    pub topic: BannerTopic,
    /// Red or amber.
    pub severity: Severity,
    /// What happened.
    pub what: String,
    /// What it means.
    pub meaning: String,
    /// What the one button does.
    pub action: Option<BannerAction>,
}

/// What a banner is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum BannerTopic {
    /// The connection to RingCentral.
    Connection,
    /// The sign-in.
    SignIn,
    /// Where secrets are kept.
    Secrets,
    /// The settings file.
    Settings,
    /// The store.
    Store,
    /// A claim that came too late.
    Claim,
    /// The company's shared database.
    Database,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Work is hindered.
    Trouble,
    /// Worth knowing.
    Caution,
}

/// What a banner's button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum BannerAction {
    /// Connect at once.
    TryNow,
    /// Sign in.
    SignIn,
    /// Open the settings.
    OpenSettings,
    /// Show how to keep the sign-in in an encrypted file.
    KeepInFile,
    /// It has been read.
    Dismiss,
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

/// Setup, dispatcher and settings together: they change rarely.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeskView {
    /// Who works here.
    pub dispatcher: DispatcherView,
    /// Which RingCentral.
    pub setup: SetupView,
    /// This desk's choices.
    pub settings: DeskSettings,
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
