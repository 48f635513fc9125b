//! Whom one can call: books of one's own, found by beginnings of names and by numbers.

use std::collections::HashSet;
use std::time::Instant;

use domain::PhoneNumber;
use domain::search::Wanted;
use store::{Book, BookState, ContactNumber, ContactRow, Store, Tag};

use crate::database::Database;
use crate::rows::{HOSTILE, at, customer, dispatcher, realm, sandbox};

on_both!(
    a_contact_is_read_as_kept,
    names_and_numbers_are_found_by_their_beginnings,
    pages_follow_each_other_by_name,
    books_are_kept_apart,
    a_number_gives_the_names_of_one_book,
    what_is_gone_is_found_no_more,
    what_has_not_changed_is_not_written_again,
    customers_stand_in_the_list,
    hostile_names_are_kept_and_found,
);

fn contact(key: &str, first: &str, last: &str, number: &str) -> ContactRow {
    ContactRow {
        key: key.to_owned(),
        name: format!("{first} {last}"),
        first_name: first.to_owned(),
        last_name: last.to_owned(),
        company: "Hollis Freight".to_owned(),
        numbers: vec![ContactNumber {
            label: "businessPhone".to_owned(),
            entered: format!("{number} ext. 22"),
            e164: Some(PhoneNumber::from_e164(number)),
            extension: "22".to_owned(),
            ..ContactNumber::default()
        }],
        ..ContactRow::default()
    }
}

async fn found(store: &Store, books: &[Book], wanted: &str) -> Vec<String> {
    let page = store.contacts().page(books, &Wanted::read(wanted), None, 50).await.expect("a page");
    page.into_iter().map(|found| found.row.name).collect()
}

async fn mine(store: &Store) -> Book {
    Book::Mine(dispatcher(store, "Ana Ruiz").await, realm())
}

async fn a_contact_is_read_as_kept(db: Database) {
    let store = db.open().await;
    let book = mine(&store).await;
    let mut tags = store.announcements();
    let ada = contact("620", "Ada", "Hollis", "+13125550177");
    store.contacts().keep(&book, std::slice::from_ref(&ada), &[]).await.expect("kept");
    assert_eq!(tags.try_recv(), Ok(Tag::Contacts), "whoever shows contacts is told");
    let books = [Book::Customers, book];
    let page = store.contacts().page(&books, &Wanted::default(), None, 50).await.expect("a page");
    assert_eq!(page[0].row, ada, "with all there is to it");
    assert_eq!(page[0].book, 1, "and where it stands");
    let same = store.contacts().get(&books, &page[0].id).await.expect("read").expect("there");
    assert_eq!(same, page[0], "by its id it is the same");
    assert_eq!(store.contacts().get(&books, "nobody").await.expect("read"), None, "nobody is no error");
}

async fn names_and_numbers_are_found_by_their_beginnings(db: Database) {
    let store = db.open().await;
    let books = [mine(&store).await];
    let rows = [
        contact("1", "José", "Núñez", "+13125550177"),
        contact("2", "Ada", "O'Brien", "+17735550142"),
        contact("3", "רות", "כהן", "+18475550119"),
    ];
    store.contacts().keep(&books[0], &rows, &[]).await.expect("kept");
    for (wanted, name) in [
        ("nun", "José Núñez"),
        ("NUÑEZ jo", "José Núñez"),
        ("obr", "Ada O'Brien"),
        ("hollis ada", "Ada O'Brien"),
        ("כה", "רות כהן"),
        ("312 555", "José Núñez"),
        ("+1 (773) 555-01", "Ada O'Brien"),
        ("0119", "רות כהן"),
        ("555 0142", "Ada O'Brien"),
    ] {
        assert_eq!(found(&store, &books, wanted).await, [name], "{wanted}");
    }
    assert_eq!(found(&store, &books, "freight").await.len(), 3, "all of that company");
    for nobody in ["zzz", "ada nunez", "999 999", "ollis", "%x", "_da"] {
        assert!(found(&store, &books, nobody).await.is_empty(), "nobody is {nobody}");
    }
}

