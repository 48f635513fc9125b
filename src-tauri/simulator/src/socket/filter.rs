//! Event filters: from the text a client sends to what they match. `~` is filled in here.

use url::form_urlencoded;

use super::notice::Subject;
use crate::directory::Directory;
use crate::errors::ApiError;
use crate::faults::Faults;
use axum::http::StatusCode;

/// The user permission that stands for "may see the account's calls". Which one RingCentral asks for is not
/// documented; withholding this one makes account-level filters come back disabled.
pub const ACCOUNT_CALLS: &str = "ReadCompanyCallLog";

/// Which body a subscription gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// As it is.
    Plain,
    /// With `detailedTelephonyState`.
    Detailed,
}

/// One filter of a subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The text with ids in place of `~`, as answers repeat it.
    pub text: String,
    kind: Kind,
}

/// A filter that the person or app may not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disabled {
    /// The text with ids in place of `~`.
    pub filter: String,
    /// Why not.
    pub error: ApiError,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    AccountCalls(Conditions),
    ExtensionCalls(String, Conditions),
    AccountPresence,
    ExtensionPresence(String, Shape),
    /// Known, but its events do not happen in this world.
    Quiet,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Conditions {
    direction: Option<String>,
    missed_only: bool,
    phone_number: Option<String>,
    code: Option<String>,
}

impl Conditions {
    fn of(query: &[(String, String)]) -> Self {
        let value = |key: &str| query.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
        Self {
            direction: value("direction"),
            missed_only: value("missedCall").is_some_and(|value| value == "true"),
            phone_number: value("phoneNumber"),
            code: value("statusCode"),
        }
    }

    fn met_by(&self, subject: &Subject) -> bool {
        let Subject::Telephony { direction, code, missed, numbers, .. } = subject else {
            return false;
        };
        let is = |wanted: &Option<String>, actual: Option<String>| match (wanted, actual) {
            (Some(wanted), Some(actual)) => wanted.eq_ignore_ascii_case(&actual),
            (Some(_), None) => false,
            (None, _) => true,
        };
        is(&self.direction, direction.map(|direction| format!("{direction:?}")))
            && is(&self.code, code.map(str::to_owned))
            && (!self.missed_only || *missed)
            && self.phone_number.as_ref().is_none_or(|wanted| numbers.contains(wanted))
    }
}

/// What became of one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Active(Filter),
    /// It is listed as disabled, and the request goes on.
    Disabled(Disabled),
}

/// Reads one filter. The error refuses the whole request: SUB-508 what is no filter, SUB-406 another account,
/// SUB-408 an extension that the account does not have.
pub fn read(
    text: &str,
    own_extension_id: &str,
    directory: &Directory,
    faults: &Faults,
) -> Result<Verdict, ApiError> {
    if text.starts_with("/ai/ringsense/") {
        return Ok(disabled(text.to_owned(), ApiError::app_permission("RingSense")));
    }
    let (path, query_text) = text.split_once('?').map_or((text, None), |(path, query)| (path, Some(query)));
    let expanded = expand(path, own_extension_id, directory)?;
    let filter_text = match query_text {
        Some(query) => format!("{expanded}?{query}"),
        None => expanded.clone(),
    };
    // A plus sign in a phone number is meant as one.
    let query: Vec<(String, String)> =
        form_urlencoded::parse(query_text.unwrap_or_default().replace('+', "%2B").as_bytes())
            .into_owned()
            .collect();
    let (kind, app, person) = kind(&expanded, &query).ok_or_else(|| invalid(text))?;
    if faults.withholds(app) {
        return Ok(disabled(filter_text, ApiError::app_permission(app)));
    }
    if let Some(person) = person.filter(|permission| faults.withholds(permission)) {
        return Ok(disabled(filter_text, ApiError::user_permission(person)));
    }
    Ok(Verdict::Active(Filter { text: filter_text, kind }))
}

fn disabled(filter: String, error: ApiError) -> Verdict {
    Verdict::Disabled(Disabled { filter, error })
}

