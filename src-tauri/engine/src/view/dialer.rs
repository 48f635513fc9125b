//! The dialer as a window shows it: the person's phone and choices, the attempt that is under way, the calls they
//! dialed before, and what a number that was typed comes to. Numbers are given as people read them; names are
//! hostile text.

use domain::dial::{CautionKind, Way};
use domain::{CallId, DialedId, Timestamp};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The dialer. Pushed whole; the newest revision counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DialerView {
    /// Grows with every change.
    pub revision: u32,
    /// Whether calls can be placed.
    pub readiness: Readiness,
    /// The phones that can ring first, as last heard from RingCentral.
    pub phones: Vec<MyPhone>,
    /// The numbers that the called may be shown, the usual one first.
    pub caller_ids: Vec<CallerIdChoice>,
    /// What the person chose.
    pub choices: DialingChoices,
    /// The phone that rings first now; `None` before one was chosen or found.
    pub phone: Option<MyPhone>,
    /// The attempt that is under way, or ended a moment ago.
    pub attempt: Option<AttemptView>,
    /// What this dispatcher dialed, newest first; at most 20.
    pub recent: Vec<DialedLine>,
}

/// Whether calls can be placed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Readiness {
    /// Nobody is signed in to RingCentral: the card offers Get credentials.
    #[default]
    SignedOut,
    /// Phones are being asked for.
    Starting,
    /// Yes.
    Ready,
    /// RingCentral does not allow it here.
    Blocked {
        /// What is lacking and who can grant it.
        why: String,
    },
}

/// A phone of the signed-in person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MyPhone {
    /// To choose it by.
    pub key: String,
    /// What it is.
    pub kind: PhoneKind,
    /// "Desk phone, ext. 104", "Mobile".
    pub label: String,
    /// Its number as people read it; empty for a device without one.
    pub number: String,
    /// RingCentral still lists it.
    pub there: bool,
}

/// What a phone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PhoneKind {
    /// A desk phone or an app that rings.
    Device,
    /// A forwarding number: mobile, home, work.
    Forwarding,
    /// The extension itself: whatever rings there.
    Extension,
    /// A number that the person entered.
    Entered,
}

/// A number that the called may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallerIdChoice {
    /// To choose it by: E.164, or empty for what RingCentral is set to.
    pub key: String,
    /// "Main number", "Direct number", its label.
    pub label: String,
    /// As people read it.
    pub number: String,
}

/// What a dispatcher chose for dialing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DialingChoices {
    /// Key of the phone that rings first; empty for none yet.
    pub phone: String,
    /// Key of the number that the called are shown; empty for RingCentral's own choice.
    pub caller_id: String,
    /// Press 1 before the other side is called.
    pub press_one: bool,
    /// Dial extensions as number*extension.
    pub combine_extensions: bool,
}

/// One attempt to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AttemptView {
    /// Which row of the history.
    pub dialed: DialedId,
    /// The call, once RingCentral has placed one.
    pub call: Option<CallId>,
    /// The name, where one is known, else the number.
    pub name: String,
    /// The number as people read it, with its extension.
    pub number: String,
    /// As it would be typed to dial it again.
    pub text: String,
    /// The person's phone: "Your desk phone".
    pub phone: String,
    /// Where it stands.
    pub state: AttemptState,
    /// What it is doing, in words.
    pub title: String,
    /// What that means, or what to do.
    pub line: String,
    /// Digits for the person to press once connected: "407#".
    pub digits: Option<String>,
    /// Why Hang up did not work, or another thing to know.
    pub notice: Option<String>,
}

/// Where an attempt stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum AttemptState {
    /// RingCentral is being asked.
    Asking,
    /// The person's phone rings.
    RingingMe,
    /// The person's phone waits for 1 to be pressed.
    PressOne,
    /// The other side is being called.
    Calling {
        /// Since when.
        since: Timestamp,
    },
    /// Both talk.
    Connected {
        /// Since when.
        since: Timestamp,
    },
    /// Nobody knows whether RingCentral placed it; it is being looked up.
    Checking,
    /// It is being ended.
    HangingUp,
    /// It is over.
    Ended {
        /// How.
        how: EndKind,
        /// How long both talked, milliseconds; 0 for not at all.
        #[specta(type = specta_typescript::Number)]
        talked_ms: i64,
        /// When.
        at: Timestamp,
        /// What to offer beside Done.
        next: NextStep,
    },
}

/// How an attempt ended: which jack shows the cross.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum EndKind {
    /// They talked, and it is over; or the person cancelled.
    Over,
    /// It failed at the person's phone.
    MySide,
    /// It failed at the other side.
    OtherSide,
    /// RingCentral was not asked, or refused before any phone rang.
    NotPlaced,
    /// Nobody knows.
    Unknown,
}

/// What to offer beside Done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum NextStep {
    /// Call again.
    Again,
    /// Call again, or from another phone.
    AgainOrOtherPhone,
    /// Choose another phone.
    OtherPhone,
    /// Sign in.
    GetCredentials,
    /// Hand a note to whoever administers RingCentral.
    CopyNote {
        /// The note.
        note: String,
    },
    /// Correct the number.
    CorrectNumber,
    /// Nothing helps.
    Nothing,
}

/// One line of what was dialed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DialedLine {
    /// Which.
    pub dialed: DialedId,
    /// The call, once RingCentral has placed one.
    pub call: Option<CallId>,
    /// The name, where one was known, else the number.
    pub name: String,
    /// The number as people read it, with its extension.
    pub number: String,
    /// As it would be typed to dial it again.
    pub text: String,
    /// When it was dialed.
    pub at: Timestamp,
    /// "02:41", "busy", "not placed".
    pub outcome: String,
    /// Both talked.
    pub talked: bool,
    /// It was made with another phone and written down by hand.
    pub by_hand: bool,
    /// What was noted of it.
    pub notes: String,
}

/// What is asked for by a click on Call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DialForm {
    /// The number as typed or as a contact has it.
    pub text: String,
    /// The name beside it, where one is known.
    pub name: Option<String>,
    /// Press 1 first; `None` for what was chosen.
    pub press_one: Option<bool>,
    /// The cautions that the person has seen and goes on in spite of.
    pub confirmed: Vec<CautionKind>,
}

/// What came of a click on Call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum DialAnswer {
    /// The attempt is on its way; the view tells how it goes.
    Started {
        /// Its row.
        dialed: DialedId,
    },
    /// Nothing was dialed: the person is to look at these first.
    Asks {
        /// The gravest first.
        cautions: Vec<CautionView>,
    },
}

/// Something to know before a number is dialed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CautionView {
    /// What it is; to be sent back if the person goes on.
    pub kind: CautionKind,
    /// What, in a few words.
    pub title: String,
    /// What it means.
    pub line: String,
    /// The earlier call, to be opened.
    pub call: Option<CallId>,
    /// Whether the person may go on.
    pub may_go_on: bool,
}

/// What a typed text comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NumberCheck {
    /// As it is best shown while typing; equals the text where nothing is to be improved.
    pub shown: String,
    /// The number, once it is whole.
    pub number: Option<String>,
    /// What is wrong with it, once that is certain; a text that may become a number is not wrong yet.
    pub refused: Option<String>,
    /// How its extension reaches the other side.
    pub way: Option<Way>,
    /// What to know of that, where there is something: digits to press, another program.
    pub hint: Option<String>,
}

/// A call made with another phone, to be written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallNote {
    /// The number as typed.
    pub text: String,
    /// Who it was.
    pub name: Option<String>,
    /// What came of it.
    pub notes: String,
}
