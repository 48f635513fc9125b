//! A telephony session as events and as `GET …/telephony/sessions/{id}` tell it: parties and their states.

use serde::Deserialize;

use super::Text;
use super::lenient::{number, one_or_more, or_default, time_ms};
use super::words::{ConferenceRole, Direction, LegRole, OriginKind, Reason, StatusCode};

/// The body of a telephony session event: normally the one party that changed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub struct SessionEvent<'a> {
    /// Rises within the telephony session; holes are normal for who sees only one extension.
    #[serde(deserialize_with = "number")]
    pub sequence: i64,
    /// The older numeric id, which the call log uses too.
    #[serde(default)]
    pub session_id: Option<Text<'a>>,
    /// The key of everything: `s-…`.
    pub telephony_session_id: Text<'a>,
    /// When this change happened, by RingCentral's clock.
    #[serde(default, rename = "eventTime", deserialize_with = "time_ms")]
    pub event_at_ms: Option<i64>,
    /// In old captures only.
    #[serde(default)]
    pub account_id: Option<Text<'a>>,
    /// In old captures only.
    #[serde(default)]
    pub extension_id: Option<Text<'a>>,
    /// What started the telephony session.
    #[serde(default, deserialize_with = "or_default")]
    pub origin: Origin,
    /// Who takes part, as far as it changed.
    #[serde(default, deserialize_with = "one_or_more")]
    pub parties: Vec<Party<'a>>,
}

/// What started a telephony session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Origin {
    /// A call, a RingOut, a conference …
    #[serde(rename = "type", default)]
    pub kind: OriginKind,
}

/// One participant in a telephony session.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub struct Party<'a> {
    /// `p-…-<n>`, unique.
    pub id: Text<'a>,
    /// The account; see [`Party::account`].
    #[serde(default)]
    pub account_id: Option<Text<'a>>,
    /// The extension, absent for the outside world; see [`Party::extension`].
    #[serde(default)]
    pub extension_id: Option<Text<'a>>,
    /// Technical: a caller from outside is outbound.
    #[serde(default)]
    pub direction: Direction,
    /// Who calls.
    #[serde(default, deserialize_with = "or_default")]
    pub from: Endpoint<'a>,
    /// Who is called.
    #[serde(default, deserialize_with = "or_default")]
    pub to: Endpoint<'a>,
    /// What this party does.
    #[serde(default, deserialize_with = "or_default")]
    pub status: Status<'a>,
    /// A queue's call at one of its agents.
    #[serde(default, deserialize_with = "or_default")]
    pub queue_call: bool,
    /// What to show for a queue's call.
    #[serde(default)]
    pub ui_call_info: Option<Box<UiCallInfo<'a>>>,
    /// This party missed it.
    #[serde(default, deserialize_with = "or_default")]
    pub missed_call: bool,
    /// The party cannot be heard.
    #[serde(default, deserialize_with = "or_default")]
    pub muted: bool,
    /// The party is in the telephony session but not in its conversation.
    #[serde(default, deserialize_with = "or_default")]
    pub stand_alone: bool,
    /// Where the call is parked.
    #[serde(default, deserialize_with = "or_default")]
    pub park: Park<'a>,
    /// Recordings that run or ran.
    #[serde(default, deserialize_with = "or_default")]
    pub recordings: Vec<Recording<'a>>,
    /// In a conference only.
    #[serde(default)]
    pub conference_role: Option<ConferenceRole>,
    /// In a RingOut only.
    #[serde(default)]
    pub ring_out_role: Option<LegRole>,
    /// In a RingMe only.
    #[serde(default)]
    pub ring_me_role: Option<LegRole>,
    /// When asked for.
    #[serde(default)]
    pub sip_data: Option<Box<SipData<'a>>>,
    /// The deprecated spelling of the two ids.
    #[serde(default)]
    pub owner: Option<Box<Owner<'a>>>,
}

