//! Names for things, each with a type of its own so that one cannot stand where another belongs.
//! All are text: ours are UUIDs, RingCentral's are whatever RingCentral sent.

use std::fmt;

use crate::text::Text;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, specta::Type,
        )]
        #[serde(transparent)]
        pub struct $name(#[specta(type = String)] Text);

        impl $name {
            /// Takes the text as it is.
            pub fn new(text: impl Into<Text>) -> Self {
                Self(text.into())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }
    };
}

id! {
    /// One real phone call as the company sees it. Ours.
    CallId
}
id! {
    /// One claimed call's working place, from Claim to End session. Ours.
    ActiveSessionId
}
id! {
    /// One attempt to reach somebody, or a call that was written down by hand. Ours.
    DialedId
}
id! {
    /// A person who works at a desk. Ours.
    DispatcherId
}
id! {
    /// A customer. Ours.
    CustomerId
}
id! {
    /// RingCentral's unit of telephony; a call has one or several.
    TelephonySessionId
}
id! {
    /// One participant in a telephony session.
    PartyId
}
id! {
    /// A RingCentral extension: a person, a queue, a menu.
    ExtensionId
}
id! {
    /// A RingCentral account: a company.
    AccountId
}
