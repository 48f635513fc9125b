//! Who may do what: every command, asked by everybody, answers as the table below says. The table is the test's
//! own: it repeats no line of the engine.

use domain::dispatcher::Role;
use domain::permission::{Permission, Requirement};
use domain::{ActiveSessionId, CallId, DialedId, DispatcherId};
use engine::view::{
    AuditRow, BannerTopic, CallNote, ContactForm, DeskSettings, DialForm, DialingChoices, Mode, OwnRows,
    SetupForm,
};
use engine::{Act, AppError, Code, words};
use store::{Changed, Deed, Opened, Salvage, Store};
use tests::desk::Opening;
use tests::{Desk, House};

/// Who may do it, beside administrators.
enum Allowed {
    Everybody,
    With(Permission),
    Nobody,
}

fn allowed(act: Act) -> Allowed {
    match act {
        Act::Snapshot
        | Act::SetUp
        | Act::SignIn
        | Act::CancelSignIn
        | Act::PostponeSignIn
        | Act::SignOut
        | Act::KeepInFile
        | Act::Unlock
        | Act::StartOver
        | Act::MoveToKeychain
        | Act::TryNow
        | Act::ConnectionHistory
        | Act::OpenLink
        | Act::Claim
        | Act::OpenSession
        | Act::SaveNotes
        | Act::EndSession
        | Act::ReopenSession
        | Act::RecentCalls
        | Act::CallFacts
        | Act::Contacts
        | Act::Contact
        | Act::FindPeople
        | Act::AddContact
        | Act::ChangeContact
        | Act::RemoveContact
        | Act::PutContactBack
        | Act::SyncContactsNow
        | Act::Dial
        | Act::HangUp
        | Act::CloseAttempt
        | Act::CheckNumber
        | Act::ChooseDialing
        | Act::FindPhones
        | Act::NoteDialed
        | Act::LogCall
        | Act::MarkDoNotContact
        | Act::AllowContact
        | Act::HandOff
        | Act::ChangeSettings
        | Act::DismissBanner => Allowed::Everybody,
        Act::Configure => Allowed::With(Permission::Connect),
        Act::Dispatchers
        | Act::ChangeRole
        | Act::Grant
        | Act::Withdraw
        | Act::ReadAudit
        | Act::SharedDatabase
        | Act::TryDatabase
        | Act::PrepareDatabase
        | Act::AddLogin
        | Act::WithdrawLogin
        | Act::UseDatabase
        | Act::LeaveDatabase => Allowed::Nobody,
    }
}

