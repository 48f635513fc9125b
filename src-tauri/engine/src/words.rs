//! The sentences this side says, in one place. What happened, what it means, what to do; no codes.

use domain::Timestamp;
use domain::permission::{Permission, Requirement};
use jiff::tz::TimeZone;

use crate::view::{ConnectionState, SubscriptionScope};

/// "10:45" on this desk's wall.
pub fn clock_time(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.millis())
        .map(|moment| moment.to_zoned(TimeZone::system()).strftime("%H:%M").to_string())
        .unwrap_or_default()
}

/// A colleague was faster.
pub fn claimed_by(name: &str, at: Timestamp) -> String {
    format!("{name} claimed this call at {}.", clock_time(at))
}

/// One or two words for the header.
pub const fn connection_word(state: ConnectionState) -> &'static str {
    match state {
        ConnectionState::Off => "Not signed in",
        ConnectionState::Connecting => "Connecting",
        ConnectionState::Connected => "Connected",
        ConnectionState::Lost => "No connection",
        ConnectionState::Blocked => "Not connected",
    }
}

/// What a working connection covers.
pub const fn scope(scope: SubscriptionScope) -> &'static str {
    match scope {
        SubscriptionScope::Company => "You see the answered calls of the whole company.",
        SubscriptionScope::OwnExtension => {
            "You see your own calls. To see the company's, ask your RingCentral admin for account-level telephony events."
        }
        SubscriptionScope::OwnPresence => {
            "You see your own calls, a little later than they happen. The app lacks the Call Control permission."
        }
    }
}

/// There is no such call on the board.
pub const CALL_GONE: &str = "This call is not in the list any more.";
/// A call that still rings cannot be claimed.
pub const NOT_ANSWERED: &str = "Nobody has answered this call yet. It can be claimed once somebody has.";
/// There is no such session, or it is a colleague's.
pub const NO_SESSION: &str = "You have no such session.";
/// End session before the call ended.
pub const STILL_LIVE: &str = "The call is still going on. End the session anyway?";
/// Notes were saved from elsewhere meanwhile.
pub const STALE_NOTES: &str =
    "These notes were changed elsewhere meanwhile. Both texts are kept: choose one.";
/// Notes over the limit.
pub const NOTES_TOO_LONG: &str = "Notes hold up to 100,000 characters. Shorten them to save.";
/// No client id yet.
pub const NEEDS_SETUP: &str = "Enter your RingCentral app's client id first.";
/// A client id that cannot be one.
pub const BAD_CLIENT_ID: &str =
    "A client id has letters, digits, dashes and underscores only. Copy it from the developer console.";
/// RingCentral's page ended with a no.
pub const DENIED: &str =
    "RingCentral was told not to give Ringside access. Nothing was changed. Sign in again when you want to.";
/// The person gave up, or did something else for too long.
pub const SIGN_IN_TIMED_OUT: &str = "The sign-in page was not finished within ten minutes. Sign in again.";
/// No browser came.
pub const NO_BROWSER: &str = "No browser could be opened.";
/// What to do about it.
pub const OPEN_BY_HAND: &str = "Copy the address of the sign-in page and open it in a browser by hand.";
/// RingCentral ended the sign-in.
pub const ENDED_BY_RINGCENTRAL: &str = "RingCentral ended your sign-in. Your sessions and notes are safe.";
/// The store did not do it.
pub const STORE_TROUBLE: &str = "Ringside could not use its database. Nothing was changed.";
/// A caller who hides their number.
pub const NO_NUMBER: &str = "Number withheld";
/// A toast's first button.
pub const CLAIM: &str = "Claim";
/// A toast's second button.
pub const IGNORE: &str = "Ignore";

/// "Answered by Tom Okafor, Sales queue".
pub fn toast_line(answered_by: Option<&str>, source: Option<&str>, on_hold: bool) -> String {
    let who = answered_by.map_or_else(|| "Answered".to_owned(), |name| format!("Answered by {name}"));
    let hold = if on_hold { ", on hold" } else { "" };
    match source.filter(|source| Some(*source) != answered_by) {
        Some(source) => format!("{who}{hold}, {source}"),
        None => format!("{who}{hold}"),
    }
}

/// Encryption could not be set up at all.
pub const NO_ENCRYPTION: &str =
    "Encryption could not be set up on this computer, so RingCentral cannot be spoken to.";
