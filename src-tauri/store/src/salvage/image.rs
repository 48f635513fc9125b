//! The damaged file as SQLite would see it: its pages, and over them those of its log, up to the last commit that is
//! there as a whole. The file and its log are only read.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::RangeInclusive;
use std::path::Path;

use super::pages::{self, Kind, PAGE, Row, long};
use crate::files::{MAGIC, add_suffix};

const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// What a log begins with; its lowest bit says in which order bytes are summed up.
const LOG_MAGIC: u32 = 0x377f_0682;

/// An open damaged file.
#[derive(Debug)]
pub(super) struct Image {
    file: File,
    log: Option<File>,
    committed: Committed,
    /// The highest number of a page that is there.
    present: u32,
    /// How many pages there should be.
    pages: u32,
}

/// What a log adds to its file.
#[derive(Debug, Default, PartialEq, Eq)]
struct Committed {
    /// Where the newest bytes of a page begin.
    places: HashMap<u32, u64>,
    /// How many pages the database had at the last commit.
    pages: Option<u32>,
}

impl Image {
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let in_file = u32::try_from(file.metadata()?.len().div_ceil(PAGE as u64)).unwrap_or(u32::MAX);
        let log = File::open(add_suffix(path, "-wal")).ok();
        let committed = log.as_ref().and_then(|log| committed(BufReader::new(log))).unwrap_or_default();
        let present = committed.places.keys().copied().fold(in_file, u32::max);
        let mut image = Self { file, log, committed, present, pages: present };
        image.pages = image.committed.pages.or_else(|| image.told()).unwrap_or(present);
        Ok(image)
    }

    /// The numbers of all pages that are there: fewer where the end of the file is missing.
    pub fn numbers(&self) -> RangeInclusive<u32> {
        1..=self.pages.min(self.present)
    }

    /// The bytes of a page; none where they cannot be read.
    pub fn page(&self, number: u32) -> Option<Vec<u8>> {
        let in_log = self.committed.places.get(&number).zip(self.log.as_ref());
        match in_log {
            Some((place, log)) => read(log, *place),
            None => read(&self.file, u64::from(number.checked_sub(1)?) * PAGE as u64),
        }
    }

    /// What kind of page it is.
    pub fn kind(&self, number: u32) -> Kind {
        self.page(number).map_or(Kind::Other, |page| pages::kind(number, &page, self.pages))
    }

    /// The rows of a leaf.
    pub fn rows(&self, number: u32) -> Vec<Row> {
        let page = self.page(number).unwrap_or_default();
        pages::rows(number, &page, self.pages, |next| self.page(next))
    }

    /// How many pages there are by the first one's account: what stands after them is left over.
    fn told(&self) -> Option<u32> {
        let first = self.page(1).filter(|first| first.starts_with(MAGIC))?;
        // Only if whoever last changed the file also wrote down how long it is.
        (long(&first, 24) == long(&first, 92)).then(|| long(&first, 28)).flatten().filter(|pages| *pages > 0)
    }
}

fn read(mut file: &File, place: u64) -> Option<Vec<u8>> {
    let mut page = vec![0; PAGE];
    file.seek(SeekFrom::Start(place)).ok()?;
    file.read_exact(&mut page).ok()?;
    Some(page)
}

/// Goes through a log until its end, or until a frame is not what was written.
fn committed(mut log: impl Read) -> Option<Committed> {
    let mut header = [0; LOG_HEADER];
    log.read_exact(&mut header).ok()?;
    let order = match long(&header, 0)?.checked_sub(LOG_MAGIC)? {
        0 => u32::from_le_bytes,
        1 => u32::from_be_bytes,
        _ => return None,
    };
    let mut sum = summed((0, 0), &header[..24], order);
    if long(&header, 8)? as usize != PAGE || sum != (long(&header, 24)?, long(&header, 28)?) {
        return None;
    }
    let (mut committed, mut begun) = (Committed::default(), HashMap::new());
    let mut frame = [0; FRAME_HEADER + PAGE];
    let mut place = LOG_HEADER as u64;
    while log.read_exact(&mut frame).is_ok() {
        let (about, page) = frame.split_at(FRAME_HEADER);
        sum = summed(summed(sum, &about[..8], order), page, order);
        if about[8..16] != header[16..24] || sum != (long(about, 16)?, long(about, 20)?) {
            break;
        }
        begun.insert(long(about, 0)?, place + FRAME_HEADER as u64);
        let pages = long(about, 4)?;
        if pages > 0 {
            committed.places.extend(begun.drain());
            committed.pages = Some(pages);
        }
        place += frame.len() as u64;
    }
    Some(committed)
}

/// SQLite's checksum, continued over these bytes.
fn summed(from: (u32, u32), bytes: &[u8], order: fn([u8; 4]) -> u32) -> (u32, u32) {
    let (words, _) = bytes.as_chunks::<4>();
    let (pairs, _) = words.as_chunks::<2>();
    pairs.iter().fold(from, |(one, two), pair| {
        let one = one.wrapping_add(order(pair[0])).wrapping_add(two);
        (one, two.wrapping_add(order(pair[1])).wrapping_add(one))
    })
}
