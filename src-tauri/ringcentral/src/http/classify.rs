//! What an answer that is no success means. Decided on codes first, on the status where there are none.

use http::header::IF_NONE_MATCH;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use crate::error::{Answer, Error, Permission};
use crate::http::exchange::request_id;
use crate::http::{Ask, Http, Reply};
use crate::limits::{Group, retry_after_ms};
use crate::wire::code;

/// How much of RingCentral's sentence is kept.
const LONGEST_MESSAGE: usize = 300;

/// The sign-in's extension or account is gone, disabled or frozen, or its site is closed to it.
const SIGN_OUT_CODES: [&str; 7] =
    ["OAU-136", "OAU-141", "OAU-142", "OAU-232", "OAU-236", "OAU-222", "OAU-167"];

/// None for a success; that nothing has changed is one, where it was asked. A 429 also stops its group.
pub(crate) fn classify(http: &Http, ask: &Ask, reply: &Reply) -> Option<Error> {
    let unchanged = reply.status == StatusCode::NOT_MODIFIED && ask.headers.contains_key(IF_NONE_MATCH);
    if reply.status.is_success() || unchanged {
        return None;
    }
    let error = match reply.status {
        status if status.is_redirection() => Error::RedirectRefused { to: redirect_origin(reply) },
        status => refusal(http, ask.group, status.as_u16(), &reply.headers, &reply.body),
    };
    tracing::info!(method = %ask.method, path = ask.url.path(), %error, "no success");
    Some(error)
}

/// The meaning of a status that is no success, from a request or from a frame of the socket. A 429 stops the group.
pub(crate) fn refusal(http: &Http, group: Group, status: u16, headers: &HeaderMap, body: &[u8]) -> Error {
    let now_ms = http.clock().now_ms();
    let (answer, permission) = read_answer(status, headers, body);
    match status {
        429 => Error::RateLimited { group, retry_at_ms: http.limits().stop(group, headers) },
        408 | 500 | 502 | 503 | 504 => {
            let retry_at_ms = retry_after_ms(headers, now_ms).map(|pause_ms| now_ms + pause_ms);
            Error::Unavailable { answer, retry_at_ms }
        }
        status => judge(status, answer, permission),
    }
}

fn judge(status: u16, answer: Answer, permission: Option<String>) -> Error {
    let code = answer.code.clone().unwrap_or_default();
    let message = answer.message.clone().unwrap_or_default();
    match (status, &*code) {
        (_, code) if SIGN_OUT_CODES.contains(&code) => Error::BearerRefused(answer),
        (401, _) => Error::BearerRefused(answer),
        (403, "CMN-401") => Error::PermissionMissing { permission: Permission::App(permission), answer },
        (403, "CMN-408") => Error::PermissionMissing { permission: Permission::Person(permission), answer },
        (403, "CMN-402" | "CMN-404") => {
            Error::PermissionMissing { permission: Permission::Person(None), answer }
        }
        (403, "CMN-109" | "CMN-403") => Error::PermissionMissing { permission: Permission::Plan, answer },
        (403, _) if message.contains("application needs to have") => {
            Error::PermissionMissing { permission: Permission::App(permission), answer }
        }
        (403, _) if message.contains("user needs to have") => {
            Error::PermissionMissing { permission: Permission::Person(permission), answer }
        }
        (404, _) | (400, "CMN-102") => Error::NotFound(answer),
        _ => Error::Refused(answer),
    }
}

fn redirect_origin(reply: &Reply) -> String {
    let location =
        reply.headers.get(http::header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or("");
    url::Url::parse(location).map_or_else(|_| "another page".into(), |url| url.origin().ascii_serialization())
}

/// The facts of the answer, and the name of a missing permission.
fn read_answer(status: u16, headers: &HeaderMap, body: &[u8]) -> (Answer, Option<String>) {
    let body: ErrorBody = serde_json::from_slice(body).unwrap_or_default();
    let first = body.errors.into_iter().flatten().next().unwrap_or_default();
    let message = first.message.or(body.message).or(body.error_description).map(|text| shorten(&text));
    let permission =
        first.permission_name.or(body.permission_name).or_else(|| bracketed(message.as_deref()?));
    let answer = Answer {
        status,
        code: first
            .error_code
            .or(body.error_code)
            .or_else(|| body.error.clone())
            .and_then(|text| code(&text)),
        oauth_error: body.error.and_then(|text| code(&text)),
        message,
        request_id: request_id(headers),
    };
    (answer, permission.and_then(|name| code(&name)).map(String::from))
}

/// `… needs to have [WebSocket] permission` → `WebSocket`.
fn bracketed(message: &str) -> Option<String> {
    let (_, rest) = message.split_once('[')?;
    let (name, _) = rest.split_once(']')?;
    Some(name.to_owned())
}

fn shorten(text: &str) -> Box<str> {
    text.chars().filter(|c| !c.is_control()).take(LONGEST_MESSAGE).collect::<String>().into()
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ErrorBody {
    #[serde(default)]
    error_code: Option<String>,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    permission_name: Option<String>,
    #[serde(default)]
    errors: Option<Vec<ErrorItem>>,
    #[serde(default)]
    error: Option<String>,
    #[serde(default, rename = "error_description")]
    error_description: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ErrorItem {
    #[serde(default)]
    error_code: Option<String>,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    permission_name: Option<String>,
}
