//! The contact list: RingCentral's contacts and directory are here, are looked through here, and are changed there.

use std::time::Duration;

use domain::live::{IncomingState, Phase};
use engine::view::{
    ContactForm, ContactLine, ContactPage, ContactSource, FormNumber, NumberKind, Push, SyncState, Tag,
};
use engine::{AppError, Code};
use serde_json::{Map, Value, json};
use tests::house::ADA;
use tests::{Desk, House};

const SYNC: &str = "GET /restapi/v1.0/account/{accountId}/extension/{extensionId}/address-book-sync";
const DIRECTORY: &str = "GET /restapi/v1.0/account/{accountId}/directory/entries";
/// What the simulator begins with: Dana's contacts, and everybody in the directory.
const DANAS: usize = 8;
const LISTED: usize = 7;

async fn page(desk: &Desk, query: &str) -> ContactPage {
    desk.engine.contacts(query.to_owned(), None).await.expect("the list can always be looked through")
}

async fn names(desk: &Desk, query: &str) -> Vec<String> {
    page(desk, query).await.contacts.into_iter().map(|line| line.name).collect()
}

/// Waits until the list is as wanted.
async fn list_is(desk: &Desk, what: &str, wanted: impl Fn(&ContactPage) -> bool) -> ContactPage {
    let mut pushes = desk.engine.pushes();
    let touched = |push: &Push| match push {
        Push::Touched(tags) => tags.contains(&Tag::Contacts).then_some(()),
        _ => None,
    };
    loop {
        let page = page(desk, "").await;
        if wanted(&page) {
            return page;
        }
        let heard = tokio::time::timeout(Duration::from_secs(15), Desk::hears(&mut pushes, touched)).await;
        assert!(heard.is_ok(), "{what} is not seen, but {:?}", page.sync);
    }
}

fn is_synced(page: &ContactPage) -> bool {
    page.sync.state == SyncState::Synced
}

/// Waits until it has been read from RingCentral.
async fn synced(desk: &Desk) -> ContactPage {
    desk.engine.sync_contacts_now().await.expect("it can be asked for");
    list_is(desk, "a list that is as RingCentral's", is_synced).await
}

/// Lets time pass until RingCentral was asked that often in all.
async fn asked(house: &House, route: &str, times: u64) {
    house.advance_until(&format!("request {times} of {route}"), || house.requests(route) >= times).await;
}

fn of<'a>(page: &'a ContactPage, name: &str) -> &'a ContactLine {
    page.contacts.iter().find(|line| line.name == name).unwrap_or_else(|| panic!("{name} is in {page:?}"))
}

/// Dana's contacts as RingCentral keeps them.
fn kept(house: &House) -> Vec<Value> {
    house.simulator.state().books.with(&house.person("Dana").extension_id, |book| book.all())
}

fn kept_as(house: &House, last_name: &str) -> Option<Value> {
    kept(house).into_iter().find(|contact| contact["lastName"] == last_name)
}

fn fields(value: Value) -> Map<String, Value> {
    value.as_object().cloned().expect("fields")
}

fn mo() -> ContactForm {
    ContactForm {
        first_name: "Mo".to_owned(),
        last_name: "Farrow".to_owned(),
        notes: "Rings twice".to_owned(),
        numbers: vec![FormNumber { kind: NumberKind::Mobile, text: "(312) 555-0111 x7".to_owned() }],
        ..ContactForm::default()
    }
}

fn field(refused: Result<String, AppError>) -> Option<String> {
    refused.expect_err("it cannot be so").field
}