/// The token endpoint did not answer.
pub const RINGCENTRAL_SILENT: &str = "RingCentral did not answer. Check the network and sign in again.";
/// The app does not issue refresh tokens.
pub const NO_REFRESH_TOKENS: &str = "The RingCentral app does not issue refresh tokens, so each sign-in lasts an hour. Turn on \"Issue refresh tokens\" in the developer console.";
/// Headline of an ended sign-in.
pub const SIGN_IN_ENDED: &str = "You are signed out of RingCentral.";
/// Headline of a sign-in that is not renewed any more.
pub const NOT_RENEWED: &str = "Your sign-in to RingCentral is not renewed.";
/// Headline of a sign-in that cannot be renewed.
pub const SHORT_SIGN_IN: &str = "Your sign-in lasts an hour.";
/// Headline of an attempt that changed nothing.
pub const STILL_SIGNED_IN: &str = "Signing in again did not work. You are still signed in as before.";
/// An answer that is about another person.
pub const SOMEBODY_ELSES: &str =
    "RingCentral answered with somebody else's sign-in, so Ringside did not use it. Sign in again.";
/// Headline where there is no keychain.
pub const NOT_KEPT: &str = "Your sign-in is not kept.";
/// Headline where there is no place for the shared database's password.
pub const PASSWORD_NOT_KEPT: &str = "The shared database's password is not kept.";
/// Headline where the keychain cannot be opened.
pub const NOT_READ: &str = "Your earlier sign-in cannot be read.";
/// Headline where the keychain does not forget.
pub const NOT_REMOVED: &str = "The ended sign-in is still in the keychain.";

/// What RingCentral said, as a sentence; empty when it said nothing.
pub fn says(answer: &ringcentral::error::Answer) -> String {
    let said = answer.message.as_deref().map(str::trim).filter(|said| !said.is_empty());
    said.map(|said| format!("RingCentral says: {}", sentence(&said))).unwrap_or_default()
}

/// What it means that a sign-in is not renewed. `good_until`: it still works. `why` is a sentence or empty.
pub fn not_renewed(good_until: Option<Timestamp>, why: &str) -> String {
    let meaning = match good_until {
        Some(until) => format!("It works until {}. Sign in again before. {why}", clock_time(until)),
        None => format!("Sign in again to see calls here. {why}"),
    };
    meaning.trim_end().to_owned()
}

/// Why a sign-in lasts for this run only.
pub fn this_run_only(error: &crate::ports::VaultError) -> String {
    format!("It lasts until you quit: {error}. You will sign in again next time.")
}

/// Why a password lasts for this run only.
pub fn password_this_run_only(error: &crate::ports::VaultError) -> String {
    format!("It lasts until you quit: {error}. You will enter it again next time.")
}

/// Why an earlier sign-in is not taken up.
pub fn cannot_be_read(error: &crate::ports::VaultError) -> String {
    format!("{} Sign in again, or unlock the keychain and restart Ringside.", sentence(error))
}

/// An ended sign-in that is still in the keychain.
pub fn not_removed(error: &crate::ports::VaultError) -> String {
    format!("{} RingCentral does not accept it any more; remove Ringside's entry yourself.", sentence(error))
}

/// The token endpoint answered something that cannot be used.
pub fn no_tokens(cause: &ringcentral::Error) -> String {
    format!("RingCentral did not complete the sign-in. {} Try again later.", sentence(cause))
}

/// RingCentral's login page ended with an error of its own.
pub fn refused_at_login(error: &str, description: Option<&str>) -> String {
    let said = description.unwrap_or(error);
    format!(
        "RingCentral did not sign you in. It says: {said}. Check the client id and the redirect URIs in Settings."
    )
}

/// The code was refused.
pub fn refused_code(answer: &ringcentral::error::Answer) -> String {
    let said = answer.message.as_deref().or(answer.code.as_deref()).unwrap_or("no reason");
    format!(
        "RingCentral did not accept the sign-in. It says: {said}. Check the client id and the redirect URIs in Settings."
    )
}

/// Signed in, but nothing may be read.
pub fn no_extension(error: &ringcentral::Error) -> String {
    format!(
        "You signed in, but your extension could not be read. {} Sign in again once that is mended.",
        sentence(error)
    )
}
/// The demo's setup cannot be changed.
pub const DEMO_IS_FIXED: &str =
    "The demo speaks to its own RingCentral only. Start Ringside without the demo to connect a real account.";
/// The demo is no choice of the form.
pub const DEMO_IS_STARTED_SO: &str =
    "The demo is started on its own. Choose Production or Sandbox for a real account.";
/// The badge would say sandbox while real calls are shown.
pub const NOT_THE_SANDBOX: &str = "This is RingCentral's production address. Choose Production for it.";
/// The badge would say production while nothing real is shown.
pub const NOT_PRODUCTION: &str = "This is RingCentral's sandbox address. Choose Sandbox for it.";
/// The app is changed only while nobody is signed in.
pub const SIGN_OUT_FIRST: &str = "Sign out before you change the RingCentral app.";
/// The settings file was replaced.
pub const SETTINGS_RESET: &str = "Ringside starts with its standard settings. Check them.";
/// The settings file cannot be written.
pub const SETTINGS_UNSAVED: &str = "What you changed holds until you quit.";