async fn pages_follow_each_other_by_name(db: Database) {
    let store = db.open().await;
    let books = [mine(&store).await, Book::Company(realm()), Book::Customers];
    for (nth, book) in books.iter().enumerate() {
        let rows: Vec<_> = (0..7)
            .map(|place| {
                contact(&format!("{nth}-{place}"), &format!("Name {}", place * 3 + nth), "", "+13125550177")
            })
            .collect();
        store.contacts().keep(book, &rows, &[]).await.expect("kept");
    }
    for wanted in ["", "na", "3125550177"] {
        let (mut names, mut after) = (Vec::new(), None);
        loop {
            let wanted = Wanted::read(wanted);
            let page = store.contacts().page(&books, &wanted, after.as_ref(), 4).await.expect("a page");
            let Some(last) = page.last() else { break };
            after = Some((last.sort.clone(), last.id.clone()));
            names.extend(page.into_iter().map(|found| found.row.name));
        }
        let mut sorted = names.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(names.len(), 21, "each of the three books' contacts once, wanting {wanted:?}");
        assert_eq!(names, sorted, "and by name");
    }
}

async fn books_are_kept_apart(db: Database) {
    let store = db.open().await;
    let (ana, ben) = (dispatcher(&store, "Ana Ruiz").await, dispatcher(&store, "Ben Osei").await);
    let books = [
        Book::Mine(ana.clone(), realm()),
        Book::Mine(ana, sandbox()),
        Book::Mine(ben, realm()),
        Book::Company(realm()),
        Book::Company(sandbox()),
    ];
    for (nth, book) in books.iter().enumerate() {
        let one = contact("1", "Ada", &format!("Number{nth}"), "+13125550177");
        store.contacts().keep(book, &[one], &[]).await.expect("kept");
    }
    for (nth, book) in books.iter().enumerate() {
        let only = std::slice::from_ref(book);
        for wanted in ["", "ada", "3125550177"] {
            assert_eq!(found(&store, only, wanted).await, [format!("Ada Number{nth}")], "{book:?}: its own");
        }
        let id = &store.contacts().page(only, &Wanted::default(), None, 1).await.expect("a page")[0].id;
        for other in books.iter().filter(|other| *other != book) {
            let got = store.contacts().get(std::slice::from_ref(other), id).await.expect("read");
            assert_eq!(got, None, "{other:?} does not have it");
        }
    }
}

async fn what_is_gone_is_found_no_more(db: Database) {
    let store = db.open().await;
    let books = [mine(&store).await];
    let contacts = store.contacts();
    let named = |nth: i32| contact(&nth.to_string(), "Ada", &nth.to_string(), "+13125550177");
    let rows: Vec<_> = (0..5).map(named).collect();
    contacts.keep(&books[0], &rows, &[]).await.expect("kept");
    contacts.keep(&books[0], &[], &["3".to_owned(), "9".to_owned()]).await.expect("taken out");
    assert_eq!(found(&store, &books, "ada").await, ["Ada 0", "Ada 1", "Ada 2", "Ada 4"], "one is gone");
    let state = BookState { token: "t-1".to_owned(), read_at: at(1), read_whole_at: at(1) };
    let left = HashSet::from(["0".to_owned(), "4".to_owned()]);
    contacts.keep_only(&books[0], &left, &state).await.expect("taken out");
    assert_eq!(found(&store, &books, "3125550177").await, ["Ada 0", "Ada 4"], "two are left");
    assert_eq!(contacts.state(&books[0]).await.expect("read"), Some(state), "and how far it was read");
    assert_eq!(contacts.state(&Book::Company(realm())).await.expect("read"), None, "others were not read");
    let moved = contact("0", "Ida", "0", "+17735550142");
    contacts.keep(&books[0], &[moved], &[]).await.expect("changed");
    assert!(found(&store, &books, "312").await.iter().all(|name| name == "Ada 4"), "the old number is gone");
    assert_eq!(found(&store, &books, "ida 0").await, ["Ida 0"], "and the new name there");
}

async fn what_has_not_changed_is_not_written_again(db: Database) {
    let store = db.open().await;
    let book = mine(&store).await;
    let ada = contact("1", "Ada", "Hollis", "+13125550177");
    store.contacts().keep(&book, std::slice::from_ref(&ada), &[]).await.expect("kept");
    let mut tags = store.announcements();
    store.contacts().keep(&book, std::slice::from_ref(&ada), &[]).await.expect("nothing to do");
    assert!(tags.try_recv().is_err(), "nobody has to look again");
    let changed = ContactRow { notes: "Dock 4".to_owned(), ..ada };
    store.contacts().keep(&book, &[changed], &[]).await.expect("kept");
    assert_eq!(tags.try_recv(), Ok(Tag::Contacts), "a change is told");
}