#[tokio::test]
async fn contacts_colleagues_and_customers_stand_in_one_list_by_name() {
    let house = House::open().await;
    house.customer("Lakeside Bakery", "+13125550133").await;
    let desk = house.desk_of("Dana").await;
    let page = synced(&desk).await;
    let sorted: Vec<_> = page.contacts.iter().map(|line| domain::search::fold(&line.name)).collect();
    assert!(sorted.is_sorted(), "by name, whatever book they stand in: {sorted:?}");
    assert_eq!(page.contacts.len(), 1 + DANAS + LISTED, "a customer, Dana's contacts, the directory");
    assert!(page.sync.sentence.starts_with("Synced "), "and says as of when: {}", page.sync.sentence);

    let gil = of(&page, "Gil Brandt");
    assert_eq!((gil.from, gil.about.as_str()), (ContactSource::MyContacts, "Northside Parts"), "who it is");
    assert_eq!(gil.numbers[0].shown, "+1 773 555 0120 ext. 22", "a number as people read it");
    assert_eq!(gil.numbers[0].text, "+17735550120 ext. 22", "and as it is dialed, with its extension");
    let sam = of(&page, "Sam Ortiz");
    assert_eq!((sam.from, sam.numbers[0].text.as_str()), (ContactSource::Company, "102"), "a colleague");
    assert_eq!(sam.numbers[1].text, "+12025550102", "who has a direct number too");
    assert_eq!(sam.numbers.len(), 2, "what the directory hides is hidden: {:?}", sam.numbers);
    assert_eq!(of(&page, "Lakeside Bakery").from, ContactSource::Customer, "and a customer");
    assert!(of(&page, "Ingrid Sæther").numbers.is_empty(), "somebody without a number is there as well");

    for (query, name) in
        [("nunez", "José Núñez"), ("555 0133", "Lakeside Bakery"), ("permits", "City Permits Office")]
    {
        assert_eq!(names(&desk, query).await, [name], "{query} finds it");
    }
    let record = desk.engine.contact(gil.id.clone()).await.expect("it is there");
    assert_eq!(record.form.expect("it is Dana's own").numbers[0].text, "+17735550120 ext. 22", "as entered");
    let bakery = of(&page, "Lakeside Bakery").id.clone();
    let bakery = desk.engine.contact(bakery).await.expect("it is there");
    assert!(bakery.form.is_none() && bakery.customer.is_some(), "a customer is a customer's record");
    house.close([desk]).await;
}

#[tokio::test]
async fn typing_finds_people_at_once_and_never_asks_ringcentral() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    synced(&desk).await;
    let before = house.simulator.state().requests.snapshot().log.len();
    let find = async |text: &str| desk.engine.find_people(text.to_owned(), 5).await.expect("found");
    for (text, first, number) in [
        ("ada", "Ada Hollis", "+13125550178"),
        ("HOL", "Ada Hollis", "+13125550178"),
        ("102", "Sam Ortiz", "102"),
        ("312 555 0176", "Ada Hollis", "+13125550176"),
        ("brandt", "Gil Brandt", "+17735550120 ext. 22"),
        ("כהן", "רות כהן", "+18475550119"),
        ("falk", "Mina Falk", "2001"),
    ] {
        let found = find(text).await;
        let found = found.first().unwrap_or_else(|| panic!("{text} means somebody"));
        assert_eq!((found.name.as_str(), found.text.as_str()), (first, number), "{text}");
    }
    let sam = &find("ortiz").await[0];
    assert_eq!(sam.extension.as_deref(), Some("102"), "a colleague's short number is known");
    assert_eq!(find("").await, [], "nothing typed, nobody meant");
    assert_eq!(find("zzz").await, [], "nobody is called so");
    let log = house.simulator.state().requests.snapshot().log;
    let of_lists = |route: &str| route.contains("address-book") || route.contains("directory");
    let asked: Vec<_> = log[before..].iter().filter(|entry| of_lists(&entry.route)).collect();
    assert!(asked.is_empty(), "RingCentral was not asked for any of it: {asked:?}");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_colleague_on_the_phone_is_seen_to_be() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    synced(&desk).await;
    assert_eq!(of(&page(&desk, "ortiz").await, "Sam Ortiz").phone, None, "Sam's phone is quiet");
    let call = house.answered_call(&ADA, "Sam").await;
    desk.sees_incoming(&call, IncomingState::Waiting).await;
    let phone = of(&page(&desk, "ortiz").await, "Sam Ortiz").phone;
    assert_eq!(phone, Some(Phase::Answered), "Sam talks");
    house.close([desk]).await;
}