/// A base address that cannot be one.
pub fn address(error: &ringcentral::environment::EnvironmentError) -> String {
    sentence(error)
}

/// An error's text as a sentence.
pub fn sentence(error: &dyn std::fmt::Display) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let end = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}
/// A second process on the same data.
pub const ALREADY_RUNNING: &str =
    "Ringside is already running with this data. Use its window, or quit it first.";
/// A page of the history that there is not.
pub const NO_SUCH_PAGE: &str = "That page of the history is not there. Load the list again.";
/// What stands across the window while the store does not do it, and what it means. `None` where only whoever asked
/// is concerned.
pub const fn store_trouble(extent: store::Extent) -> Option<(&'static str, &'static str)> {
    use store::{Extent, HeldUp};
    Some(match extent {
        Extent::Asked => return None,
        Extent::ForNow(HeldUp::DiskFull) => (
            "The disk is full: nothing new can be kept.",
            "Free some space. Calls still show, and what RingCentral says waits until it can be kept; claims and notes are refused until then.",
        ),
        Extent::ForNow(HeldUp::ReadOnly) => (
            "The database cannot be written: nothing new can be kept.",
            "Make its file and folder writable for your account. Calls still show, and what RingCentral says waits until it can be kept.",
        ),
        Extent::ForNow(HeldUp::DiskFails) => (
            "The disk reports errors: nothing new can be kept.",
            "Ringside keeps trying. Calls still show, and what RingCentral says waits until it can be kept. Have the disk looked at if this stays.",
        ),
        Extent::ForNow(HeldUp::Away) => (
            "The database cannot be reached: nothing new can be kept.",
            "Calls still show, and what RingCentral says waits. Claims and notes are not saved until it is back; Ringside tries again every few seconds.",
        ),
        Extent::UntilRestart => (
            "The database is damaged.",
            "Quit Ringside and start it again: it sets the damaged file aside and keeps what can be read.",
        ),
    })
}
/// Why a gap is known that no connection had.
pub const TOO_MUCH_WAITED: &str = "The disk could not keep what RingCentral said for too long.";
/// The database was replaced.
pub const STORE_REPLACED: &str = "The database was damaged and has been replaced.";

/// What happened to a damaged database.
pub fn salvage(salvage: &store::Salvage) -> String {
    format!(
        "{} rows were carried over. The damaged file is kept as {}.",
        salvage.carried,
        salvage.set_aside.file_name().unwrap_or_default().to_string_lossy()
    )
}

/// A data folder that cannot be used.
pub fn folder(folder: &std::path::Path, error: &std::io::Error) -> String {
    format!("The folder {} cannot be used ({error}). Make it writable for your account.", folder.display())
}
/// Nobody is signed in.
pub const CONNECTION_OFF: &str = "Sign in to RingCentral to see calls here.";
/// On its way.
pub const CONNECTION_COMING: &str = "Ringside is connecting to RingCentral.";
/// The first connection of a run, in its history.
pub const TURN_CONNECTED: &str = "Connected";
/// A connection that came back in time.
pub const TURN_RESUMED: &str = "Connected again, nothing missed";
/// A connection that came back too late.
pub const TURN_GAP: &str = "Some of it missed";
/// A connection that was lost.
pub const TURN_LOST: &str = "Connection lost";
/// A connection that somebody has to do something about.
pub const TURN_BLOCKED: &str = "Not connected";
/// A gap between two connections of a run.
pub const GAP_OF_A_LOSS: &str = "RingCentral keeps what a lost connection misses for three minutes. Calls that are still going on were asked for.";
/// A gap between two runs.
pub const GAP_BETWEEN_RUNS: &str =
    "Ringside was not connected. Calls that are still going on were asked for.";
/// The network.
pub const NETWORK_LOST: &str = "The network to RingCentral is gone. Ringside keeps trying.";
/// Closed from there.
pub const CLOSED_BY_RINGCENTRAL: &str = "RingCentral closed the connection. Ringside makes it again.";
/// Absurd input.
pub const TOO_LARGE: &str = "RingCentral sent something far too large. Ringside connects anew.";
/// The gateway did not open.
pub const NOT_OPENED: &str = "RingCentral did not open the connection. Ringside keeps trying.";
/// What a lost connection means.
pub const CALLS_STILL_RING: &str = "Calls still ring on your phones.";

/// Headline of a lost connection.
pub fn no_connection_since(since: Timestamp) -> String {
    format!("No connection to RingCentral since {}.", clock_time(since))
}
/// What somebody lacks for an act.
pub fn may_not(asked: Requirement) -> String {
    match asked {
        Requirement::Nothing | Requirement::Administrator => {
            "Only an administrator may do this. Ask one of your company.".to_owned()
        }
        Requirement::Permission(permission) => {
            let what = permitted(permission);
            format!("You need the permission to {what} for this. Ask an administrator for it.")
        }
    }
}