async fn customers_stand_in_the_list(db: Database) {
    let store = db.open().await;
    let numbers = ["+13125550177", "+13125550178"];
    store.customers().add(&customer("c-1", "Hollis Freight", &numbers)).await.expect("added");
    let books = [Book::Customers];
    for wanted in ["hollis", "contact 1", "5550178"] {
        assert_eq!(found(&store, &books, wanted).await, ["Hollis Freight"], "{wanted}");
    }
    assert_eq!(store.contacts().take_in_customers().await.expect("looked"), 0, "nobody was left out");
    let page = store.contacts().page(&books, &Wanted::default(), None, 9).await.expect("a page");
    assert_eq!(page[0].row.key, "c-1", "the customer's id leads to the customer");
    assert_eq!(page[0].row.numbers.len(), 2, "with all numbers");
}

async fn hostile_names_are_kept_and_found(db: Database) {
    let store = db.open().await;
    let books = [mine(&store).await];
    for (nth, text) in HOSTILE.iter().enumerate() {
        let row = ContactRow {
            name: (*text).to_owned(),
            notes: (*text).to_owned(),
            ..contact(&nth.to_string(), text, text, "+13125550177")
        };
        store.contacts().keep(&books[0], &[row], &[]).await.expect("kept");
        let replaced = text.replace('\0', "\u{fffd}");
        let names = found(&store, &books, text).await;
        assert!(names.contains(&replaced), "{text:?} is found by itself: {names:?}");
    }
}

/// Not on both: a figure, printed for whoever looks, with a bound that only a mistake would break.
#[tokio::test]
async fn a_search_among_many_is_quick() {
    let db = Database::sqlite();
    let store = db.open().await;
    let books = [mine(&store).await, Book::Company(realm()), Book::Customers];
    for (book, count) in books.iter().zip([10_000, 2_000, 10_000]) {
        let rows: Vec<_> = (0..count)
            .map(|nth| {
                let number = format!("+1{:03}{:07}", 200 + nth % 700, nth);
                contact(&nth.to_string(), ["Ada", "Bram", "Chidi"][nth % 3], &format!("Last{nth}"), &number)
            })
            .collect();
        let began = Instant::now();
        store.contacts().keep(book, &rows, &[]).await.expect("kept");
        println!("{count} contacts written in {:?}", began.elapsed());
    }
    for wanted in ["", "a", "ad", "ada", "ada last99", "last1234", "312", "0001234", "freight", "nobody"] {
        let (began, wanted_text) = (Instant::now(), wanted);
        let page = store.contacts().page(&books, &Wanted::read(wanted), None, 50).await.expect("a page");
        let took = began.elapsed();
        println!("{wanted_text:?}: {} of 22,000 in {took:?}", page.len());
        assert!(took.as_millis() < 1_000, "{wanted_text:?} took {took:?}");
    }
}

async fn a_number_gives_the_names_of_one_book(db: Database) {
    let store = db.open().await;
    let (book, number) = (mine(&store).await, PhoneNumber::from_e164("+13125550177"));
    let abroad = Book::Mine(dispatcher(&store, "Ana Ruiz").await, sandbox());
    let direct = |key: &str, first: &str| {
        let mut row = contact(key, first, "Hollis", "+13125550177");
        row.numbers[0].extension.clear();
        row
    };
    let behind = contact("622", "Gil", "Hollis", "+13125550177");
    store.contacts().keep(&book, &[direct("620", "Ada"), behind], &[]).await.expect("kept");
    store.contacts().keep(&abroad, &[direct("621", "Ben")], &[]).await.expect("kept");
    let names = async |book| store.contacts().names_by_number(book, &number).await.expect("read");
    assert_eq!(
        names(&book).await,
        ["Ada Hollis"],
        "not who is reached behind it, nor who stands in another book"
    );
    assert_eq!(names(&abroad).await, ["Ben Hollis"], "each book for itself");
    let longer = PhoneNumber::from_e164("+131255501771");
    let found = store.contacts().names_by_number(&book, &longer).await.expect("read");
    assert!(found.is_empty(), "another number is another's");
}
