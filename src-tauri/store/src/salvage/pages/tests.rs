//! Pages read as the database itself reads them, and whatever bytes come, reading ends.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use sqlx::{AnyConnection, Connection, Row as _};

use super::super::image::Image;
use super::super::trees::Trees;
use super::*;

/// Rows of all sorts and lengths, on many pages, of which some were deleted again.
const ROWS: &str = "pragma page_size = 4096;
    create table things (id integer primary key, whole integer, broken real, words text, bytes blob);
    with recursive n (n) as (select -300 union all select n + 1 from n where n < 700)
    insert into things select n, (1 << abs(n % 63)) * iif(n % 2, 1, -1), n / 7.0,
        iif(n % 5 = 0, null, substr(hex(zeroblob(6000)), 1, abs(n) * 17)), iif(n % 3 = 0, zeroblob(abs(n) * 13), null) from n;
    insert into things values (9223372036854775807, 0, 1, '', x''), (-9223372036854775808, 1, -0.5, 'ä', x'00ff');
    delete from things where id % 11 = 0;";

async fn made(sql: &'static str) -> (tempfile::TempDir, PathBuf, AnyConnection) {
    sqlx::any::install_default_drivers();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("things.db");
    let url = format!("sqlite://{}?mode=rwc", path.display());
    let mut connection = AnyConnection::connect(&url).await.expect("a database");
    sqlx::raw_sql(sql).execute(&mut connection).await.expect("filled");
    (folder, path, connection)
}

async fn as_the_database_reads(connection: &mut AnyConnection) -> Vec<Row> {
    let rows = sqlx::query("select * from things order by id").fetch_all(connection).await.expect("read");
    let real =
        |value: f64| if value.fract() == 0.0 { Value::Integer(value as i64) } else { Value::Real(value) };
    rows.iter()
        .map(|row| Row {
            rowid: row.get("id"),
            values: vec![
                Value::Null,
                Value::Integer(row.get("whole")),
                real(row.get("broken")),
                row.get::<Option<String>, _>("words").map_or(Value::Null, Value::Text),
                row.get::<Option<Vec<u8>>, _>("bytes").map_or(Value::Null, Value::Blob),
            ],
        })
        .collect()
}

fn as_we_read(path: &Path) -> Vec<Row> {
    let image = Image::open(path).expect("opened");
    let trees = Trees::of(&image);
    let tree = &trees.named["things"];
    assert!(tree.whole, "no page of it is missing");
    tree.leaves.iter().flat_map(|leaf| image.rows(*leaf)).collect()
}

#[tokio::test]
async fn a_sound_file_reads_as_the_database_reads_it() {
    let (_folder, path, mut connection) = made(ROWS).await;
    let expected = as_the_database_reads(&mut connection).await;
    assert!(expected.len() > 900, "there is something to read");
    let read = as_we_read(&path);
    assert_eq!(read.len(), expected.len(), "every row and no other");
    for (read, expected) in read.iter().zip(&expected) {
        assert_eq!(read, expected, "with every value");
    }
}

#[tokio::test]
async fn what_was_committed_to_the_log_counts_and_nothing_after_it() {
    let (folder, path, mut connection) = made(ROWS).await;
    sqlx::raw_sql(
        "pragma journal_mode = wal; pragma wal_autocheckpoint = 0; update things set words = 'in the log' where id > 600;",
    )
    .execute(&mut connection)
    .await
    .expect("changed");
    let expected = as_the_database_reads(&mut connection).await;
    assert_eq!(as_we_read(&path), expected, "what stands in the log alone is read from there");
    let (log, copied) = (folder.path().join("things.db-wal"), folder.path().join("copy.db"));
    let committed = fs::read(&log).expect("the log").len();
    sqlx::raw_sql("delete from things").execute(&mut connection).await.expect("deleted");
    let mut bytes = fs::read(&log).expect("the log");
    bytes[committed + 1000] ^= 1;
    fs::copy(&path, &copied).expect("copied");
    fs::write(folder.path().join("copy.db-wal"), bytes).expect("written");
    assert_eq!(as_we_read(&copied), expected, "a commit of which a bit went bad did not happen");
}

#[test]
fn numbers_have_one_to_nine_bytes() {
    assert_eq!(varint(&[0x7f, 1]), Some((127, 1)), "one byte is enough");
    assert_eq!(varint(&[0x81, 0]), Some((128, 2)), "the highest bit says that it goes on");
    assert_eq!(varint(&[0xff; 9]), Some((u64::MAX, 9)), "the ninth counts as a whole");
    assert_eq!(varint(&[0x80, 0x80]), None, "it ends too early");
    assert_eq!(integer(&[0xff, 0xfe]), -2, "the first bit is the sign");
    assert_eq!(integer(&[0x00, 0xfe]), 254, "also when it is none");
}

/// The leaves of a sound file, to which something is done.
fn leaves() -> &'static [Vec<u8>] {
    static LEAVES: std::sync::OnceLock<Vec<Vec<u8>>> = std::sync::OnceLock::new();
    LEAVES.get_or_init(|| {
        let one_thread =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (_folder, path, _connection) = one_thread.block_on(made(ROWS));
        let image = Image::open(&path).expect("opened");
        let pages = image.numbers().filter_map(|number| image.page(number));
        pages.filter(|page| [TABLE_LEAF, TABLE_INTERIOR].contains(&page[0])).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_went_bad_on_a_page_reading_ends(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        in_the_header in prop::collection::vec((0..16_usize, any::<u8>()), 0..4),
        number in 1..4_u32,
    ) {
        let mut page = which.get(leaves()).clone();
        for (place, byte) in changes {
            page[place.index(PAGE)] = byte;
        }
        for (place, byte) in in_the_header {
            page[place] = byte;
        }
        let _ = kind(number, &page, 40);
        // Every page goes on at itself: a chain of pages ends all the same.
        let rows = rows(number, &page, 40, |_| Some(page.clone()));
        prop_assert!(rows.windows(2).all(|two| two[0].rowid < two[1].rowid), "what is read is in order");
    }

    #[test]
    fn noise_holds_no_rows(seed in any::<u64>(), number in 1..4_u32) {
        // The high bytes of a product are as good as chance.
        let noise = (1..=PAGE as u64).map(|place| (place.wrapping_mul(seed | 1).wrapping_mul(seed ^ place) >> 56) as u8);
        let mut page: Vec<u8> = noise.collect();
        for sort in [TABLE_LEAF, TABLE_INTERIOR] {
            page[header_of(number)] = sort;
            prop_assert!(!matches!(kind(number, &page, 5_000), Kind::Interior(_)), "even where it begins so");
            prop_assert_eq!(rows(number, &page, 5_000, |_| None), [], "nor where it begins like a leaf");
        }
    }
}