impl<'a> Party<'a> {
    /// The extension in either spelling; none means the outside world.
    pub fn extension(&self) -> Option<&Text<'a>> {
        self.extension_id.as_ref().or_else(|| self.owner.as_ref()?.extension_id.as_ref())
    }

    /// The account in either spelling.
    pub fn account(&self) -> Option<&Text<'a>> {
        self.account_id.as_ref().or_else(|| self.owner.as_ref()?.account_id.as_ref())
    }
}

/// One end of a call. The same on both parties of an ordinary call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub struct Endpoint<'a> {
    /// E.164, or a short extension number, or anything a caller's network made up.
    #[serde(default)]
    pub phone_number: Option<Text<'a>>,
    /// Whatever the caller's network says: hostile text.
    #[serde(default)]
    pub name: Option<Text<'a>>,
    /// On a queue's call this is the queue.
    #[serde(default)]
    pub extension_id: Option<Text<'a>>,
    /// Which device, rarely known.
    #[serde(default)]
    pub device_id: Option<Text<'a>>,
}

/// What a party does, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub struct Status<'a> {
    /// The state.
    #[serde(default)]
    pub code: StatusCode,
    /// Why; a plain hang-up has none.
    #[serde(default)]
    pub reason: Option<Reason>,
    /// Free text.
    #[serde(default)]
    pub description: Option<Text<'a>>,
    /// Parked: empty for a location, `*8…` for a park extension.
    #[serde(default)]
    pub park_data: Option<Text<'a>>,
    /// Gone: where to.
    #[serde(default)]
    pub peer_id: Option<Box<Peer<'a>>>,
    /// A conference call, says the reference.
    #[serde(default, deserialize_with = "or_default")]
    pub rcc: bool,
}

/// The party that another one became.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub struct Peer<'a> {
    /// The older id, or the telephony session id in answers that have no field for it.
    #[serde(default)]
    pub session_id: Option<Text<'a>>,
    /// The telephony session; see [`Peer::telephony_session`].
    #[serde(default)]
    pub telephony_session_id: Option<Text<'a>>,
    /// The party there.
    #[serde(default)]
    pub party_id: Option<Text<'a>>,
}

impl<'a> Peer<'a> {
    /// The telephony session, wherever the answer put it.
    pub fn telephony_session(&self) -> Option<&Text<'a>> {
        self.telephony_session_id
            .as_ref()
            .or_else(|| self.session_id.as_ref().filter(|id| id.as_str().starts_with("s-")))
    }
}

/// What to show for a queue's call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct UiCallInfo<'a> {
    /// First line.
    #[serde(default)]
    pub primary: Option<UiLine<'a>>,
    /// Second line.
    #[serde(default)]
    pub additional: Option<UiLine<'a>>,
}

/// One line of [`UiCallInfo`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct UiLine<'a> {
    /// `QueueName`, `CallerIdName` …
    #[serde(rename = "type", default)]
    pub kind: Option<Text<'a>>,
    /// The text: hostile.
    #[serde(default)]
    pub value: Option<Text<'a>>,
}

/// Where a call is parked; no id when it is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Park<'a> {
    /// The place.
    #[serde(default)]
    pub id: Option<Text<'a>>,
}

/// A recording of a party.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Recording<'a> {
    /// The id that the call log will use.
    #[serde(default)]
    pub id: Text<'a>,
    /// Running now.
    #[serde(default, deserialize_with = "or_default")]
    pub active: bool,
}

/// The ids of the SIP dialog.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub struct SipData<'a> {
    /// SIP tag.
    #[serde(default)]
    pub to_tag: Option<Text<'a>>,
    /// SIP tag.
    #[serde(default)]
    pub from_tag: Option<Text<'a>>,
    /// SIP call id.
    #[serde(default)]
    pub call_id: Option<Text<'a>>,
}

/// The deprecated spelling of a party's ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub struct Owner<'a> {
    /// The account.
    #[serde(default)]
    pub account_id: Option<Text<'a>>,
    /// The extension.
    #[serde(default)]
    pub extension_id: Option<Text<'a>>,
}
