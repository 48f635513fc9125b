//! The company's phone numbers: which exist, and whom they lead to.

use super::Directory;

/// One number of the company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Digits.
    pub id: String,
    /// E.164.
    pub phone_number: String,
    /// RingCentral's `usageType`.
    pub usage: &'static str,
    /// Extension id of whom it leads to; `None` for the company's own numbers.
    pub extension_id: Option<String>,
    /// What the administrator called it.
    pub label: Option<&'static str>,
}

impl Directory {
    /// All numbers: the main one first, then the queue's, then the people's.
    pub fn numbers(&self) -> Vec<Number> {
        let number = |phone_number: &String, usage, extension_id: Option<&String>, label| Number {
            id: number_id(phone_number),
            phone_number: phone_number.clone(),
            usage,
            extension_id: extension_id.cloned(),
            label,
        };
        let mut numbers = vec![
            number(&self.main_number, "MainCompanyNumber", None, None),
            number(
                &self.queue.phone_number,
                "DirectNumber",
                Some(&self.queue.extension_id),
                Some("After hours"),
            ),
        ];
        let direct = self.people.iter();
        numbers.extend(
            direct.map(|person| {
                number(&person.direct_number, "DirectNumber", Some(&person.extension_id), None)
            }),
        );
        numbers
    }
}

/// The id of a number in this company: made of its last digits, so that it is stable.
pub fn number_id(phone_number: &str) -> String {
    let digits: String = phone_number.chars().filter(char::is_ascii_digit).collect();
    format!("33{}", &digits[digits.len().saturating_sub(7)..])
}
