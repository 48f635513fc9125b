//! The phones of the signed-in person that can ring first, and the numbers that the called may be shown. All of it is
//! in the Light group: asking costs nothing that dialing needs.

use domain::{PhoneNumber, phone};
use ringcentral::Rest;
use ringcentral::api::{caller_id, devices, extensions, forwarding_numbers, phone_numbers};
use ringcentral::error::Result;
use store::{ChosenPhone, PhoneSort};

use crate::live::HOME_COUNTRY;
use crate::view::{CallerIdChoice, MyPhone, PhoneKind};

/// How the label of a phone begins that stands on a desk.
const DESK_PHONE: &str = "Desk phone";

/// What RingCentral lists of the person's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Own {
    /// Phones that can ring first, the likeliest first.
    pub phones: Vec<Phone>,
    /// Numbers that the called may be shown.
    pub caller_ids: Vec<CallerIdChoice>,
    /// Every number of the person's own: nobody means to dial these.
    pub numbers: Vec<PhoneNumber>,
    /// The short number.
    pub extension: Option<String>,
    /// The country whose national numbers are meant, ISO 3166 alpha-2.
    pub home_country: Option<String>,
    /// RingOut is on for the extension; `None` where RingCentral does not say.
    pub ring_out: Option<bool>,
}

/// One phone, and the number that RingCentral rings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phone {
    pub kind: PhoneSort,
    pub key: String,
    pub number: String,
    pub label: String,
}

impl Phone {
    /// As the window shows it.
    pub fn view(&self, there: bool) -> MyPhone {
        MyPhone {
            key: self.key.clone(),
            kind: match self.kind {
                PhoneSort::Device => PhoneKind::Device,
                PhoneSort::Forwarding => PhoneKind::Forwarding,
                PhoneSort::Extension => PhoneKind::Extension,
                PhoneSort::Entered => PhoneKind::Entered,
            },
            label: self.label.clone(),
            number: phone::shown(&self.number, HOME_COUNTRY),
            there,
        }
    }

    /// In the middle of a sentence, after "your".
    pub fn in_words(&self) -> String {
        match self.kind {
            PhoneSort::Device => device_in_words(&self.label),
            PhoneSort::Entered | PhoneSort::Extension => "phone".to_owned(),
            PhoneSort::Forwarding => {
                let label = self.label.to_lowercase();
                let label = label.strip_prefix("my ").unwrap_or(&label);
                if label.ends_with("phone") { label.to_owned() } else { format!("{label} phone") }
            }
        }
    }

    /// As it is kept.
    pub fn chosen(&self) -> ChosenPhone {
        let Self { kind, key, number, label } = self.clone();
        ChosenPhone { kind, key, number, label }
    }

    /// A number that the person entered.
    pub fn entered(number: &PhoneNumber) -> Self {
        Self {
            kind: PhoneSort::Entered,
            key: format!("entered:{}", number.as_str()),
            number: number.as_str().to_owned(),
            label: number.to_string(),
        }
    }
}

/// The phone of an earlier attempt, in the middle of a sentence: of it the label was kept.
pub(super) fn labeled_in_words(label: &str, own: Option<&Own>) -> String {
    let listed = own.and_then(|own| own.phones.iter().find(|phone| phone.label == label));
    listed.map_or_else(|| device_in_words(label), Phone::in_words)
}

fn device_in_words(label: &str) -> String {
    let word = if label.starts_with(DESK_PHONE) { "desk phone" } else { "phone" };
    word.to_owned()
}

impl From<ChosenPhone> for Phone {
    fn from(chosen: ChosenPhone) -> Self {
        let ChosenPhone { kind, key, number, label } = chosen;
        Self { kind, key, number, label }
    }
}