#[tokio::test]
async fn later_only_what_changed_is_read_and_the_directory_by_its_tag() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    synced(&desk).await;
    let (books, dana) = (&house.simulator.state().books, house.person("Dana").extension_id);
    let ada = kept_as(&house, "Hollis").expect("she is there")["id"].as_u64().expect("an id");
    books.with(&dana, |book| book.remove(&[ada])).expect("removed by another program");
    books.fill(&dana, 1);
    asked(&house, SYNC, house.requests(SYNC) + 1).await;
    list_is(&desk, "the changes", |page| {
        let has = |name: &str| page.contacts.iter().any(|line| line.name == name);
        has("Ada Abbott 0") && !has("Ada Hollis") && page.contacts.len() == DANAS + LISTED
    })
    .await;
    let log = house.simulator.state().requests.snapshot().log;
    assert_eq!(
        log.iter().filter(|entry| entry.route.contains("address-book")).count(),
        2,
        "one page each time"
    );

    let looked = house.requests(DIRECTORY);
    house.advance(Duration::from_secs(4 * 3600)).await;
    asked(&house, DIRECTORY, looked + 1).await;
    let log = house.simulator.state().requests.snapshot().log;
    let last = log.iter().rev().find(|entry| entry.route.ends_with("directory/entries"));
    assert_eq!(last.expect("it was asked").status, 304, "nothing changed, so nothing was sent");
    books.fill_partners(1);
    house.advance(Duration::from_secs(4 * 3600)).await;
    asked(&house, DIRECTORY, looked + 2).await;
    list_is(&desk, "the new colleague", |page| page.contacts.len() == DANAS + LISTED + 1).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_dead_token_costs_one_full_reading_and_nothing_else() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    synced(&desk).await;
    let ada = kept_as(&house, "Hollis").expect("she is there")["id"].as_u64().expect("an id");
    house.simulator.state().books.with(&house.person("Dana").extension_id, |book| {
        book.remove(&[ada]).expect("removed by another program");
        book.purge();
        book.kill_tokens();
    });
    asked(&house, SYNC, house.requests(SYNC) + 2).await;
    let whole = |page: &ContactPage| is_synced(page) && page.contacts.len() == DANAS - 1 + LISTED;
    list_is(&desk, "the list without her", whole).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_missing_permission_is_told_in_words_and_the_rest_still_works() {
    for (permission, who) in
        [("ReadContacts", "Whoever registered the app"), ("ReadPersonalContacts", "administrator")]
    {
        let house = House::open().await;
        house.lift_rate_limits();
        let desk = house.desk_of("Dana").await;
        house.simulator.state().faults.withhold(permission);
        desk.engine.sync_contacts_now().await.expect("it can be asked for");
        let page = list_is(&desk, "a refusal", |page| page.sync.state == SyncState::Refused).await;
        let said = &page.sync.sentence;
        assert!(said.contains(permission) && said.contains(who), "what is lacking, who grants it: {said}");
        assert!(!page.sync.can_edit, "nothing can be changed either");
        assert_eq!(page.contacts.len(), LISTED, "the directory is there all the same");
        house.simulator.state().faults.clear();
        let page = synced(&desk).await;
        assert_eq!(page.contacts.len(), DANAS + LISTED, "and the contacts, once it is granted");
        house.close([desk]).await;
    }
}

#[tokio::test]
async fn a_contact_is_added_changed_removed_and_put_back() {
    let house = House::open().await;
    house.lift_rate_limits();
    let desk = house.desk_of("Dana").await;
    synced(&desk).await;
    let id = desk.engine.add_contact(mo()).await.expect("RingCentral takes it");
    let there = kept_as(&house, "Farrow").expect("it is at RingCentral");
    assert_eq!(there["mobilePhone"], "+13125550111 ext. 7", "with its number in full");
    assert_eq!(names(&desk, "farrow").await, ["Mo Farrow"], "and in the list at once");

    let record = desk.engine.contact(id.clone()).await.expect("it is there");
    let form = ContactForm { notes: String::new(), company: "Farrow & Sons".to_owned(), ..mo() };
    let changed = desk.engine.change_contact(id, record.version, form).await.expect("it changes");
    assert_eq!(changed.company, "Farrow & Sons", "the record is as it is now");
    assert!(kept_as(&house, "Farrow").expect("there").get("notes").is_none(), "what was emptied is gone");
    assert_eq!(names(&desk, "sons").await, ["Mo Farrow"], "and it is found by its new company");

    let ada = of(&page(&desk, "ada").await, "Ada Hollis").id.clone();
    let record = desk.engine.contact(ada.clone()).await.expect("it is there");
    let form = ContactForm { job_title: "Owner".to_owned(), ..record.form.clone().expect("her own") };
    desk.engine.change_contact(ada.clone(), record.version, form).await.expect("it changes");
    let ringtone = |house: &House| kept_as(house, "Hollis").expect("she is there")["ringtoneIndex"].clone();
    assert_eq!(ringtone(&house), "2", "what nobody here knows is as it was");

    desk.engine.remove_contact(ada.clone()).await.expect("it goes");
    assert!(kept_as(&house, "Hollis").is_none(), "at RingCentral");
    assert!(names(&desk, "hollis").await.is_empty(), "and here");
    let back = desk.engine.put_contact_back(ada.clone()).await.expect("Undo");
    assert_eq!(ringtone(&house), "2", "she is back, with all there was");
    assert_eq!(desk.engine.contact(back).await.expect("it is there").title, "Owner", "and in the list");
    let twice = desk.engine.put_contact_back(ada).await.expect_err("it is back already");
    assert_eq!(twice.code, Code::NotFound, "once is enough");
    house.close([desk]).await;
}

