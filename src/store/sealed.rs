//! Columns with sealed values, for the change of a key. Every column that the vault seals stands here, but for answers, which are
//! forgotten after a day.

use diesel::prelude::*;

use super::schema::{
    accounts, claims, file_contents, messages, nominations, objections, papers, poll_keys, poll_voters, roll_contacts,
    roll_imports, roll_overlaps, roll_units, rolls, slips,
};
use super::{Connection, StoreError};

/// Ids and sealed values.
type Values = Vec<(String, String)>;

/// A column, read and written in batches.
#[derive(Clone, Copy)]
pub(crate) struct Column {
    /// `table.column`, as the vault names the place; the row's id is the other half.
    pub(crate) place: &'static str,
    /// How many values may be in memory at once.
    pub(crate) batch: i64,
    page: fn(&mut Connection, &str, i64) -> Result<Values, StoreError>,
    replace: fn(&mut Connection, &str, &str, &str) -> Result<(), StoreError>,
}

impl Column {
    /// Ids and sealed values in the order of ids after `after`: a batch.
    pub(crate) fn page(self, connection: &mut Connection, after: &str) -> Result<Values, StoreError> {
        (self.page)(connection, after, self.batch)
    }

    /// Another sealing of the same value, unless somebody changed it meanwhile.
    pub(crate) fn replace(self, connection: &mut Connection, id: &str, old: &str, new: &str) -> Result<(), StoreError> {
        (self.replace)(connection, id, old, new)
    }
}

macro_rules! column {
    ($table:ident.$column:ident $(, $there:ident)?) => { column!(200, $table.$column $(, $there)?) };
    ($batch:literal, $table:ident.$column:ident $(, $there:ident)?) => {
        Column {
            place: concat!(stringify!($table), ".", stringify!($column)),
            batch: $batch,
            page: |connection, after, limit| {
                let rows = $table::table.filter($table::id.gt(after)).order($table::id).limit(limit);
                $(let rows = rows.filter($table::$column.$there());)?
                Ok(rows.select(($table::id, column!(@there $table.$column $($there)?))).load(connection)?)
            },
            replace: |connection, id, old, new| {
                let row = $table::table.find(id).filter($table::$column.eq(old));
                diesel::update(row).set($table::$column.eq(new)).execute(connection)?;
                Ok(())
            },
        }
    };
    (@there $table:ident.$column:ident) => { $table::$column };
    (@there $table:ident.$column:ident $there:ident) => { $table::$column.assume_not_null() };
}

/// All of them. A column that may be empty says so.
pub(crate) const COLUMNS: &[Column] = &[
    column!(accounts.phone, is_not_null),
    column!(messages.phone, is_not_null),
    column!(messages.parameters, is_not_null),
    column!(rolls.reason, is_not_null),
    column!(rolls.salt),
    column!(roll_units.content),
    column!(roll_contacts.phones),
    column!(1, roll_imports.cells, is_not_null),
    column!(roll_imports.decisions, is_not_null),
    column!(roll_overlaps.reason),
    column!(poll_voters.credential, is_not_null),
    column!(poll_voters.phone, is_not_null),
    column!(slips.serial),
    column!(papers.serial),
    column!(2, file_contents.sealed),
    column!(claims.person, is_not_null),
    column!(nominations.content, is_not_null),
    column!(poll_keys.seed),
    column!(objections.person),
    column!(objections.text),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// Texts of all source files below a folder.
    fn sources(folder: &Path, texts: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                sources(&entry, texts);
            } else if entry.extension().is_some_and(|end| end == "rs") {
                texts.push(std::fs::read_to_string(&entry).unwrap());
            }
        }
    }

    /// A column that is forgotten here cannot be read any more when the key that sealed it is thrown away.
    #[test]
    fn every_place_of_the_vault_is_a_column_here() {
        let mut texts = Vec::new();
        sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/flows")), &mut texts);
        // Without tests, which seal at places of their own.
        let texts: Vec<&str> = texts.iter().filter_map(|text| text.split("\n#[cfg(test)]").next()).collect();
        let mut used = BTreeSet::new();
        for text in &texts {
            for (at, _) in text.match_indices("Place(") {
                let rest: &str = text.get(at..).unwrap_or_default();
                used.insert(rest.trim_start_matches("Place(").split([',', ')']).next().unwrap_or_default().trim());
            }
        }
        let mut places = BTreeSet::new();
        for name in used {
            if let Some(literal) = name.strip_prefix('"') {
                places.insert(literal.trim_end_matches('"'));
            }
            let name = if name == "ACCOUNT_PHONE" { "PHONE" } else { name };
            for text in &texts {
                let stated = text.split(&format!("const {name}: &str = \"")).nth(1).and_then(|rest| rest.split('"').next());
                places.extend(stated.filter(|_| text.contains("Place(")));
            }
        }
        let known: BTreeSet<&str> = COLUMNS.iter().map(|column| column.place).collect();
        // Forgotten after a day.
        places.remove("answers.answer");
        assert_eq!(places, known);
    }
}
