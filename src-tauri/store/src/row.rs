//! How values cross into SQL and back: flags as integers, times as milliseconds, text without NUL.

use domain::Timestamp;
use sqlx::any::{Any, AnyRow, AnyTypeInfo, AnyValueRef};
use sqlx::database::Database;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::{Decode, Encode, Row, Type};

/// Where values are collected for a statement.
type Buffer = <Any as Database>::ArgumentBuffer;

/// A yes or no, kept as 1 or 0: both databases read integers alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flag(pub bool);

impl Type<Any> for Flag {
    fn type_info() -> AnyTypeInfo {
        <i64 as Type<Any>>::type_info()
    }

    fn compatible(ty: &AnyTypeInfo) -> bool {
        <i64 as Type<Any>>::compatible(ty)
    }
}

impl Encode<'_, Any> for Flag {
    fn encode_by_ref(&self, buf: &mut Buffer) -> Result<IsNull, BoxDynError> {
        <i64 as Encode<Any>>::encode(i64::from(self.0), buf)
    }
}

impl<'r> Decode<'r, Any> for Flag {
    fn decode(value: AnyValueRef<'r>) -> Result<Self, BoxDynError> {
        <i64 as Decode<Any>>::decode(value).map(|number| Self(number != 0))
    }
}

/// Text from outside. A NUL, which PostgreSQL cannot hold, becomes the replacement character.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a>(pub &'a str);

impl<'a> Text<'a> {
    /// An optional text.
    pub fn maybe(text: &'a Option<String>) -> Option<Self> {
        text.as_deref().map(Self)
    }
}

/// What [`Text`] does, for text that travels inside JSON.
pub(crate) fn without_nul(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "\u{fffd}").into() } else { text.into() }
}

impl Type<Any> for Text<'_> {
    fn type_info() -> AnyTypeInfo {
        <str as Type<Any>>::type_info()
    }
}

impl<'q> Encode<'q, Any> for Text<'q> {
    fn encode_by_ref(&self, buf: &mut Buffer) -> Result<IsNull, BoxDynError> {
        <&str as Encode<Any>>::encode(without_nul(self.0).as_ref(), buf)
    }
}

/// Reading a row by column name into our types.
pub(crate) trait Read {
    /// A text, as whatever is made of text.
    fn text<T: From<String>>(&self, column: &str) -> sqlx::Result<T>;
    /// A text that may be missing.
    fn text_opt<T: From<String>>(&self, column: &str) -> sqlx::Result<Option<T>>;
    /// A moment.
    fn at(&self, column: &str) -> sqlx::Result<Timestamp>;
    /// A moment that may be missing.
    fn at_opt(&self, column: &str) -> sqlx::Result<Option<Timestamp>>;
    /// A yes or no.
    fn flag(&self, column: &str) -> sqlx::Result<bool>;
    /// A number that is never negative.
    fn count(&self, column: &str) -> sqlx::Result<u32>;
    /// A word of a list that we know.
    fn word<T>(&self, column: &str, read: impl Fn(&str) -> Option<T>) -> sqlx::Result<T>;
    /// Such a word, or none.
    fn word_opt<T>(&self, column: &str, read: impl Fn(&str) -> Option<T>) -> sqlx::Result<Option<T>>;
}

impl Read for AnyRow {
    fn text<T: From<String>>(&self, column: &str) -> sqlx::Result<T> {
        self.try_get::<String, _>(column).map(T::from)
    }

    fn text_opt<T: From<String>>(&self, column: &str) -> sqlx::Result<Option<T>> {
        self.try_get::<Option<String>, _>(column).map(|text| text.map(T::from))
    }

    fn at(&self, column: &str) -> sqlx::Result<Timestamp> {
        self.try_get(column).map(Timestamp::from_millis)
    }

    fn at_opt(&self, column: &str) -> sqlx::Result<Option<Timestamp>> {
        self.try_get::<Option<i64>, _>(column).map(|at| at.map(Timestamp::from_millis))
    }

    fn flag(&self, column: &str) -> sqlx::Result<bool> {
        self.try_get::<Flag, _>(column).map(|flag| flag.0)
    }

    fn count(&self, column: &str) -> sqlx::Result<u32> {
        let number: i64 = self.try_get(column)?;
        u32::try_from(number).map_err(|wrong| unreadable(column, wrong))
    }

    fn word<T>(&self, column: &str, read: impl Fn(&str) -> Option<T>) -> sqlx::Result<T> {
        self.word_opt(column, read)?.ok_or_else(|| unreadable(column, "there is no word"))
    }

    fn word_opt<T>(&self, column: &str, read: impl Fn(&str) -> Option<T>) -> sqlx::Result<Option<T>> {
        let Some(word) = self.try_get::<Option<String>, _>(column)? else {
            return Ok(None);
        };
        read(&word).map(Some).ok_or_else(|| unreadable(column, format!("the word {word:?} is not known")))
    }
}

/// A value that is there but makes no sense.
pub(crate) fn unreadable(column: &str, why: impl Into<BoxDynError>) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source: why.into() }
}
