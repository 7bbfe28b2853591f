//! 姓氏笔画: candidates by the strokes of their names.
//!
//! The custom, as 《GB 13000.1 字符集汉字字序（笔画序）规范》 (GF 3003-1999) orders characters and as notices apply it to names:
//! 1. the first character of the surname: fewer strokes first; then stroke by stroke in the order of writing, 横竖撇点折; then the main
//!    form of a stroke before its side form (横 before 提, 竖 before 竖钩, 点 before 捺);
//! 2. a single surname before a compound one 复姓 that begins with the same character, then the second character of the compound one;
//! 3. the shorter given name first, then its characters, each as in 1.
//!
//! What the data do not cover, and is therefore never decided here: the further rules of the standard between characters of the same
//! strokes (forms of 折, structure 左右/上下/包围: 土 and 士, 田 and 由), characters of which only the number of strokes is known, characters
//! that are not known at all, and people of the same name. Who cannot be told apart comes out as one [`Group`] with its [`Doubt`]; the
//! preparatory group decides on record or draws, and [`agrees`] checks that nothing else was moved.
//!
//! Data: `sequences.tsv`, `counts.tsv`, made by `tests/tools/stroke-data` from sources named there; their sequences were taken only
//! where three sources agree.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use super::name::Name;

static SEQUENCES: &str = include_str!("sequences.tsv");
static COUNTS: &str = include_str!("counts.tsv");

/// What is known of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Strokes {
    count: usize,
    /// Stroke by stroke in the letters of `sequences.tsv`, if known.
    sequence: Option<&'static str>,
}

fn table() -> &'static HashMap<char, Strokes> {
    static TABLE: OnceLock<HashMap<char, Strokes>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines =
            |text: &'static str| text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
        let counted = lines(COUNTS).flat_map(|(count, characters)| {
            let count = count.parse().unwrap_or_default();
            characters.chars().map(move |character| (character, Strokes { count, sequence: None }))
        });
        let written = lines(SEQUENCES).flat_map(|(characters, sequence)| {
            characters.chars().map(move |character| (character, Strokes { count: sequence.len(), sequence: Some(sequence) }))
        });
        counted.chain(written).collect()
    })
}

/// Why people stand in one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Nothing is known of this character.
    UnknownCharacter(char),
    /// Of this character only the number of strokes is known, and others have as many.
    UnknownSequence(char),
    /// Different characters of the same strokes.
    SameStrokes(char),
    /// The same name.
    SameName,
}

/// People who follow one another; several only with a doubt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Positions in the names handed in, ascending.
    pub members: Vec<usize>,
    /// Why they cannot be told apart; `None` for one person alone.
    pub doubt: Option<Doubt>,
}

/// A step in comparing two names: a character, or how many follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Character(char),
    Length(usize),
}

fn parts(name: &Name) -> Vec<Part> {
    let mut surname = name.surname.iter().copied().map(Part::Character);
    let mut parts: Vec<Part> = surname.by_ref().take(1).collect();
    parts.push(Part::Length(name.surname.len()));
    parts.extend(surname);
    parts.push(Part::Length(name.given.len()));
    parts.extend(name.given.iter().copied().map(Part::Character));
    parts
}

/// The names in order, as far as it can be told.
pub fn by_strokes(names: &[Name]) -> Vec<Group> {
    let names: Vec<(usize, Vec<Part>)> = names.iter().map(parts).enumerate().collect();
    let mut groups = Vec::new();
    split(&names, 0, &mut groups);
    groups
}

/// Whether `order` has everyone once and only moves people within their group.
pub fn agrees(groups: &[Group], order: &[usize]) -> bool {
    let mut rest = order;
    for group in groups {
        let Some((mut here, after)) = rest.split_at_checked(group.members.len()).map(|(here, after)| (here.to_vec(), after))
        else {
            return false;
        };
        here.sort_unstable();
        if here != group.members {
            return false;
        }
        rest = after;
    }
    rest.is_empty()
}

