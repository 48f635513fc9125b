//! The gate: everything that can be asked of the engine, and what it asks of whoever does it. Every command
//! passes here before anything else.
//!
//! In: an act, and who sits at this desk. Out: the deed, for the audit, or a sentence that says what is lacking.
//! What somebody may do is read from the store each time: a role that was withdrawn lingers nowhere. Who is
//! turned away stands in the audit.

use std::sync::Arc;

use domain::permission::Permission::Connect;
use domain::permission::Requirement::{self, Administrator, Nothing, Permission};
use store::{Deed, Outcome, Store};

use crate::desk::Desk;
use crate::error::{AppError, Code};
use crate::ports::Clock;
use crate::{store_trouble, words};

macro_rules! acts {
    ($($(#[$doc:meta])* $act:ident, $word:literal, $asked:expr;)+) => {
        /// Something that can be asked of the engine.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Act {
            $($(#[$doc])* $act,)+
        }

        impl Act {
            /// Every one there is.
            pub const ALL: &[Self] = &[$(Self::$act,)+];

            /// The command's name, which is also the audit's word.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$act => $word,)+ }
            }

            /// What it asks of whoever does it.
            pub const fn asks(self) -> Requirement {
                match self { $(Self::$act => $asked,)+ }
            }
        }
    };
}

acts! {
    /// See what a window shows.
    Snapshot, "snapshot", Nothing;
    /// Enter the app at a desk that has none yet, so that its person can sign in at all.
    SetUp, "configure", Nothing;
    /// Change the app or the environment.
    Configure, "configure", Permission(Connect);
    /// Sign in.
    SignIn, "sign_in", Nothing;
    /// Give up a sign-in under way.
    CancelSignIn, "cancel_sign_in", Nothing;
    /// "Not now".
    PostponeSignIn, "postpone_sign_in", Nothing;
    /// End one's own sign-in.
    SignOut, "sign_out", Nothing;
    /// Keep one's own sign-in in an encrypted file.
    KeepInFile, "keep_in_file", Nothing;
    /// Open that file.
    Unlock, "unlock", Nothing;
    /// Give that file up.
    StartOver, "start_over", Nothing;
    /// Move what is in it into the keychain.
    MoveToKeychain, "move_to_keychain", Nothing;
    /// Connect at once.
    TryNow, "try_now", Nothing;
    /// Read what became of one's own connection.
    ConnectionHistory, "connection_history", Nothing;
    /// Have a link's number shown.
    OpenLink, "open_link", Nothing;
    /// Take a call.
    Claim, "claim", Nothing;
    /// Open one's own session.
    OpenSession, "open_session", Nothing;
    /// Write one's own notes.
    SaveNotes, "save_notes", Nothing;
    /// Put one's own session away.
    EndSession, "end_session", Nothing;
    /// Take that back.
    ReopenSession, "reopen_session", Nothing;
    /// Read the history.
    RecentCalls, "recent_calls", Nothing;
    /// Look at a call.
    CallFacts, "call_facts", Nothing;
    /// Look through whom one can call.
    Contacts, "contacts", Nothing;
    /// Look at one of them.
    Contact, "contact", Nothing;
    /// Find whom a typed text may mean.
    FindPeople, "find_people", Nothing;
    /// Add a contact of one's own.
    AddContact, "add_contact", Nothing;
    /// Change one.
    ChangeContact, "change_contact", Nothing;
    /// Remove one.
    RemoveContact, "remove_contact", Nothing;
    /// Take that back.
    PutContactBack, "put_contact_back", Nothing;
    /// Look at RingCentral's contacts now.
    SyncContactsNow, "sync_contacts_now", Nothing;
    /// Place a call.
    Dial, "dial", Nothing;
    /// End the call that one placed.
    HangUp, "hang_up", Nothing;
    /// Put away an attempt that has ended.
    CloseAttempt, "close_attempt", Nothing;
    /// Learn what a text would reach.
    CheckNumber, "check_number", Nothing;
    /// Choose one's own phone, caller ID and prompt.
    ChooseDialing, "choose_dialing", Nothing;
    /// Ask RingCentral for one's own phones.
    FindPhones, "find_phones", Nothing;
    /// Note something of a call that one dialed.
    NoteDialed, "note_dialed", Nothing;
    /// Write down a call made with another phone.
    LogCall, "log_call", Nothing;
    /// Say that a number is not to be called.
    MarkDoNotContact, "mark_do_not_contact", Nothing;
    /// Say that it may be called again.
    AllowContact, "allow_contact", Nothing;
    /// Give a number to another phone program.
    HandOff, "hand_off", Nothing;
    /// Make one's own choices.
    ChangeSettings, "change_settings", Nothing;
    /// Take a banner down.
    DismissBanner, "dismiss_banner", Nothing;
    /// See who works here and what they may.
    Dispatchers, "dispatchers", Administrator;
    /// Make somebody an administrator, or one no longer.
    ChangeRole, "change_role", Administrator;
    /// Allow somebody one thing.
    Grant, "grant", Administrator;
    /// Allow it no longer.
    Withdraw, "withdraw", Administrator;
    /// Read the audit.
    ReadAudit, "read_audit", Administrator;
    /// See where the data is and who logs in there.
    SharedDatabase, "shared_database", Administrator;
    /// Look at a database.
    TryDatabase, "try_database", Administrator;
    /// Prepare one.
    PrepareDatabase, "prepare_database", Administrator;
    /// Give somebody a login.
    AddLogin, "add_login", Administrator;
    /// Take it away.
    WithdrawLogin, "withdraw_login", Administrator;
    /// Work in the shared database from now on.
    UseDatabase, "use_database", Administrator;
    /// Work in one's own file again.
    LeaveDatabase, "leave_database", Administrator;
}

impl Act {
    /// What it is to enter an app at this desk.
    pub(crate) fn configuring(desk: &Desk) -> Self {
        if desk.client_id().is_empty() { Self::SetUp } else { Self::Configure }
    }
}

/// Whoever wants something of the engine comes by here.
pub(crate) struct Gate {
    store: Store,
    desk: Arc<Desk>,
    clock: Arc<dyn Clock>,
}

impl Gate {
    pub fn new(store: Store, desk: Arc<Desk>, clock: Arc<dyn Clock>) -> Self {
        Self { store, desk, clock }
    }

    /// Lets the dispatcher at this desk do it, or says what they lack.
    pub async fn pass(&self, act: Act) -> Result<Deed, AppError> {
        let me = self.desk.dispatcher().id;
        let deed = Deed { by: Some(me.clone()), act: act.word(), at: self.clock.now() };
        if act.asks() == Nothing {
            return Ok(deed);
        }
        let rights = self.store.permissions().of(&me).await.map_err(|error| store_trouble(&error))?;
        if let Some(rights) = &rights {
            self.desk.has_role(&me, rights.role);
        }
        if rights.is_some_and(|rights| rights.meet(act.asks())) {
            return Ok(deed);
        }
        Err(self.refuse(&deed, None, words::may_not(act.asks())).await)
    }

    /// Turns somebody away, and writes it down.
    pub async fn refuse(
        &self,
        deed: &Deed,
        about: Option<&domain::DispatcherId>,
        why: impl Into<String>,
    ) -> AppError {
        let why = why.into();
        tracing::warn!(act = deed.act, why, "turned away");
        if let Err(error) = self.store.audit().add(deed, Outcome::Refused, about, &why).await {
            tracing::error!(%error, "a refusal could not be written into the audit");
        }
        AppError::new(Code::Refused, why)
    }
}