#[tokio::test]
async fn what_cannot_be_is_refused_under_its_field() {
    let house = House::open().await;
    house.lift_rate_limits();
    let desk = house.desk_of("Dana").await;
    synced(&desk).await;
    let before = kept(&house);
    let bad_number = FormNumber { kind: NumberKind::Business, text: "call me".to_owned() };
    for (form, wrong) in [
        (ContactForm::default(), "firstName"),
        (ContactForm { email: "nowhere".to_owned(), ..mo() }, "email"),
        (ContactForm { numbers: vec![bad_number], ..mo() }, "business"),
        (ContactForm { notes: "x".repeat(4_001), ..mo() }, "notes"),
    ] {
        assert_eq!(field(desk.engine.add_contact(form).await).as_deref(), Some(wrong), "it is named");
    }
    let dana = house.person("Dana").extension_id;
    house.simulator.state().books.with(&dana, |book| book.hold_at_most(DANAS));
    let full = desk.engine.add_contact(mo()).await.expect_err("the book is full");
    assert!(full.message.contains("Maximum number of contacts"), "RingCentral's own words: {full}");
    house.simulator.state().faults.withhold("EditPersonalContacts");
    let refused = desk.engine.add_contact(mo()).await.expect_err("she may not");
    assert!(refused.message.contains("EditPersonalContacts"), "what is lacking: {refused}");
    let sam = of(&page(&desk, "ortiz").await, "Sam Ortiz").id.clone();
    let refused = desk.engine.remove_contact(sam).await.expect_err("the directory is not hers");
    assert_eq!(refused.code, Code::Refused, "she is told so");
    assert_eq!(before, kept(&house), "nothing was changed by any of it");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_change_based_on_what_is_not_so_any_more_is_refused_and_shows_what_is() {
    let house = House::open().await;
    house.lift_rate_limits();
    let desk = house.desk_of("Dana").await;
    synced(&desk).await;
    let id = of(&page(&desk, "brandt").await, "Gil Brandt").id.clone();
    let record = desk.engine.contact(id.clone()).await.expect("it is there");
    let gil = kept_as(&house, "Brandt").expect("he is there")["id"].as_u64().expect("an id");
    let elsewhere = fields(json!({ "company": "Southside Parts" }));
    let dana = house.person("Dana").extension_id;
    let changed = house.simulator.state().books.with(&dana, |book| book.amend(gil, elsewhere));
    changed.expect("changed by another program");

    let form = ContactForm { notes: "Ask for Gil".to_owned(), ..record.form.expect("her own") };
    let stale = desk.engine.change_contact(id.clone(), record.version, form.clone()).await;
    assert_eq!(stale.expect_err("it is stale").code, Code::StaleContact, "nothing is written over");
    let now = desk.engine.contact(id.clone()).await.expect("it is there");
    assert_eq!(now.company, "Southside Parts", "what stands there now is here already");
    let form = ContactForm { company: now.company.clone(), ..form };
    desk.engine.change_contact(id, now.version, form).await.expect("it is based on what is so");
    assert_eq!(kept_as(&house, "Brandt").expect("there")["notes"], "Ask for Gil", "now it is written");
    house.close([desk]).await;
}

#[tokio::test]
async fn another_sign_in_never_shows_the_contacts_of_the_first() {
    let house = House::open().await;
    house.lift_rate_limits();
    let [dana, sam] = house.two_desks().await;
    synced(&dana).await;
    synced(&sam).await;
    let hers = of(&page(&dana, "ada").await, "Ada Hollis").id.clone();
    assert_eq!(names(&sam, "armitage").await, ["Tess Armitage"], "Sam has his own");
    assert!(names(&sam, "hollis").await.is_empty(), "and not Dana's");
    let found = sam.engine.find_people("hollis".to_owned(), 9).await.expect("found");
    assert_eq!(found, [], "nor by typing");
    let refused = sam.engine.contact(hers.clone()).await.expect_err("not his");
    assert_eq!(refused.code, Code::NotFound, "whatever id he asks for");
    let refused = sam.engine.remove_contact(hers).await.expect_err("not his");
    assert_eq!(refused.code, Code::NotFound, "least of all");
    assert_eq!(names(&sam, "nakata").await, ["Kim Nakata"], "the directory is everybody's");
    house.close([dana, sam]).await;
}

#[tokio::test]
async fn without_a_network_and_without_a_sign_in_the_list_is_still_there() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    synced(&desk).await;
    house.simulator.unplug(true);
    assert_eq!(names(&desk, "hollis").await, ["Ada Hollis"], "the list is here");
    let refused = desk.engine.add_contact(mo()).await.expect_err("RingCentral cannot be asked");
    assert!(!refused.message.is_empty(), "and a change is refused, not promised");
    house.simulator.unplug(false);
    desk.engine.sign_out().await.expect("signed out");
    let page = list_is(&desk, "a signed-out list", |page| page.sync.state == SyncState::SignedOut).await;
    assert_eq!(page.contacts.len(), DANAS + LISTED, "what was read stays");
    assert!(page.sync.sentence.starts_with("As of "), "and says as of when: {}", page.sync.sentence);
    let refused = desk.engine.add_contact(mo()).await.expect_err("nobody is signed in");
    assert!(refused.message.contains("Sign in"), "what to do: {refused}");
    let desk = desk.restart(&house).await;
    assert_eq!(names(&desk, "hollis").await, ["Ada Hollis"], "also after a restart");
    house.close([desk]).await;
}

