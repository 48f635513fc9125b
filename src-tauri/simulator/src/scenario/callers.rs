//! The public: invented people behind 555 numbers. The app's demo may store the same people as customers, so
//! that calls find somebody. Some stress a screen on purpose.

/// Somebody who calls, and what a company may know about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// E.164.
    pub number: &'static str,
    /// What the network shows; `None` when it sends no name.
    pub caller_id: Option<&'static str>,
    /// The customer's company; empty for a household.
    pub company: &'static str,
    /// The person to talk to.
    pub contact: &'static str,
    /// One line.
    pub address: &'static str,
    /// An address that leads nowhere.
    pub email: &'static str,
    /// What a dispatcher may have written down.
    pub notes: &'static str,
}

/// All callers, in the order in which they call. Two of them share one number.
pub fn callers() -> Vec<Caller> {
    vec![
        Caller {
            number: "+13125550177",
            caller_id: Some("HOLLIS FREIGHT"),
            company: "Hollis Freight",
            contact: "Marta Hollis",
            address: "1480 W Fulton St, Chicago, IL 60607",
            email: "marta@hollisfreight.example",
            notes: "Two rooftop units over the loading dock. Gate code with the guard.",
        },
        Caller {
            number: "+17735550142",
            caller_id: Some("ANA RUIZ"),
            company: "",
            contact: "Ana Ruiz",
            address: "2217 N Sawyer Ave, Chicago, IL 60647",
            email: "ana.ruiz@mail.example",
            notes: "Furnace from 2009. Prefers mornings; the dog is friendly.",
        },
        Caller {
            number: "+13125550133",
            caller_id: None,
            company: "Lakeside Bakery",
            contact: "Owen Pell",
            address: "610 S Wells St, Chicago, IL 60607",
            email: "owen@lakesidebakery.example",
            notes: "Walk-in cooler. Calls from a phone that sends no name.",
        },
        Caller {
            number: "+18475550118",
            caller_id: Some("נועה אבני"),
            company: "",
            contact: "נועה אבני",
            address: "88 Ridge Rd, Wilmette, IL 60091",
            email: "noa@mail.example",
            notes: "Boiler and radiators, yearly service in October.",
        },
        Caller {
            number: "+16305550161",
            caller_id: Some("BARTHOLOMEW-FITZGERALD PROPERTY AND FACILITIES HOLDINGS GROUP"),
            company: "Bartholomew-Fitzgerald Property and Facilities Holdings Group",
            contact: "Penelope Bartholomew-Fitzgerald",
            address: "3000 Corporate Lakes Parkway, Building 4, Suite 1150, Naperville, IL 60563",
            email: "facilities@bartholomew-fitzgerald.example",
            notes: "Eleven buildings. Always ask which one.",
        },
        Caller {
            number: "+13125550199",
            caller_id: Some("<b>HOSTILE</b>"),
            company: "<img src=x onerror=alert(1)>",
            contact: "Robert'); DROP TABLE calls;--",
            address: "{{7*7}} Main St \"quoted\" & more",
            email: "hostile@mail.example",
            notes: "<script>alert('notes')</script> Text that must stay text.",
        },
        Caller {
            number: "+17085550124",
            caller_id: Some("OAK PARK DENTAL"),
            company: "Oak Park Dental",
            contact: "Dr. Iris Vang",
            address: "1010 Lake St, Oak Park, IL 60301",
            email: "office@oakparkdental.example",
            notes: "Server room must stay under 75 F. Emergency rate agreed.",
        },
        Caller {
            number: "+17085550124",
            caller_id: Some("OAK PARK DENTAL"),
            company: "Vang & Daughters Orthodontics",
            contact: "Juniper Vang",
            address: "1010 Lake St, 2nd floor, Oak Park, IL 60301",
            email: "hello@vangortho.example",
            notes: "Shares the line with the dentist downstairs.",
        },
        Caller {
            number: "+13125550156",
            caller_id: Some("WIRELESS CALLER"),
            company: "",
            contact: "Theo Lindqvist",
            address: "455 E Illinois St, Apt 3012, Chicago, IL 60611",
            email: "theo@mail.example",
            notes: "Thermostat keeps losing its schedule.",
        },
        Caller {
            number: "+18155550107",
            caller_id: Some("PRAIRIE GREENHOU"),
            company: "Prairie Greenhouses",
            contact: "Walt Abernathy",
            address: "19200 County Rd 5, Rockford, IL 61101",
            email: "walt@prairiegreen.example",
            notes: "Caller ID is cut off after 16 letters. Heat matters at night.",
        },
        Caller {
            number: "+12245550171",
            caller_id: Some("Zoë Ångström-O'Neil"),
            company: "",
            contact: "Zoë Ångström-O'Neil",
            address: "7 Château Ln, Lake Forest, IL 60045",
            email: "zoe@mail.example",
            notes: "Wine cellar cooling.",
        },
        Caller {
            number: "+13125550188",
            caller_id: Some("ST. BRENDAN SCHOOL"),
            company: "St. Brendan School",
            contact: "Principal Amara Diallo",
            address: "5205 N Ashland Ave, Chicago, IL 60640",
            email: "office@stbrendan.example",
            notes: "No work during classes. Purchase order needed.",
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_stresses_a_screen() {
        let callers = callers();
        let named = |holds: fn(&str) -> bool| callers.iter().filter_map(|caller| caller.caller_id).any(holds);
        assert!(named(|name| name.chars().count() >= 60), "one name is very long");
        assert!(
            named(|name| name.chars().any(|letter| ('א'..='ת').contains(&letter))),
            "one reads right to left"
        );
        assert!(named(|name| name.contains("<b>")), "one looks like markup");
        assert!(callers.iter().any(|caller| caller.caller_id.is_none()), "one has no name");
    }

    #[test]
    fn numbers_are_fictional_and_one_is_shared() {
        let callers = callers();
        assert!(
            callers.iter().all(|caller| caller.number.len() == 12 && &caller.number[5..10] == "55501"),
            "numbers come from the range that nobody has"
        );
        let mut numbers: Vec<&str> = callers.iter().map(|caller| caller.number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len() + 1, callers.len(), "two customers share one number");
    }
}