/// Asks for it at a desk. What it is about is not there: it changes nothing, whoever is let through.
async fn ask(desk: &Desk, act: Act) -> Result<(), AppError> {
    let engine = &desk.engine;
    let (call, session) = (CallId::new("no such call"), ActiveSessionId::new("no such session"));
    let nobodys = "no such contact".to_owned();
    let (nobody, nowhere) = (DispatcherId::new("nobody"), "no address".to_owned());
    match act {
        Act::Snapshot => engine.snapshot().await.map(drop),
        Act::SetUp | Act::Configure => engine.configure(nonsense()).await.map(drop),
        Act::SignIn => engine.sign_in().await,
        Act::CancelSignIn => engine.cancel_sign_in().await,
        Act::PostponeSignIn => engine.postpone_sign_in().await,
        Act::SignOut => engine.sign_out().await,
        Act::KeepInFile => engine.keep_in_file("too short".into()).await,
        Act::Unlock => engine.unlock("no such file".into()).await,
        Act::StartOver => engine.start_over().await,
        Act::MoveToKeychain => engine.move_to_keychain().await,
        Act::TryNow => engine.try_now().await,
        Act::ConnectionHistory => engine.connection_history(None).await.map(drop),
        Act::OpenLink => engine.open_link("tel:+13125550177".to_owned()).await,
        Act::Claim => engine.claim(call).await.map(drop),
        Act::OpenSession => engine.open_session(session).await.map(drop),
        Act::SaveNotes => engine.save_notes(session, "x".to_owned(), 0).await.map(drop),
        Act::EndSession => engine.end_session(session, true).await,
        Act::ReopenSession => engine.reopen_session(session).await,
        Act::RecentCalls => engine.recent_calls(None).await.map(drop),
        Act::CallFacts => engine.call_facts(call).await.map(drop),
        Act::Contacts => engine.contacts(String::new(), None).await.map(drop),
        Act::Contact => engine.contact(nobodys).await.map(drop),
        Act::FindPeople => engine.find_people("ada".to_owned(), 5).await.map(drop),
        Act::AddContact => engine.add_contact(ContactForm::default()).await.map(drop),
        Act::ChangeContact => {
            engine.change_contact(nobodys, String::new(), ContactForm::default()).await.map(drop)
        }
        Act::RemoveContact => engine.remove_contact(nobodys).await,
        Act::PutContactBack => engine.put_contact_back(nobodys).await.map(drop),
        Act::SyncContactsNow => engine.sync_contacts_now().await,
        Act::Dial => engine.dial(no_dial()).await.map(drop),
        Act::HangUp => engine.hang_up().await,
        Act::CloseAttempt => engine.close_attempt().await,
        Act::CheckNumber => engine.check_number("x".to_owned()).await.map(drop),
        Act::ChooseDialing => engine.choose_dialing(no_choices()).await,
        Act::FindPhones => engine.find_phones().await,
        Act::NoteDialed => engine.note_dialed(DialedId::new("no such call"), String::new()).await,
        Act::LogCall => engine.log_call(no_note()).await.map(drop),
        Act::MarkDoNotContact => engine.mark_do_not_contact("x".to_owned(), String::new()).await,
        Act::AllowContact => engine.allow_contact("x".to_owned()).await,
        Act::HandOff => engine.hand_off(no_dial()).await.map(drop),
        Act::ChangeSettings => engine.change_settings(DeskSettings::default()).await.map(drop),
        Act::DismissBanner => engine.dismiss_banner(BannerTopic::Claim).await,
        Act::Dispatchers => engine.dispatchers().await.map(drop),
        Act::ChangeRole => engine.change_role(nobody, Role::Administrator).await,
        Act::Grant => engine.grant(nobody, Permission::Connect).await,
        Act::Withdraw => engine.withdraw(nobody, Permission::Connect).await,
        Act::ReadAudit => engine.read_audit(None).await.map(drop),
        Act::SharedDatabase => engine.shared_database().await.map(drop),
        Act::TryDatabase => engine.try_database(nowhere, String::new()).await.map(drop),
        Act::PrepareDatabase => engine.prepare_database(nowhere, String::new()).await.map(drop),
        Act::AddLogin => {
            engine.add_login(None, "x".to_owned(), String::new(), Role::Dispatcher).await.map(drop)
        }
        Act::WithdrawLogin => {
            engine.withdraw_login(Some((nowhere, String::new())), "x".to_owned()).await.map(drop)
        }
        Act::UseDatabase => engine.use_database(nowhere, String::new(), OwnRows::Stay).await.map(drop),
        Act::LeaveDatabase => engine.leave_database().await,
    }
}

/// A number that nobody has.
fn no_dial() -> DialForm {
    DialForm { text: "x".to_owned(), name: None, press_one: None, confirmed: Vec::new() }
}

/// A phone that nobody has.
fn no_choices() -> DialingChoices {
    let phone = "no such phone".to_owned();
    DialingChoices { phone, caller_id: String::new(), press_one: false, combine_extensions: false }
}

/// A call with nobody.
fn no_note() -> CallNote {
    CallNote { text: "x".to_owned(), name: None, notes: String::new() }
}

/// A setup that nobody can have.
fn nonsense() -> SetupForm {
    let (client_id, base_url) = ("two words".to_owned(), String::new());
    SetupForm { mode: Mode::Production, base_url, client_id, redirect_host: Default::default() }
}

/// The sentence of the gate for that act.
fn turned_away(asked: Result<(), AppError>, act: Act) -> bool {
    asked.is_err_and(|error| error.code == Code::Refused && error.message == words::may_not(act.asks()))
}

async fn who_is_at(house: &House, desk: &Desk) -> DispatcherId {
    let name = desk.view().await.dispatcher.name;
    let all = house.store.dispatchers().all().await.expect("the store answers");
    all.into_iter().find(|dispatcher| dispatcher.name == name).expect("whoever sits there is stored").id
}

async fn audit_of(desk: &Desk) -> Vec<AuditRow> {
    desk.engine.read_audit(None).await.expect("an administrator reads it").rows
}