#[tokio::test]
async fn while_ten_thousand_contacts_are_read_a_call_can_be_placed() {
    let house = House::open().await;
    house.simulator.state().books.fill(&house.person("Dana").extension_id, 10_000 - DANAS);
    let desk = house.desk_of("Dana").await;
    desk.engine.sync_contacts_now().await.expect("it can be asked for");
    let state = house.simulator.state();
    let mut fewest_left = u32::MAX;
    for pages in 1..=40 {
        house
            .advance_until(&format!("page {pages} of forty"), || {
                let since = state.clock.now_ms() - 60_000;
                let log = state.requests.snapshot().log;
                let of_contacts = log.iter().filter(|entry| entry.route.contains("address-book"));
                let lately = of_contacts.filter(|entry| entry.at > since).count();
                fewest_left = fewest_left.min(10_u32.saturating_sub(u32::try_from(lately).unwrap_or(10)));
                house.requests(SYNC) >= pages
            })
            .await;
    }
    assert!(fewest_left >= 3, "room for a RingOut was left at every moment: {fewest_left} at the least");
    let limited = state.requests.snapshot().log.iter().any(|entry| entry.status == 429);
    assert!(!limited, "RingCentral never had to ask for a pause");
    list_is(&desk, "all of them", is_synced).await;
    assert_eq!(names(&desk, "9991").await.len(), 1, "the last one is found");
    let (mut count, mut after) = (0, None);
    loop {
        let page = desk.engine.contacts(String::new(), after).await.expect("a page");
        count += page.contacts.len();
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(count, 10_000 + LISTED, "every one is in the list");
    house.close([desk]).await;
}

#[tokio::test]
async fn hostile_names_are_text_and_nothing_else() {
    let house = House::open().await;
    let name = "<img src=x onerror=alert(1)>\u{202e}evil";
    let hostile = fields(json!({ "firstName": name, "notes": "'; drop table contacts; --" }));
    let dana = house.person("Dana").extension_id;
    house.simulator.state().books.with(&dana, |book| book.add(hostile)).expect("RingCentral takes anything");
    let desk = house.desk_of("Dana").await;
    synced(&desk).await;
    assert_eq!(names(&desk, "img onerror").await, [name], "as it came");
    house.close([desk]).await;
}
