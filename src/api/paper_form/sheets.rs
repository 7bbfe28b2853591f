//! Where the sheets of a paper ballot end. They are divided here and not by the printer, so that each says which it is and of how many: a
//! sheet that comes loose is seen, and belongs to a poll.
//!
//! Heights are those of the style sheet, in which every line has a height of its own whatever the fonts are, and rather too large than too
//! small: every character counts as a wide one.
//! What stands on a sheet does not depend on whose it is, so that nothing about the division leads back to a voter.

/// Tenths of a millimetre.
pub(super) type Height = u32;

/// A4 without its margins is 2,770 high; so much of it is filled.
const PAGE: Height = 2_720;

/// What is not divided.
pub(super) struct Block {
    /// As it stands on the page.
    pub(super) html: String,
    /// Not higher than this.
    pub(super) height: Height,
}

/// What is asked.
pub(super) struct Asked {
    /// The title, without the element around it.
    pub(super) title: String,
    /// Of the title's line or lines.
    pub(super) title_height: Height,
    /// What it is about.
    pub(super) text: Vec<Block>,
    /// How to answer.
    pub(super) how: Block,
    /// `<table>` with its first line, which stands again where the table goes on.
    pub(super) open: Block,
    /// Its lines.
    pub(super) rows: Vec<Block>,
}

impl Asked {
    fn height(&self) -> Height {
        let blocks = self.text.iter().chain([&self.how, &self.open]).chain(&self.rows);
        blocks.fold(self.title_height, |sum, block| sum.saturating_add(block.height))
    }
}

/// So high are so many characters, of which so many stand in a line.
pub(super) fn lines(characters: usize, in_a_line: usize, height: Height) -> Height {
    let count = u32::try_from(characters.div_ceil(in_a_line.max(1)).max(1)).unwrap_or(u32::MAX);
    count.saturating_mul(height)
}

struct Filling {
    sheets: Vec<String>,
    left: Height,
    /// Of a sheet that is not the first.
    whole: Height,
}

impl Filling {
    fn is_fresh(&self) -> bool {
        self.sheets.last().is_none_or(String::is_empty)
    }

    fn put(&mut self, html: &str, height: Height) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.push_str(html);
        }
        self.left = self.left.saturating_sub(height);
    }

    fn turn(&mut self) {
        self.sheets.push(String::new());
        self.left = self.whole;
    }

    /// The title, on a new sheet where less than `with` is left for it and what follows.
    fn title(&mut self, number: u32, asked: &Asked, with: Height, again: bool) {
        if asked.title_height.saturating_add(with) > self.left && !self.is_fresh() {
            self.turn();
        }
        let more = if again { "（续）" } else { "" };
        self.put(&format!("<h2>{number}. {}{more}</h2>", asked.title), asked.title_height);
    }

    /// Goes on over the page.
    fn goes_on(&mut self, number: u32, asked: &Asked) {
        self.turn();
        self.title(number, asked, 0, true);
    }

    fn take(&mut self, number: u32, asked: &Asked) {
        if asked.height() > self.left && asked.height() <= self.whole && !self.is_fresh() {
            self.turn();
        }
        let table = asked.rows.first().map_or(0, |row| row.height);
        let table = table.saturating_add(asked.how.height).saturating_add(asked.open.height);
        self.title(number, asked, asked.text.first().map_or(table, |block| block.height), false);
        for block in &asked.text {
            if block.height > self.left {
                self.goes_on(number, asked);
            }
            self.put(&block.html, block.height);
        }
        if table > self.left {
            self.goes_on(number, asked);
        }
        self.put(&asked.how.html, asked.how.height);
        self.put(&asked.open.html, asked.open.height);
        for row in &asked.rows {
            if row.height > self.left {
                self.put("</table>", 0);
                self.goes_on(number, asked);
                self.put(&asked.open.html, asked.open.height);
            }
            self.put(&row.html, row.height);
        }
        self.put("</table>", 0);
    }
}

/// What is asked, sheet by sheet; `first` and `others` are taken on the first sheet and on the others by what stands above.
pub(super) fn divided(asked: &[Asked], first: Height, others: Height) -> Vec<String> {
    let whole = PAGE.saturating_sub(others);
    let mut filling = Filling { sheets: vec![String::new()], left: PAGE.saturating_sub(first), whole };
    for (number, asked) in (1..).zip(asked) {
        filling.take(number, asked);
    }
    filling.sheets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(html: &str, height: Height) -> Block {
        Block { html: html.into(), height }
    }

    fn asked(title: &str, texts: usize, rows: usize) -> Asked {
        Asked {
            title: title.into(),
            title_height: 100,
            text: (0..texts).map(|_| block("<p>t</p>", 300)).collect(),
            how: block("<p>how</p>", 100),
            open: block("<table>", 100),
            rows: (0..rows).map(|_| block("<tr></tr>", 100)).collect(),
        }
    }

    fn counts(sheets: &[String], what: &str) -> Vec<usize> {
        sheets.iter().map(|sheet| sheet.matches(what).count()).collect()
    }

    #[test]
    fn what_fits_on_one_sheet_stays_together() {
        assert_eq!(divided(&[asked("a", 0, 3), asked("b", 0, 3)], 1_000, 200).len(), 1);
        // The second has no room left, and is not torn.
        let sheets = divided(&[asked("a", 0, 8), asked("b", 0, 8)], 1_000, 200);
        assert_eq!(counts(&sheets, "<tr>"), [8, 8]);
        assert_eq!(counts(&sheets, "续"), [0, 0]);
    }

    #[test]
    fn what_fits_on_none_goes_on_under_its_title() {
        let sheets = divided(&[asked("a", 0, 50)], 1_000, 200);
        assert_eq!(counts(&sheets, "<tr>").iter().sum::<usize>(), 50);
        assert_eq!(counts(&sheets, "<table>"), vec![1; sheets.len()]);
        assert_eq!(counts(&sheets, "</table>"), vec![1; sheets.len()]);
        assert_eq!(counts(&sheets, "（续）"), [0, 1, 1]);
        assert_eq!(counts(&sheets, "how"), [1, 0, 0]);
        // A long text, too; and no title stands alone below.
        let sheets = divided(&[asked("a", 12, 2), asked("b", 3, 2)], 1_000, 200);
        assert_eq!(counts(&sheets, "<p>t</p>").iter().sum::<usize>(), 15);
        assert!(sheets.iter().all(|sheet| !sheet.ends_with("</h2>") && !sheet.is_empty()));
        // What is higher than a page stands on one of its own.
        let mut high = asked("a", 1, 1);
        high.rows[0].height = 9_000;
        let sheets = divided(&[high], 1_000, 200);
        assert_eq!(counts(&sheets, "<tr>").last(), Some(&1));
    }

    #[test]
    fn so_many_characters_are_so_many_lines() {
        assert_eq!([lines(0, 10, 5), lines(10, 10, 5), lines(11, 10, 5)], [5, 5, 10]);
    }
}
