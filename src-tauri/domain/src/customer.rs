//! Whom the company works for, as far as a call needs it.

use crate::ids::CustomerId;
use crate::phone::PhoneNumber;

/// A customer's record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    /// Ours.
    pub id: CustomerId,
    /// Person or company.
    pub name: String,
    /// The company's own account number for them, if it keeps one.
    pub account_number: Option<String>,
    /// Street and house, town, as one line.
    pub address: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Anything worth knowing, in the company's words.
    pub notes: String,
    /// People and numbers, in the order they were entered.
    pub contacts: Vec<Contact>,
}

/// One person or place of a customer that can be called.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// "Dana Hollis", "Dispatch desk".
    pub name: String,
    /// "owner", "site"; empty when nothing is known.
    pub role: String,
    /// Their number.
    pub number: PhoneNumber,
}