/// What a permission allows, after "the permission to".
pub const fn permitted(permission: Permission) -> &'static str {
    match permission {
        Permission::Connect => "connect RingCentral",
        Permission::Map => "map extensions",
        Permission::Sync => "sync calls",
        Permission::Disconnect => "disconnect RingCentral",
        Permission::Review => "review changes",
        Permission::Recordings => "hear recordings",
        Permission::Report => "see the report",
        Permission::Reassign => "change who took a call",
    }
}

/// Somebody has to administer the store.
pub const LAST_ADMINISTRATOR: &str =
    "This is the last administrator. Make somebody else an administrator first.";
/// A dispatcher who is not there.
pub const NO_SUCH_DISPATCHER: &str = "There is no such dispatcher. Load the list again.";
/// Headline of a sign-in in a file that is locked.
pub const LOCKED: &str = "Your sign-in is locked.";
/// What to do about it.
pub const WAITS_FOR_PASSPHRASE: &str =
    "It is in the encrypted file. Enter the passphrase to see calls here again.";
/// A passphrase that whoever has the file would find.
pub const PASSPHRASE_TOO_SHORT: &str =
    "Use at least 12 characters. Four or five words that do not belong together are easy to remember.";
/// Another passphrase.
pub const WRONG_PASSPHRASE: &str = "That is not the passphrase. Nothing was changed; try again.";
/// A file that cannot be opened with any passphrase.
pub const FILE_DAMAGED: &str = "The encrypted file is damaged. Start over: you enter again what was in it, and your calls and notes stay.";
/// A second file.
pub const FILE_IS_THERE: &str = "There is an encrypted file already.";
/// No need for a file.
pub const KEYCHAIN_KEEPS_IT: &str = "This system's keychain keeps your sign-in. No file is needed.";
/// There is no file, or it is open.
pub const NOTHING_LOCKED: &str = "No encrypted file is locked here.";
/// There is no file, or it is locked.
pub const NOTHING_TO_MOVE: &str = "Unlock the encrypted file first. Then it can be moved to the keychain.";
/// A sign-in beside a file that is locked.
pub const NOT_KEPT_WHILE_LOCKED: &str = "It lasts until you quit, because the encrypted file is locked. Unlock it in Settings to keep your sign-in there.";

/// A file that the disk does not give or take.
pub fn file_unusable(error: &crate::ports::SealError) -> String {
    format!("{} Check that the data folder is yours and that the disk is not full.", sentence(error))
}

/// A keychain that did not take what is in the file.
pub fn not_moved(error: &crate::ports::VaultError) -> String {
    format!("{} Everything stays in the encrypted file.", sentence(error))
}

/// An answer without a company.
pub const NO_ACCOUNT: &str = "RingCentral did not say which company you belong to. Sign in again.";

/// Somebody without a name.
pub fn extension(number: Option<&str>) -> String {
    number.map_or_else(|| "Unnamed extension".to_owned(), |number| format!("Extension {number}"))
}

/// The engine is being stopped.
pub const ENDING: &str = "Ringside is closing.";
/// Choices belong to whoever is signed in.
pub const SIGN_IN_TO_CHOOSE: &str = "Sign in to RingCentral to choose your phone.";
/// A phone that RingCentral does not list.
pub const NO_SUCH_PHONE: &str = "RingCentral does not list this phone. Choose another one.";
/// A caller ID that is not offered.
pub const NO_SUCH_CALLER_ID: &str = "This number cannot be shown to others. Choose another one.";
/// RingOut is off.
pub const NO_RING_OUT: &str = "RingOut is off for your extension. Ask your RingCentral admin to turn it on.";
/// Notes of a dialed call over the limit.
pub const NOTE_TOO_LONG: &str = "Notes of a call hold up to 10,000 characters. Shorten them to save.";
/// There is no such dialed call, or it is a colleague's.
pub const NO_SUCH_CALL: &str = "You dialed no such call.";
/// A mark for a number that is none of the public ones.
pub const NOT_A_PUBLIC_NUMBER: &str = "Only numbers outside of your company can be marked.";
/// There is nobody to hand a number to.
pub const NO_OTHER_PROGRAM: &str =
    "No other phone program is set up on this computer. Dial the number on your phone.";

/// The chosen phone has vanished.
pub fn phone_gone(label: &str) -> String {
    format!("\"{label}\" is not among your RingCentral phones any more. Choose another one.")
}

/// No colleague has that short number.
pub fn nobody_has(digits: &str) -> String {
    format!("Nobody in your company has extension {digits}.")
}