#[tokio::test]
async fn every_command_answers_every_role_as_the_table_says() {
    let house = House::open().await;
    let [dana, sam] = [house.desk("dana").await, house.desk("sam").await];
    let new_desk = Opening::of(&house, "kim").setup(None).open().await;
    let sams = who_is_at(&house, &sam).await;
    let single = Permission::ALL.map(|permission| (Role::Dispatcher, Some(permission)));
    let others = [(Role::Administrator, None), (Role::Dispatcher, None)];
    let _turn = tests::ports::all().await;
    for (role, permission) in others.into_iter().chain(single) {
        dana.engine.change_role(sams.clone(), role).await.expect("she administers");
        if let Some(permission) = permission {
            dana.engine.grant(sams.clone(), permission).await.expect("she administers");
        }
        for act in Act::ALL {
            let expected = match allowed(*act) {
                Allowed::Everybody => true,
                Allowed::With(needed) => role == Role::Administrator || permission == Some(needed),
                Allowed::Nobody => role == Role::Administrator,
            };
            let desk = if *act == Act::SetUp { &new_desk } else { &sam };
            let asked = ask(desk, *act).await;
            assert_eq!(
                !turned_away(asked.clone(), *act),
                expected,
                "{act:?} by {role:?} {permission:?}: {asked:?}"
            );
        }
        if let Some(permission) = permission {
            dana.engine.withdraw(sams.clone(), permission).await.expect("she administers");
        }
    }
    house.close([dana, sam, new_desk]).await;
}

#[tokio::test]
async fn a_withdrawn_role_lingers_nowhere() {
    let house = House::open().await;
    let [dana, sam] = [house.desk("dana").await, house.desk("sam").await];
    let [danas, sams] = [who_is_at(&house, &dana).await, who_is_at(&house, &sam).await];
    dana.engine.change_role(sams.clone(), Role::Administrator).await.expect("she administers");
    sam.engine.read_audit(None).await.expect("he does now, without a restart");
    assert_eq!(sam.view().await.dispatcher.role, Role::Administrator, "and his window says so");
    sam.engine.change_role(danas, Role::Dispatcher).await.expect("one of two may go");
    let refused = dana.engine.change_role(sams.clone(), Role::Dispatcher).await.expect_err("she was one");
    assert_eq!(refused.message, words::may_not(Requirement::Administrator), "at once");
    assert_eq!(dana.view().await.dispatcher.role, Role::Dispatcher, "her window says so too");
    let last = sam.engine.change_role(sams, Role::Dispatcher).await.expect_err("somebody must be left");
    assert_eq!(last.message, words::LAST_ADMINISTRATOR, "he is told what to do first");
    let rows = audit_of(&sam).await;
    let refusals: Vec<_> = rows.iter().filter(|row| row.refused).map(|row| row.detail.as_str()).collect();
    assert_eq!(refusals, [last.message.as_str(), refused.message.as_str()], "both attempts are on record");
    house.close([dana, sam]).await;
}

#[tokio::test]
async fn what_an_administrator_does_stands_in_the_audit_and_so_do_attempts_of_others() {
    let house = House::open().await;
    let [dana, sam] = [house.desk_of("Dana").await, house.desk_of("Sam").await];
    let sams = who_is_at(&house, &sam).await;
    dana.engine.grant(sams.clone(), Permission::Report).await.expect("she administers");
    dana.engine.sign_out().await.expect("her own sign-in");
    dana.engine.configure(house.setup()).await.expect("a setup that is right");
    sam.engine.sign_out().await.expect("his own sign-in");
    let before = audit_of(&dana).await.len();
    for _ in 0..2 {
        sam.engine.configure(house.setup()).await.expect_err("he may not");
    }
    sam.engine.grant(sams.clone(), Permission::Connect).await.expect_err("least of all this");
    sam.engine.recent_calls(None).await.expect("what everybody may is no event");

    let rows = audit_of(&dana).await;
    assert_eq!(rows.len(), before + 3, "each attempt is one line, what everybody does is none");
    let short = |row: &AuditRow| (row.by.clone().unwrap_or_default(), row.act.clone(), row.refused);
    let lines: Vec<_> = rows.iter().map(short).collect();
    let [danas_name, sams_name] = ["Dana", "Sam"].map(|name| house.person(name).name());
    let expected = [
        (sams_name.clone(), "grant".to_owned(), true),
        (sams_name.clone(), "configure".to_owned(), true),
        (sams_name.clone(), "configure".to_owned(), true),
        (sams_name.clone(), "sign_out".to_owned(), false),
        (danas_name.clone(), "configure".to_owned(), false),
        (danas_name.clone(), "sign_out".to_owned(), false),
        (danas_name.clone(), "grant".to_owned(), false),
        (String::new(), "first_administrator".to_owned(), false),
    ];
    assert_eq!(lines, expected, "newest first, with who did it");
    assert_eq!(rows[6].about.as_deref(), Some(sams_name.as_str()), "to whom");
    assert_eq!(rows[6].detail, "report", "what exactly");
    assert!(rows[4].detail.contains(house.simulator.base_url()), "where it leads to: {:?}", rows[4]);
    for secret in dana.secrets().into_iter().chain(sam.secrets()) {
        assert!(!rows.iter().any(|row| format!("{row:?}").contains(&secret)), "no secret is in it");
    }
    house.close([dana, sam]).await;
}

