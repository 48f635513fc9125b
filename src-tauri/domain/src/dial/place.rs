//! Where a number rings, and by which clock. In North America the area code tells, elsewhere the country where it has
//! one clock. From the numbering plans (NANPA, ITU E.164) and the IANA time zone database; an area that two zones share
//! is shown by the one where most of its people live. A mobile phone may be anywhere: this is a hint.

use crate::PhoneNumber;

/// A place with a clock of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// IANA time zone.
    pub zone: &'static str,
    /// What people call it.
    pub name: &'static str,
}

/// Where the number rings, where that can be told.
pub fn of(number: &PhoneNumber) -> Option<Place> {
    let digits = number.as_str();
    let Some(national) = digits.strip_prefix("+1").filter(|national| national.len() == 10) else {
        let country = COUNTRIES.iter().find(|(code, _, _)| digits.starts_with(code))?;
        return Some(Place { zone: country.1, name: country.2 });
    };
    let area: u16 = national.get(..3)?.parse().ok()?;
    let found = AREAS.iter().find(|(_, _, areas)| areas.contains(&area))?;
    Some(Place { zone: found.0, name: found.1 })
}

/// No code here begins another one.
const COUNTRIES: &[(&str, &str, &str)] = &[
    ("+44", "Europe/London", "the United Kingdom"),
    ("+353", "Europe/Dublin", "Ireland"),
    ("+33", "Europe/Paris", "France"),
    ("+49", "Europe/Berlin", "Germany"),
    ("+43", "Europe/Vienna", "Austria"),
    ("+41", "Europe/Zurich", "Switzerland"),
    ("+39", "Europe/Rome", "Italy"),
    ("+31", "Europe/Amsterdam", "the Netherlands"),
    ("+32", "Europe/Brussels", "Belgium"),
    ("+45", "Europe/Copenhagen", "Denmark"),
    ("+46", "Europe/Stockholm", "Sweden"),
    ("+47", "Europe/Oslo", "Norway"),
    ("+358", "Europe/Helsinki", "Finland"),
    ("+48", "Europe/Warsaw", "Poland"),
    ("+420", "Europe/Prague", "Czechia"),
    ("+36", "Europe/Budapest", "Hungary"),
    ("+40", "Europe/Bucharest", "Romania"),
    ("+30", "Europe/Athens", "Greece"),
    ("+90", "Europe/Istanbul", "Türkiye"),
    ("+972", "Asia/Jerusalem", "Israel"),
    ("+971", "Asia/Dubai", "the United Arab Emirates"),
    ("+91", "Asia/Kolkata", "India"),
    ("+65", "Asia/Singapore", "Singapore"),
    ("+63", "Asia/Manila", "the Philippines"),
    ("+66", "Asia/Bangkok", "Thailand"),
    ("+84", "Asia/Ho_Chi_Minh", "Vietnam"),
    ("+86", "Asia/Shanghai", "China"),
    ("+852", "Asia/Hong_Kong", "Hong Kong"),
    ("+886", "Asia/Taipei", "Taiwan"),
    ("+82", "Asia/Seoul", "South Korea"),
    ("+81", "Asia/Tokyo", "Japan"),
    ("+64", "Pacific/Auckland", "New Zealand"),
    ("+612", "Australia/Sydney", "Sydney, Australia"),
    ("+613", "Australia/Melbourne", "Melbourne, Australia"),
    ("+617", "Australia/Brisbane", "Brisbane, Australia"),
    ("+618", "Australia/Adelaide", "Adelaide, Australia"),
    ("+27", "Africa/Johannesburg", "South Africa"),
    ("+234", "Africa/Lagos", "Nigeria"),
    ("+254", "Africa/Nairobi", "Kenya"),
    ("+20", "Africa/Cairo", "Egypt"),
    ("+57", "America/Bogota", "Colombia"),
    ("+51", "America/Lima", "Peru"),
    ("+54", "America/Argentina/Buenos_Aires", "Argentina"),
    ("+506", "America/Costa_Rica", "Costa Rica"),
    ("+507", "America/Panama", "Panama"),
];

