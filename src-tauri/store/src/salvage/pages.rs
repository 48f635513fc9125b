//! The pages of a database file, as SQLite's "Database File Format" describes them.
//!
//! In: the bytes of a page, whatever they are. Out: what kind of page it is, and the records on it. It is a page of
//! a table only if everything on it is where it should be; bytes that went bad practically never are. Not here:
//! which table a page is of, and where its bytes come from.

/// SQLite's own choice, which we never changed.
pub(super) const PAGE: usize = 4096;
/// What stands before the first page's own header.
const FILE_HEADER: usize = 100;
const TABLE_LEAF: u8 = 0x0d;
const TABLE_INTERIOR: u8 = 0x05;
/// The longest record that stands on its leaf as a whole.
const LONGEST: usize = PAGE - 35;
/// How much of a longer one stands there at least.
const SHORTEST: usize = (PAGE - 12) * 32 / 255 - 23;
/// What an overflow page holds besides the number of the next.
const OVERFLOW: usize = PAGE - 4;

/// What a page is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Rows of a table.
    Leaf,
    /// The numbers of the pages below it, in the order of their rows.
    Interior(Vec<u32>),
    /// The numbers of pages that are free.
    Trunk(Vec<u32>),
    /// An index, the rest of a long record, or no sound page at all.
    Other,
}

/// A value as it stands in a record.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub rowid: i64,
    pub values: Vec<Value>,
}

/// A row as it stands on its leaf.
struct Cell<'a> {
    rowid: i64,
    /// Of the whole record.
    length: usize,
    /// What of it stands here.
    here: &'a [u8],
    /// The page where it goes on.
    next: Option<u32>,
}

/// What kind of page this is, in a file of so many.
pub(super) fn kind(number: u32, page: &[u8], pages: u32) -> Kind {
    let header = header_of(number);
    match page.get(header) {
        Some(&TABLE_LEAF) if cells(number, page, pages).is_some() => Kind::Leaf,
        Some(&TABLE_INTERIOR) => children(header, page, pages).map_or(Kind::Other, Kind::Interior),
        Some(0) if number > 1 => trunk(page, pages).map_or(Kind::Other, Kind::Trunk),
        _ => Kind::Other,
    }
}

/// The rows of a leaf, without those that cannot be read. `fetch` gives the page of a number.
pub(super) fn rows(number: u32, page: &[u8], pages: u32, fetch: impl Fn(u32) -> Option<Vec<u8>>) -> Vec<Row> {
    let cells = cells(number, page, pages).unwrap_or_default();
    cells
        .into_iter()
        .filter_map(|cell| {
            let values = values(&record(&cell, &fetch)?)?;
            Some(Row { rowid: cell.rowid, values })
        })
        .collect()
}

const fn header_of(number: u32) -> usize {
    if number == 1 { FILE_HEADER } else { 0 }
}

/// `None` unless every cell is in its place and the rows are in order.
fn cells(number: u32, page: &[u8], pages: u32) -> Option<Vec<Cell<'_>>> {
    let header = header_of(number);
    if page.get(header) != Some(&TABLE_LEAF) {
        return None;
    }
    let mut cells: Vec<Cell<'_>> = Vec::new();
    for start in pointers(page, header, 8)? {
        let cell = cell(page.get(start..)?, pages)?;
        if cells.last().is_some_and(|before| before.rowid >= cell.rowid) {
            return None;
        }
        cells.push(cell);
    }
    Some(cells)
}

fn cell(bytes: &[u8], pages: u32) -> Option<Cell<'_>> {
    let (length, one) = varint(bytes)?;
    let (rowid, two) = varint(bytes.get(one..)?)?;
    let length = usize::try_from(length).ok()?;
    // A record cannot be longer than all pages together.
    if length == 0 || length / PAGE > usize::try_from(pages).ok()? {
        return None;
    }
    let content = bytes.get(one + two..)?;
    let here = match length {
        ..=LONGEST => length,
        _ => match SHORTEST + (length - SHORTEST) % OVERFLOW {
            fits @ ..=LONGEST => fits,
            _ => SHORTEST,
        },
    };
    let next = match here < length {
        true => Some(page_number(content, here, pages)?),
        false => None,
    };
    Some(Cell { rowid: rowid.cast_signed(), length, here: content.get(..here)?, next })
}