/// Asks RingCentral. What one of the lists may not be read leaves the others.
pub(super) async fn ask(rest: &Rest) -> Result<Own> {
    let extension = extensions::own(rest).await?;
    let short = extension.extension_number.clone();
    let numbers = readable(phone_numbers::own(rest).await)?;
    let devices = readable(devices::own(rest).await)?;
    let forwarding = readable(forwarding_numbers::own(rest).await)?;
    let set_to = match caller_id::own(rest).await {
        Err(error) if error.is_transient() => return Err(error),
        answer => answer.ok(),
    };
    let country = extension.regional_settings.as_ref().and_then(|settings| settings.home_country.clone());
    let direct = numbers.iter().find(|number| number.usage_type.as_deref() == Some("DirectNumber"));
    let direct = direct.map(|number| number.phone_number.clone());
    let mut own = Own {
        extension: short.clone(),
        home_country: country.and_then(|country| country.iso_code),
        ring_out: extension.has_feature("RingOut"),
        ..Own::default()
    };
    for device in &devices {
        let line = device.phone_lines.iter().find_map(|line| line.phone_info.as_ref()?.phone_number.clone());
        let Some(number) = line else { continue };
        let what = match device.kind.as_deref() {
            Some("HardPhone" | "OtherPhone") => DESK_PHONE.to_owned(),
            Some("SoftPhone" | "WebPhone" | "WebRTC") => "RingCentral app".to_owned(),
            _ => device.name.clone().unwrap_or_else(|| "Phone".to_owned()),
        };
        let label = short.as_ref().map_or_else(|| what.clone(), |short| format!("{what}, ext. {short}"));
        let key = format!("device:{}", device.id.as_str());
        own.phones.push(Phone { kind: PhoneSort::Device, key, number, label });
    }
    if let Some(number) = direct.clone().or_else(|| short.clone()) {
        let label = short.as_ref().map_or_else(
            || "All phones of your extension".to_owned(),
            |short| format!("Extension {short}, all its phones"),
        );
        own.phones.push(Phone { kind: PhoneSort::Extension, key: "extension".to_owned(), number, label });
    }
    for number in forwarding {
        let device = number.device.as_ref().and_then(|device| device.id.as_ref());
        let is_listed = device.is_some_and(|id| devices.iter().any(|known| known.id == *id));
        let (Some(id), Some(phone_number), false) = (number.id, number.phone_number, is_listed) else {
            continue;
        };
        let label = number.label.filter(|label| !label.trim().is_empty());
        let label = label.or(number.kind).unwrap_or_else(|| "Phone".to_owned());
        let key = format!("forwarding:{}", id.as_str());
        own.phones.push(Phone { kind: PhoneSort::Forwarding, key, number: phone_number, label });
    }
    own.caller_ids = shown_numbers(&numbers, set_to.as_ref());
    let own_numbers = numbers.iter().filter(|number| number.usage_type.as_deref() == Some("DirectNumber"));
    own.numbers = own_numbers
        .map(|number| number.phone_number.as_str())
        .chain(own.phones.iter().map(|phone| phone.number.as_str()))
        .filter_map(|number| PhoneNumber::parse(number, HOME_COUNTRY).ok())
        .collect();
    own.numbers.sort();
    own.numbers.dedup();
    Ok(own)
}

/// The first choice is what RingCentral is set to.
fn shown_numbers(
    numbers: &[phone_numbers::PhoneNumber],
    set_to: Option<&caller_id::CallerIds>,
) -> Vec<CallerIdChoice> {
    let usual = set_to.and_then(|set_to| set_to.of_feature("RingOut")).unwrap_or_default();
    let mut choices = vec![CallerIdChoice {
        key: String::new(),
        label: "As set in RingCentral".to_owned(),
        number: phone::shown(usual, HOME_COUNTRY),
    }];
    let may_be_shown =
        numbers.iter().filter(|number| number.features.iter().any(|feature| feature == "CallerId"));
    choices.extend(may_be_shown.map(|number| CallerIdChoice {
        key: number.phone_number.clone(),
        label: match (number.label.as_deref(), number.usage_type.as_deref()) {
            (Some(label), _) if !label.trim().is_empty() => label.to_owned(),
            (_, Some("MainCompanyNumber")) => "Main number".to_owned(),
            (_, Some("DirectNumber")) => "Direct number".to_owned(),
            (_, Some("CompanyNumber" | "AdditionalCompanyNumber")) => "Company number".to_owned(),
            _ => "Number".to_owned(),
        },
        number: phone::shown(&number.phone_number, HOME_COUNTRY),
    }));
    choices
}

/// A list that may not be read is an empty one; one that cannot be read now is asked for again.
fn readable<T>(answer: Result<Vec<T>>) -> Result<Vec<T>> {
    match answer {
        Err(error) if !error.is_transient() => {
            tracing::warn!(%error, "one list of phones may not be read");
            Ok(Vec::new())
        }
        answer => answer,
    }
}