const AREAS: &[(&str, &str, &[u16])] = &[
    (
        "America/New_York",
        "New York",
        &[
            212, 315, 332, 347, 516, 518, 585, 607, 631, 646, 680, 716, 718, 838, 845, 914, 917, 929, 934,
            363, 329,
        ],
    ),
    ("America/New_York", "New Jersey", &[201, 551, 609, 640, 732, 848, 856, 862, 908, 973]),
    ("America/New_York", "Connecticut", &[203, 475, 860, 959]),
    ("America/New_York", "Massachusetts", &[339, 351, 413, 508, 617, 774, 781, 857, 978]),
    ("America/New_York", "Rhode Island", &[401]),
    ("America/New_York", "New Hampshire", &[603]),
    ("America/New_York", "Vermont", &[802]),
    ("America/New_York", "Maine", &[207]),
    (
        "America/New_York",
        "Pennsylvania",
        &[215, 223, 267, 272, 412, 445, 484, 570, 582, 610, 717, 724, 814, 835, 878],
    ),
    ("America/New_York", "Delaware", &[302]),
    ("America/New_York", "Maryland", &[227, 240, 301, 410, 443, 667]),
    ("America/New_York", "Washington, DC", &[202, 771]),
    ("America/New_York", "Virginia", &[276, 434, 540, 571, 686, 703, 757, 804, 826, 948]),
    ("America/New_York", "West Virginia", &[304, 681]),
    ("America/New_York", "North Carolina", &[252, 336, 472, 704, 743, 828, 910, 919, 980, 984]),
    ("America/New_York", "South Carolina", &[803, 821, 839, 843, 854, 864]),
    ("America/New_York", "Georgia", &[229, 404, 470, 478, 678, 706, 762, 770, 912, 943]),
    (
        "America/New_York",
        "Florida",
        &[
            239, 305, 321, 324, 352, 386, 407, 448, 561, 645, 656, 689, 727, 728, 754, 772, 786, 813, 863,
            904, 941, 954,
        ],
    ),
    (
        "America/New_York",
        "Ohio",
        &[216, 220, 234, 283, 326, 330, 380, 419, 436, 440, 513, 567, 614, 740, 937],
    ),
    ("America/New_York", "Michigan", &[231, 248, 269, 313, 517, 586, 616, 679, 734, 810, 906, 947, 989]),
    ("America/New_York", "Indiana", &[260, 317, 463, 574, 765, 812, 930]),
    ("America/New_York", "Kentucky", &[502, 606, 859]),
    ("America/New_York", "Tennessee", &[423, 865]),
    ("America/Chicago", "Chicago", &[312, 773, 872]),
    ("America/Chicago", "Illinois", &[217, 224, 309, 331, 447, 464, 618, 630, 708, 730, 779, 815, 847]),
    ("America/Chicago", "Indiana", &[219]),
    ("America/Chicago", "Wisconsin", &[262, 274, 353, 414, 534, 608, 715, 920]),
    ("America/Chicago", "Minnesota", &[218, 320, 507, 612, 651, 763, 924, 952]),
    ("America/Chicago", "Iowa", &[319, 515, 563, 641, 712]),
    ("America/Chicago", "Missouri", &[235, 314, 417, 557, 573, 636, 660, 816, 975]),
    ("America/Chicago", "Kentucky", &[270, 364]),
    ("America/Chicago", "Tennessee", &[615, 629, 731, 901, 931]),
    ("America/Chicago", "Alabama", &[205, 251, 256, 334, 483, 659, 938]),
    ("America/Chicago", "Mississippi", &[228, 471, 601, 662, 769]),
    ("America/Chicago", "Louisiana", &[225, 318, 337, 457, 504, 985]),
    ("America/Chicago", "Arkansas", &[327, 479, 501, 870]),
    ("America/Chicago", "Oklahoma", &[405, 539, 572, 580, 918]),
    (
        "America/Chicago",
        "Texas",
        &[
            210, 214, 254, 281, 325, 346, 361, 409, 430, 432, 469, 512, 621, 682, 713, 726, 737, 806, 817,
            830, 832, 903, 936, 940, 945, 956, 972, 979,
        ],
    ),
    ("America/Chicago", "Kansas", &[316, 620, 785, 913]),
    ("America/Chicago", "Nebraska", &[402, 531]),
    ("America/Chicago", "South Dakota", &[605]),
    ("America/Chicago", "North Dakota", &[701]),
    ("America/Chicago", "Florida", &[850]),
    ("America/Denver", "Colorado", &[303, 719, 720, 748, 970, 983]),
    ("America/Denver", "Utah", &[385, 435, 801]),
    ("America/Denver", "New Mexico", &[505, 575]),
    ("America/Denver", "Wyoming", &[307]),
    ("America/Denver", "Montana", &[406]),
    ("America/Denver", "Idaho", &[208, 986]),
    ("America/Denver", "Nebraska", &[308]),
    ("America/Denver", "Texas", &[915]),
    ("America/Phoenix", "Arizona", &[480, 520, 602, 623, 928]),
    (
        "America/Los_Angeles",
        "California",
        &[
            209, 213, 279, 310, 323, 341, 350, 357, 369, 408, 415, 424, 442, 510, 530, 559, 562, 619, 626,
            628, 650, 657, 661, 669, 707, 714, 747, 760, 805, 818, 820, 831, 837, 840, 858, 909, 916, 925,
            949, 951,
        ],
    ),
    ("America/Los_Angeles", "Nevada", &[702, 725, 775]),
    ("America/Los_Angeles", "Oregon", &[458, 503, 541, 971]),
    ("America/Los_Angeles", "Washington", &[206, 253, 360, 425, 509, 564]),
    ("America/Anchorage", "Alaska", &[907]),
    ("Pacific/Honolulu", "Honolulu, Hawaii", &[808]),
    ("America/Puerto_Rico", "Puerto Rico", &[787, 939]),
    (
        "America/Toronto",
        "Ontario",
        &[226, 249, 289, 343, 365, 382, 416, 437, 519, 548, 613, 647, 683, 705, 742, 753, 905, 942],
    ),
    ("America/Toronto", "Quebec", &[263, 354, 367, 418, 438, 450, 468, 514, 579, 581, 819, 873]),
    ("America/Winnipeg", "Manitoba", &[204, 431, 584]),
    ("America/Regina", "Saskatchewan", &[306, 474, 639]),
    ("America/Edmonton", "Alberta", &[368, 403, 587, 780, 825]),
    ("America/Vancouver", "British Columbia", &[236, 250, 257, 604, 672, 778]),
    ("America/Halifax", "Nova Scotia", &[782, 902]),
    ("America/Halifax", "New Brunswick", &[428, 506]),
    ("America/St_Johns", "Newfoundland", &[709, 879]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_tells_where_it_rings() {
        for (number, zone) in [
            ("+18085550100", Some("Pacific/Honolulu")),
            ("+13125550177", Some("America/Chicago")),
            ("+12125550100", Some("America/New_York")),
            ("+442079460018", Some("Europe/London")),
            ("+46401234567", Some("Europe/Stockholm")),
            ("+61255501234", Some("Australia/Sydney")),
            // Toll-free numbers ring anywhere, Russia has eleven zones.
            ("+18005550100", None),
            ("+74955550100", None),
        ] {
            let place = of(&PhoneNumber::from_e164(number));
            assert_eq!(place.map(|place| place.zone), zone, "{number}");
        }
    }

    #[test]
    fn every_zone_is_one_that_clocks_know() {
        let zones = AREAS.iter().map(|(zone, _, _)| zone).chain(COUNTRIES.iter().map(|(_, zone, _)| zone));
        for zone in zones {
            assert!(jiff::tz::TimeZone::get(zone).is_ok(), "{zone} is in the time zone database");
        }
    }

    #[test]
    fn no_area_and_no_country_stands_twice() {
        let mut areas: Vec<_> = AREAS.iter().flat_map(|(_, _, areas)| areas.iter()).collect();
        areas.sort();
        assert!(areas.windows(2).all(|pair| pair[0] != pair[1]), "an area code rings in one place");
        for (code, _, _) in COUNTRIES {
            let others = COUNTRIES.iter().filter(|(other, _, _)| other.starts_with(code)).count();
            assert_eq!(others, 1, "{code} begins no other code");
        }
    }
}