fn children(header: usize, page: &[u8], pages: u32) -> Option<Vec<u32>> {
    let mut children = Vec::new();
    for start in pointers(page, header, 12)? {
        varint(page.get(start + 4..)?)?;
        children.push(page_number(page, start, pages)?);
    }
    children.push(page_number(page, header + 8, pages)?);
    Some(children)
}

/// Where the cells of a page begin, whose header has this length.
fn pointers(page: &[u8], header: usize, length: usize) -> Option<Vec<usize>> {
    let count = usize::from(short(page, header + 3)?);
    let content = usize::from(short(page, header + 5)?);
    let array = header + length;
    let end = array + 2 * count;
    if page.len() != PAGE || content < end || content > PAGE {
        return None;
    }
    (array..end)
        .step_by(2)
        .map(|place| {
            let start = usize::from(short(page, place)?);
            (content..PAGE).contains(&start).then_some(start)
        })
        .collect()
}

/// A page of the list of free pages: where the list goes on, how many pages this one names, and their numbers.
fn trunk(page: &[u8], pages: u32) -> Option<Vec<u32>> {
    let count = usize::try_from(long(page, 4)?).ok()?;
    if long(page, 0)? > pages || count > PAGE / 4 - 2 {
        return None;
    }
    (0..count).map(|which| page_number(page, 8 + 4 * which, pages)).collect()
}

/// The whole record, from all the pages it stands on.
fn record(cell: &Cell<'_>, fetch: impl Fn(u32) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    let mut record = cell.here.to_vec();
    let mut next = cell.next;
    while record.len() < cell.length {
        let page = fetch(next?)?;
        let part = OVERFLOW.min(cell.length - record.len());
        record.extend_from_slice(page.get(4..4 + part)?);
        next = long(&page, 0);
    }
    Some(record)
}

fn values(record: &[u8]) -> Option<Vec<Value>> {
    let (length, mut place) = varint(record)?;
    let header = record.get(..usize::try_from(length).ok()?)?;
    let mut body = record.get(header.len()..)?;
    let mut values = Vec::new();
    while place < header.len() {
        let (sort, read) = varint(header.get(place..)?)?;
        place += read;
        let (value, rest) = value(sort, body)?;
        values.push(value);
        body = rest;
    }
    (place == header.len() && body.is_empty()).then_some(values)
}

/// A value of this sort, and what comes after it.
fn value(sort: u64, body: &[u8]) -> Option<(Value, &[u8])> {
    let length = match sort {
        0 | 8 | 9 => 0,
        1..=4 => sort,
        5 => 6,
        6 | 7 => 8,
        10 | 11 => return None,
        12.. => (sort - 12) / 2,
    };
    let (bytes, rest) = body.split_at_checked(usize::try_from(length).ok()?)?;
    let value = match sort {
        0 => Value::Null,
        1..=6 => Value::Integer(integer(bytes)),
        7 => Value::Real(f64::from_bits(integer(bytes).cast_unsigned())),
        8 => Value::Integer(0),
        9 => Value::Integer(1),
        _ if sort.is_multiple_of(2) => Value::Blob(bytes.to_vec()),
        // No text of ours has a NUL: those are bytes that went bad.
        _ => Value::Text(String::from_utf8(bytes.to_vec()).ok().filter(|text| !text.contains('\0'))?),
    };
    Some((value, rest))
}

/// Up to eight bytes, the first of which carries the sign.
fn integer(bytes: &[u8]) -> i64 {
    let sign = if bytes.first().is_some_and(|first| *first >= 0x80) { -1 } else { 0 };
    bytes.iter().fold(sign, |sum, byte| sum << 8 | i64::from(*byte))
}

/// A number of one to nine bytes, and how many they are.
fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut sum = 0;
    for (place, byte) in bytes.iter().take(8).enumerate() {
        sum = sum << 7 | u64::from(byte & 0x7f);
        if *byte < 0x80 {
            return Some((sum, place + 1));
        }
    }
    Some((sum << 8 | u64::from(*bytes.get(8)?), 9))
}

/// The number of another page than the first, which nothing points at.
fn page_number(bytes: &[u8], place: usize, pages: u32) -> Option<u32> {
    long(bytes, place).filter(|number| (2..=pages).contains(number))
}

fn short(bytes: &[u8], place: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(place..place + 2)?.try_into().ok()?))
}

/// Four bytes, the highest first.
pub(super) fn long(bytes: &[u8], place: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(place..place + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests;