/// 400 SUB-508.
pub fn invalid(text: &str) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "SUB-508", "Event filters are invalid")
        .with("parameterName", "eventFilters")
        .with("parameterValue", text)
}

fn expand(path: &str, own_extension_id: &str, directory: &Directory) -> Result<String, ApiError> {
    let mut parts: Vec<&str> = path.split('/').collect();
    for position in 1..parts.len() {
        match parts[position - 1] {
            "account" => {
                if parts[position] == "~" {
                    parts[position] = &directory.account_id;
                }
                if parts[position] != directory.account_id {
                    return Err(ApiError::new(
                        StatusCode::FORBIDDEN,
                        "SUB-406",
                        "Events of another account cannot be subscribed to",
                    ));
                }
            }
            "extension" => {
                if parts[position] == "~" {
                    parts[position] = own_extension_id;
                }
                if !exists(directory, parts[position]) {
                    let message = format!("Extension [{}] is not found", parts[position]);
                    return Err(ApiError::new(StatusCode::FORBIDDEN, "SUB-408", message));
                }
            }
            _ => {}
        }
    }
    Ok(parts.join("/"))
}

fn exists(directory: &Directory, extension_id: &str) -> bool {
    directory.person(extension_id).is_some()
        || directory.queue.extension_id == extension_id
        || directory.menu.0 == extension_id
}

type Wanted = (Kind, &'static str, Option<&'static str>);

fn kind(path: &str, query: &[(String, String)]) -> Option<Wanted> {
    let rest = path.strip_prefix("/restapi/v1.0/account/")?;
    let (_account, rest) = rest.split_once('/').unwrap_or((rest, ""));
    let parts: Vec<&str> = rest.split('/').collect();
    let detailed = query.iter().any(|(key, value)| key == "detailedTelephonyState" && value == "true");
    let shape = if detailed { Shape::Detailed } else { Shape::Plain };
    Some(match parts.as_slice() {
        ["telephony", "sessions"] => {
            (Kind::AccountCalls(Conditions::of(query)), "CallControl", Some(ACCOUNT_CALLS))
        }
        ["extension", id, "telephony", "sessions"] => {
            (Kind::ExtensionCalls((*id).to_owned(), Conditions::of(query)), "CallControl", None)
        }
        ["presence"] => (Kind::AccountPresence, "ReadPresence", Some("ReadPresenceStatus")),
        ["extension", id, "presence"] => {
            (Kind::ExtensionPresence((*id).to_owned(), shape), "ReadPresence", Some("ReadPresenceStatus"))
        }
        ["extension", _, "presence", "line"]
        | ["extension", _, "presence", "line", "presence"]
        | ["extension", _, "favorite", "presence"]
        | ["call-queues", _, "presence"] => (Kind::Quiet, "ReadPresence", None),
        ["extension"]
        | ["extension", _]
        | ["extension", _, "missed-calls"]
        | ["extension", _, "telephony"] => (Kind::Quiet, "ReadAccounts", None),
        _ => return None,
    })
}

impl Filter {
    /// Whether the event is for this filter, and with which body.
    pub fn matches(&self, subject: &Subject) -> Option<Shape> {
        match (&self.kind, subject) {
            (Kind::AccountCalls(conditions), Subject::Telephony { .. }) => {
                conditions.met_by(subject).then_some(Shape::Plain)
            }
            (Kind::ExtensionCalls(wanted, conditions), Subject::Telephony { extension_id, .. }) => {
                (extension_id.as_ref() == Some(wanted) && conditions.met_by(subject)).then_some(Shape::Plain)
            }
            (Kind::AccountPresence, Subject::Presence { .. }) => Some(Shape::Plain),
            (Kind::ExtensionPresence(wanted, shape), Subject::Presence { extension_id }) => {
                (extension_id == wanted).then_some(*shape)
            }
            (
                Kind::AccountCalls(_)
                | Kind::ExtensionCalls(..)
                | Kind::AccountPresence
                | Kind::ExtensionPresence(..)
                | Kind::Quiet,
                _,
            ) => None,
        }
    }
}
