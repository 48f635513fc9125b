//! What the browser shows after it was sent back. Fixed texts: nothing of a request is ever repeated here.

use http::StatusCode;

/// One page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    SignedIn,
    Denied,
    Failed,
    Working,
    UsedAlready,
    NotThisFlow,
    NotFound,
    OnlyGet,
    WrongHost,
}

impl Page {
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::SignedIn | Self::Denied | Self::Failed | Self::Working => StatusCode::OK,
            Self::UsedAlready => StatusCode::GONE,
            Self::NotThisFlow => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::OnlyGet => StatusCode::METHOD_NOT_ALLOWED,
            Self::WrongHost => StatusCode::MISDIRECTED_REQUEST,
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::SignedIn => (
                "You are signed in",
                "{app} is connected to RingCentral. You can close this tab and go back to {app}.",
            ),
            Self::Denied => (
                "Nothing was connected",
                "You chose not to connect {app} to RingCentral. {app} works on without the phone, and you can sign in whenever you like.",
            ),
            Self::Failed => (
                "That did not work",
                "RingCentral did not complete the sign-in. Go back to {app}: it says why, and you can try again there.",
            ),
            Self::Working => {
                ("Almost there", "{app} is finishing the sign-in. Go back to {app} to see how it went.")
            }
            Self::UsedAlready => (
                "This link was used already",
                "The sign-in it belongs to is over. If you are not signed in, start again from {app}.",
            ),
            Self::NotThisFlow => (
                "This is not our sign-in",
                "The link does not belong to the sign-in that {app} is waiting for, so nothing was changed. Start again from {app}.",
            ),
            Self::NotFound => ("Nothing here", "{app} only waits here for the answer to a sign-in."),
            Self::OnlyGet => ("Nothing here", "{app} only waits here for the answer to a sign-in."),
            Self::WrongHost => ("Nothing here", "{app} only answers to this computer."),
        }
    }

    /// The whole page, for an app of that name.
    pub(super) fn html(self, app: &str) -> String {
        let (title, sentence) = self.words();
        let app = escape(app);
        let sentence = sentence.replace("{app}", &app);
        format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>{title} - {app}</title><style>{STYLE}</style><main><h1>{title}</h1><p>{sentence}</p></main></html>"
        )
    }
}

const STYLE: &str = ":root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}\
body{margin:0;min-height:100vh;display:grid;place-items:center;background:Canvas;color:CanvasText}\
main{max-width:30rem;padding:2rem}h1{font-size:1.4rem;margin:0 0 .5rem}p{margin:0}";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_name_the_app_and_carry_no_markup_of_it() {
        let page = Page::SignedIn.html("<b>Ringside</b>");
        assert!(page.contains("&lt;b&gt;Ringside&lt;/b&gt; is connected"), "the name is text: {page}");
        assert!(!page.contains("{app}"), "every place is filled");
    }
}