#[tokio::test]
async fn a_new_desk_is_set_up_by_whoever_opens_it_and_changed_by_those_who_may() {
    let house = House::open().await;
    let dana = house.desk("dana").await;
    let sam = Opening::of(&house, "sam").setup(None).open().await;
    sam.engine.configure(house.setup()).await.expect("he could not sign in otherwise");
    let refused = sam.engine.configure(house.setup()).await.expect_err("now it is set up");
    assert_eq!(
        refused.message,
        words::may_not(Requirement::Permission(Permission::Connect)),
        "he is told why"
    );
    assert!(refused.message.contains("Ask an administrator"), "and what to do: {refused}");
    let sams = who_is_at(&house, &sam).await;
    dana.engine.grant(sams, Permission::Connect).await.expect("she administers");
    sam.engine.configure(house.setup()).await.expect("he was granted it");
    house.close([dana, sam]).await;
}

#[tokio::test]
async fn the_list_of_dispatchers_says_what_each_may() {
    let house = House::open().await;
    let [dana, sam] = [house.desk_of("Dana").await, house.desk("sam").await];
    let sams = who_is_at(&house, &sam).await;
    for permission in [Permission::Report, Permission::Map] {
        dana.engine.grant(sams.clone(), permission).await.expect("she administers");
    }
    let rows = dana.engine.dispatchers().await.expect("she administers");
    let [hers, his] = &rows[..] else { panic!("two dispatchers, not {rows:?}") };
    assert_eq!((hers.role, hers.permissions.len()), (Role::Administrator, 0), "her role is enough");
    let extension = house.person("Dana").extension_id;
    assert_eq!(hers.extension.as_ref().map(|it| it.as_str()), Some(extension.as_str()), "signed in");
    assert_eq!((&his.dispatcher, his.role, &his.extension), (&sams, Role::Dispatcher, &None), "not yet");
    assert_eq!(his.permissions, [Permission::Map, Permission::Report], "what he was granted");
    let nobody = dana.engine.grant(DispatcherId::new("nobody"), Permission::Map).await.expect_err("who?");
    assert_eq!(nobody.code, Code::NotFound, "a dispatcher who is not there is granted nothing");
    house.close([dana, sam]).await;
}

#[tokio::test]
async fn a_database_that_was_replaced_stands_in_its_successors_audit() {
    let house = House::open().await;
    let opened = Store::open_sqlite(&house.folder("other").join("ringside.db")).await;
    let salvage = Salvage {
        set_aside: house.folder("other").join("ringside.db.damaged-1"),
        what: "a page is damaged".to_owned(),
        carried: 12,
    };
    let opened = Opened { trouble: Some(salvage), ..opened.expect("a new database opens") };
    let desk = Opening::of(&house, "dana").on(opened).open().await;
    let rows = audit_of(&desk).await;
    let row = rows.iter().find(|row| row.act == "salvage").expect("what happened is on record");
    assert_eq!((&row.by, row.refused), (&None, false), "nobody did it, the program did");
    assert!(row.detail.contains("12 rows") && row.detail.contains("damaged-1"), "what exactly: {row:?}");
    house.close([desk]).await;
}

#[tokio::test]
async fn the_audit_is_read_page_by_page() {
    let house = House::open().await;
    let desk = house.desk("dana").await;
    let danas = who_is_at(&house, &desk).await;
    let deed = |number: i64| Deed {
        by: Some(danas.clone()),
        act: "grant",
        at: domain::Timestamp::from_millis(number),
    };
    let permissions = house.store.permissions();
    for number in 0..70 {
        let done = match number % 2 {
            0 => permissions.grant(&deed(number), &danas, Permission::Map).await,
            _ => permissions.withdraw(&deed(number), &danas, Permission::Map).await,
        };
        assert_eq!(done.expect("the store answers"), Changed::Done, "each is an event");
    }
    let mut read = Vec::new();
    let mut after = None;
    loop {
        let page = desk.engine.read_audit(after).await.expect("she administers");
        read.extend(page.rows.into_iter().filter(|row| row.act == "grant").map(|row| row.at.millis()));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(read, (0..70).rev().collect::<Vec<_>>(), "each line once, newest first");
    for wrong in ["", "x", "1 2", "99999999999999999999"] {
        let refused = desk.engine.read_audit(Some(wrong.to_owned())).await.expect_err("no such page");
        assert_eq!(refused.field.as_deref(), Some("after"), "{wrong:?} is no place in it");
    }
    house.close([desk]).await;
}