/// Puts `names`, which are alike before `depth`, in order.
fn split(names: &[(usize, Vec<Part>)], depth: usize, groups: &mut Vec<Group>) {
    let in_doubt = |doubt| {
        let mut members: Vec<usize> = names.iter().map(|(index, _)| *index).collect();
        members.sort_unstable();
        let doubt = (members.len() > 1).then_some(doubt);
        Group { members, doubt }
    };
    let deeper = depth.saturating_add(1);
    let (Some((_, first)), true) = (names.first(), names.len() > 1) else {
        groups.extend((!names.is_empty()).then(|| in_doubt(Doubt::SameName)));
        return;
    };
    if names.iter().all(|(_, parts)| parts.get(depth) == first.get(depth)) {
        match first.get(depth) {
            Some(_) => split(names, deeper, groups),
            None => groups.push(in_doubt(Doubt::SameName)),
        }
        return;
    }
    // Alike so far, so here all have a number, or all a character.
    let mut by_key: BTreeMap<Key, Vec<(usize, Vec<Part>)>> = BTreeMap::new();
    for (index, parts) in names {
        let key = match parts.get(depth) {
            Some(Part::Character(character)) => match table().get(character) {
                Some(strokes) => Key { number: strokes.count, ..Key::default() },
                None => return groups.push(in_doubt(Doubt::UnknownCharacter(*character))),
            },
            Some(Part::Length(length)) => Key { number: *length, ..Key::default() },
            None => Key::default(),
        };
        by_key.entry(key).or_default().push((*index, parts.clone()));
    }
    for same in by_key.into_values() {
        split_sequences(&same, depth, groups);
    }
}

/// As [`split`], where all have the same number of strokes at `depth`.
fn split_sequences(names: &[(usize, Vec<Part>)], depth: usize, groups: &mut Vec<Group>) {
    let mut by_key: BTreeMap<Key, Vec<(usize, Vec<Part>)>> = BTreeMap::new();
    let characters: Vec<char> = names
        .iter()
        .filter_map(|(_, parts)| match parts.get(depth) {
            Some(Part::Character(character)) => Some(*character),
            _ => None,
        })
        .collect();
    let one_only = characters.windows(2).all(|pair| matches!(pair, [a, b] if a == b));
    if one_only {
        return split(names, depth.saturating_add(1), groups);
    }
    let group = |names: &[(usize, Vec<Part>)], doubt| {
        let mut members: Vec<usize> = names.iter().map(|(index, _)| *index).collect();
        members.sort_unstable();
        Group { members, doubt: Some(doubt) }
    };
    for ((index, parts), character) in names.iter().zip(&characters) {
        let Some(sequence) = table().get(character).and_then(|strokes| strokes.sequence) else {
            return groups.push(group(names, Doubt::UnknownSequence(*character)));
        };
        let key = Key { number: 0, kinds: sequence.chars().map(kind).collect(), forms: sequence.chars().map(form).collect() };
        by_key.entry(key).or_default().push((*index, parts.clone()));
    }
    for same in by_key.into_values() {
        let mut here = same.iter().filter_map(|(_, parts)| parts.get(depth));
        let first = here.next();
        match (first, here.all(|other| Some(other) == first)) {
            (Some(Part::Character(character)), false) => groups.push(group(&same, Doubt::SameStrokes(*character))),
            _ => split(&same, depth.saturating_add(1), groups),
        }
    }
}

/// By number, then kinds of strokes, then forms.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    number: usize,
    kinds: Vec<u8>,
    forms: Vec<u8>,
}

/// 横竖撇点折 in this order.
const fn kind(stroke: char) -> u8 {
    match stroke {
        '1' | 't' => 1,
        '2' | 'g' => 2,
        '3' => 3,
        '4' | 'n' => 4,
        _ => 5,
    }
}

/// The main form of a stroke before its side form.
const fn form(stroke: char) -> u8 {
    match stroke {
        't' | 'g' | 'n' => 1,
        _ => 0,
    }
}
