//! Lists page by page: `limit`, and a `cursor` that is handed back as it came.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::problem::Code;

// Under names of our own: utoipa's macro knows the others and writes code for them that the lints refuse.
pub(super) use actix_web::web::Path as At;
pub(super) use actix_web::web::Query as Asked;

const USUAL: i64 = 50;
const MOST: i64 = 200;
/// Bytes of a cursor; the longest names a unit by its place.
const LONGEST: usize = 4000;

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct PageQuery {
    /// `next` of the page before; none for the first page.
    #[param(max_length = 4000)]
    cursor: Option<String>,
    /// How many at most: 1 to 200, by default 50.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
}

/// One page.
#[derive(Serialize, ToSchema)]
pub(super) struct Page<T> {
    /// In a fixed order.
    items: Vec<T>,
    /// `cursor` of the next page; missing on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next: Option<String>,
}

impl PageQuery {
    /// Of a query that has more than a page in it.
    pub(super) const fn new(cursor: Option<String>, limit: Option<String>) -> Self {
        Self { cursor, limit }
    }

    /// How many rows to read: one more than are shown, to know whether there is another page.
    pub(super) fn rows(&self) -> Result<i64, Code> {
        let limit = match &self.limit {
            None => USUAL,
            Some(text) => text.parse().ok().filter(|limit| (1..=MOST).contains(limit)).ok_or(Code::BadCursor)?,
        };
        Ok(limit.saturating_add(1))
    }

    /// Where the page begins: behind this key, of `N` texts. Empty texts for the first page.
    pub(super) fn after<const N: usize>(&self) -> Result<[String; N], Code> {
        let Some(cursor) = &self.cursor else { return Ok(std::array::from_fn(|_| String::new())) };
        if cursor.len() > LONGEST {
            return Err(Code::BadCursor);
        }
        let bytes = BASE64.decode(cursor).map_err(|_| Code::BadCursor)?;
        let parts: Vec<String> = serde_json::from_slice(&bytes).map_err(|_| Code::BadCursor)?;
        // A zero character is none of ours, and PostgreSQL refuses it as a fault.
        if parts.iter().any(|part| part.contains('\0')) {
            return Err(Code::BadCursor);
        }
        parts.try_into().map_err(|_| Code::BadCursor)
    }
}

impl<T> Page<T> {
    /// Of the rows read, `rows` at most; `key` is what the next page begins behind.
    pub(super) fn of<R, const N: usize>(
        mut read: Vec<R>,
        rows: i64,
        key: impl Fn(&R) -> [String; N],
        show: impl Fn(R) -> T,
    ) -> Self {
        let shown = usize::try_from(rows.saturating_sub(1)).unwrap_or(0);
        let more = read.len() > shown;
        read.truncate(shown);
        let next = read.last().filter(|_| more).map(|last| {
            let parts: Vec<String> = key(last).into();
            BASE64.encode(serde_json::to_string(&parts).unwrap_or_default())
        });
        Self { items: read.into_iter().map(show).collect(), next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(cursor: Option<&str>, limit: Option<&str>) -> PageQuery {
        PageQuery { cursor: cursor.map(str::to_owned), limit: limit.map(str::to_owned) }
    }

    #[test]
    fn pages_follow_one_another() {
        let all: Vec<u8> = (0..5).collect();
        let first: Page<u8> = Page::of(all[..3].to_vec(), 3, |n| [n.to_string()], |n| n);
        assert_eq!(first.items, [0, 1]);
        let next = query(first.next.as_deref(), None);
        assert_eq!(next.after::<1>().unwrap(), ["1"]);
        assert!(next.after::<2>().is_err());
        let last: Page<u8> = Page::of(all[3..].to_vec(), 3, |n| [n.to_string()], |n| n);
        assert_eq!((last.items.as_slice(), last.next), ([3, 4].as_slice(), None));
    }

    #[test]
    fn hostile_pages_are_refused() {
        for cursor in ["%%%", "AAAA", "WzFd", &"A".repeat(4001), &BASE64.encode("[\"a\\u0000\"]")] {
            assert_eq!(query(Some(cursor), None).after::<1>(), Err(Code::BadCursor), "{cursor}");
        }
        for limit in ["0", "201", "-1", "x", ""] {
            assert_eq!(query(None, Some(limit)).rows(), Err(Code::BadCursor), "{limit}");
        }
    }
}
