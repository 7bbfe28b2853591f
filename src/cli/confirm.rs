//! What a person has to have compared before something irrevocable is done: digits heard on the telephone, an address printed on
//! a notice. It is given on the command line, or typed on a terminal; what the program could read for itself proves nothing.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use super::Unusable;
use super::lang::Lang;
use super::terminal::printable;
use crate::crypto::hash::Digest;

/// The longest line that is read.
const LONGEST: u64 = 4096;

/// How often somebody may mistype.
const ATTEMPTS: usize = 3;

/// Asks on the terminal. `None` where nobody can answer: no terminal, or the end of the input.
fn ask(prompt: &str, lang: Lang) -> Result<Option<String>, Unusable> {
    let (input, mut out) = (io::stdin(), io::stderr());
    if !input.is_terminal() {
        return Ok(None);
    }
    let mut line = String::new();
    let asked = write!(out, "{prompt}").and_then(|()| out.flush());
    match asked.and_then(|()| io::Read::take(input.lock(), LONGEST).read_line(&mut line)) {
        Ok(0) => Ok(None),
        Ok(_) => Ok(Some(line.trim().to_owned())),
        Err(error) => {
            let text = lang.pick("不能输入", "nothing can be typed here");
            Err(Unusable(format!("{text}: {}", printable(&error.to_string(), 200))))
        }
    }
}

/// Whether what was stated is right.
pub(super) enum Stated {
    Right,
    /// Said already; the command goes no further.
    Wrong,
    /// Nothing was given, and there is nobody to ask.
    Nothing,
}

/// Holds what is `given`, or typed after `prompt`, against what it must be; `wrong` says in what it differs, if it does.
pub(super) fn stated(
    given: Option<&str>,
    prompt: &str,
    wrong: impl Fn(&str) -> Option<String>,
    lang: Lang,
) -> Result<Stated, Unusable> {
    if let Some(given) = given {
        let fault = wrong(given);
        return Ok(fault.map_or(Stated::Right, |fault| {
            super::terminal::complain(&fault);
            Stated::Wrong
        }));
    }
    for _ in 0..ATTEMPTS {
        let Some(typed) = ask(prompt, lang)? else { return Ok(Stated::Nothing) };
        let Some(fault) = wrong(&typed) else { return Ok(Stated::Right) };
        super::terminal::complain(&fault);
    }
    Ok(Stated::Wrong)
}

/// In what the digits that somebody read out differ from those of a digest ([`Digest::spoken`]): the first group, from 1, or
/// `Some(0)` if there are not as many. Spaces, hyphens and full-width digits are as good.
pub(super) fn heard_otherwise(digest: Digest, heard: &str) -> Option<usize> {
    let digit = |character: char| match character {
        '0'..='9' => Some(character),
        '０'..='９' => char::from_digit(u32::from(character).checked_sub(u32::from('０'))?, 10),
        _ => None,
    };
    let plain = |text: &str| text.chars().filter_map(digit).collect::<Vec<char>>();
    let between = |character: char| digit(character).is_some() || " \u{3000}\t-－·,，".contains(character);
    let (own, theirs) = (plain(&digest.spoken()), plain(heard));
    if theirs.len() != own.len() || !heard.chars().all(between) {
        return Some(0);
    }
    own.chunks(3).zip(theirs.chunks(3)).position(|(own, theirs)| own != theirs).map(|group| group.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_compared_however_they_are_written() {
        let digest = Digest([0x5a; 32]);
        let spoken = digest.spoken();
        let wide: String = spoken.chars().map(|c| c.to_digit(10).map_or('　', |d| char::from_u32(0xff10 + d).unwrap())).collect();
        for same in [spoken.clone(), spoken.replace(' ', ""), spoken.replace(' ', "-"), wide] {
            assert_eq!(heard_otherwise(digest, &same), None, "{same}");
        }
        let flip = |at: usize| {
            let digit = if &spoken[at..=at] == "7" { "8" } else { "7" };
            format!("{}{digit}{}", &spoken[..at], &spoken[at + 1..])
        };
        assert_eq!(heard_otherwise(digest, &flip(0)), Some(1));
        assert_eq!(heard_otherwise(digest, &flip(spoken.len() - 1)), Some(13));
        for wrong in ["", &spoken[..47], &format!("{spoken} 1"), &format!("{spoken}x"), "same"] {
            assert_eq!(heard_otherwise(digest, wrong), Some(0), "{wrong}");
        }
    }
}
