//! The banners about a sign-in and its secrets.

use domain::Timestamp;

use crate::ports::VaultError;
use crate::view::{Banner, BannerAction, BannerTopic, Severity};
use crate::words;

/// RingCentral ended it.
pub(super) fn ended(why: &str) -> Banner {
    sign_in(Severity::Trouble, words::SIGN_IN_ENDED, why.to_owned(), BannerAction::SignIn)
}

/// It is not renewed any more. `good_until`: it still works.
pub(super) fn not_renewed(good_until: Option<Timestamp>, why: &str) -> Banner {
    let meaning = words::not_renewed(good_until, why);
    sign_in(Severity::Trouble, words::NOT_RENEWED, meaning, BannerAction::SignIn)
}

/// It cannot be renewed at all.
pub(super) fn no_refresh_tokens() -> Banner {
    let meaning = words::NO_REFRESH_TOKENS.to_owned();
    sign_in(Severity::Caution, words::SHORT_SIGN_IN, meaning, BannerAction::Dismiss)
}

/// An earlier sign-in waits behind a passphrase.
pub(super) fn locked() -> Banner {
    let meaning = words::WAITS_FOR_PASSPHRASE.to_owned();
    sign_in(Severity::Caution, words::LOCKED, meaning, BannerAction::OpenSettings)
}

/// A new attempt did not work; the former sign-in goes on.
pub(super) fn still_signed_in(why: String) -> Banner {
    sign_in(Severity::Caution, words::STILL_SIGNED_IN, why, BannerAction::Dismiss)
}

/// The address has to be opened by hand.
pub(super) fn no_browser() -> Banner {
    let meaning = words::OPEN_BY_HAND.to_owned();
    sign_in(Severity::Caution, words::NO_BROWSER, meaning, BannerAction::Dismiss)
}

/// The sign-in lasts for this run, unless the person agrees to a file.
pub(super) fn not_kept(why: &str) -> Banner {
    secrets(words::NOT_KEPT, why.to_owned(), BannerAction::KeepInFile)
}

/// The shared database's password lasts for this run, unless the person agrees to a file.
pub(super) fn password_not_kept(why: &str) -> Banner {
    secrets(words::PASSWORD_NOT_KEPT, why.to_owned(), BannerAction::KeepInFile)
}

/// The encrypted file does not take that password.
pub(super) fn password_not_written(why: &str) -> Banner {
    secrets(words::PASSWORD_NOT_KEPT, why.to_owned(), BannerAction::Dismiss)
}

/// The sign-in lasts for this run, unless the person unlocks the file.
pub(super) fn not_kept_while_locked() -> Banner {
    secrets(words::NOT_KEPT, words::NOT_KEPT_WHILE_LOCKED.to_owned(), BannerAction::OpenSettings)
}

/// The encrypted file does not take the sign-in.
pub(super) fn not_written(why: &str) -> Banner {
    secrets(words::NOT_KEPT, why.to_owned(), BannerAction::Dismiss)
}

/// An earlier sign-in cannot be got at.
pub(super) fn not_read(why: &str) -> Banner {
    secrets(words::NOT_READ, why.to_owned(), BannerAction::SignIn)
}

/// An ended sign-in's entry is still there.
pub(super) fn not_removed(error: &VaultError) -> Banner {
    secrets(words::NOT_REMOVED, words::not_removed(error), BannerAction::Dismiss)
}

fn sign_in(severity: Severity, what: &str, meaning: String, action: BannerAction) -> Banner {
    Banner { topic: BannerTopic::SignIn, severity, what: what.to_owned(), meaning, action: Some(action) }
}

fn secrets(what: &str, meaning: String, action: BannerAction) -> Banner {
    let topic = BannerTopic::Secrets;
    Banner { topic, severity: Severity::Caution, what: what.to_owned(), meaning, action: Some(action) }
}
