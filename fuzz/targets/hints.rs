//! Hints: whatever stands in them, and whatever else is in the batch, a ballot is admitted exactly if the compact check admits it.

#![no_main]

use arbitrary::Arbitrary;
use chacha20::ChaCha20Rng;
use libfuzzer_sys::fuzz_target;
use rand_core::SeedableRng as _;
use sha2::{Digest as _, Sha256};
use yepiao::crypto::group::{Encoding, Point, Scalar};
use yepiao::election::ballot::check::check;
use yepiao::election::ballot::hints::{Hinted, Hints, check_batch};
use yepiao::election::credential::CredentialList;
use yepiao_fuzz::{Spoiled, parts};

#[derive(Debug, Arbitrary)]
struct Case {
    first: One,
    second: Option<One>,
}

#[derive(Debug, Arbitrary)]
struct One {
    ballot: Which,
    hints: Given,
}

#[derive(Debug, Arbitrary)]
enum Which {
    First,
    Second,
    Spoiled(Spoiled),
}

#[derive(Debug, Arbitrary)]
enum Given {
    Text(String),
    /// Of the first or the second reference ballot or of the ballot itself, then changed.
    Changed {
        of: Of,
        changes: Vec<Change>,
    },
}

#[derive(Debug, Arbitrary)]
enum Of {
    First,
    Second,
    Itself,
}

#[derive(Debug, Arbitrary)]
enum Change {
    Bit(u16, u8),
    Bytes(u16, [u8; 32]),
    /// A multiple of the generator is added.
    Shift(u16, u8),
    /// The same multiple is added to one and taken from the other.
    Balanced(u16, u16, u8),
    Swap(u16, u16),
    Remove(u16),
    Double(u16),
    Character(u16, char),
}

impl Given {
    fn text(&self, ballot: &[u8]) -> String {
        let (of, changes) = match self {
            Self::Text(text) => return text.clone(),
            Self::Changed { of, changes } => (of, changes),
        };
        let honest = match of {
            Of::First => Hints::of_ballot(&parts().election, &parts().ballots[0]),
            Of::Second => Hints::of_ballot(&parts().election, &parts().ballots[1]),
            Of::Itself => Hints::of_ballot(&parts().election, ballot),
        };
        let Ok(honest) = honest else { return String::new() };
        let mut all = decode(&honest.to_text());
        let mut characters = Vec::new();
        for change in changes.iter().take(6) {
            let count = all.len();
            if count == 0 {
                break;
            }
            let at = |index: &u16| usize::from(*index) % count;
            match change {
                Change::Bit(index, bit) => all[at(index)][usize::from(*bit) / 8] ^= 1 << (bit % 8),
                Change::Bytes(index, bytes) => all[at(index)] = *bytes,
                Change::Shift(index, times) => shift(&mut all[at(index)], Scalar::from(u64::from(*times))),
                Change::Balanced(a, b, times) => {
                    shift(&mut all[at(a)], Scalar::from(u64::from(*times)));
                    shift(&mut all[at(b)], -Scalar::from(u64::from(*times)));
                }
                Change::Swap(a, b) => all.swap(at(a), at(b)),
                Change::Remove(index) => drop(all.remove(at(index))),
                Change::Double(index) => all.insert(at(index), all[at(index)]),
                Change::Character(index, character) => characters.push((*index, *character)),
            }
        }
        let mut text: Vec<char> = encode(&all).chars().collect();
        for (index, character) in characters {
            let count = text.len();
            if let Some(place) = text.get_mut(usize::from(index) % count.max(1)) {
                *place = character;
            }
        }
        text.into_iter().collect()
    }
}

fn shift(hint: &mut [u8; 32], by: Scalar) {
    if let Ok(point) = Encoding::from_bytes(*hint).decode() {
        *hint = *(point + Point::generator_times(&by)).encode().as_bytes();
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 written once more here, so that the crate's is not its own judge.
fn encode(all: &[[u8; 32]]) -> String {
    let bytes = all.concat();
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let number = (0..3).fold(0_u32, |n, i| n << 8 | u32::from(three.get(i).copied().unwrap_or(0)));
        for i in 0..4_usize {
            let digit = usize::try_from(number >> (18 - 6 * i) & 63).unwrap();
            text.push(if i <= three.len() { char::from(ALPHABET[digit]) } else { '=' });
        }
    }
    text
}

fn decode(text: &str) -> Vec<[u8; 32]> {
    let digits: Vec<u32> =
        text.bytes().filter_map(|b| ALPHABET.iter().position(|a| *a == b)).map(|d| u32::try_from(d).unwrap()).collect();
    let mut bytes = Vec::new();
    for four in digits.chunks(4) {
        let number = (0..4).fold(0_u32, |n, i| n << 6 | four.get(i).copied().unwrap_or(0));
        bytes.extend((0..four.len() - 1).map(|i| (number >> (16 - 8 * i) & 255) as u8));
    }
    bytes.chunks_exact(32).map(|hint| hint.try_into().unwrap()).collect()
}

fuzz_target!(|case: Case| {
    let made: Vec<(Vec<u8>, String)> = std::iter::once(&case.first)
        .chain(&case.second)
        .map(|one| {
            let ballot = match &one.ballot {
                Which::First => parts().ballots[0].clone(),
                Which::Second => parts().ballots[1].clone(),
                Which::Spoiled(spoiled) => spoiled.bytes(),
            };
            let hints = one.hints.text(&ballot);
            (ballot, hints)
        })
        .collect();
    let batch: Vec<Hinted<'_>> = made.iter().map(|(ballot, hints)| Hinted { ballot, hints }).collect();
    // Weights depend on everything, as they do where they are drawn after the hints are fixed.
    let mut hasher = Sha256::new();
    made.iter().for_each(|(ballot, hints)| hasher.update([ballot, hints.as_bytes()].concat()));
    let mut rng = ChaCha20Rng::from_seed(hasher.finalize().into());
    for (hinted, verdict) in batch.iter().zip(check_batch(&parts().election, &CredentialList::default(), &batch, &mut rng)) {
        match (verdict.ballot, check(&parts().election, hinted.ballot)) {
            (Ok(hinted), Ok(compact)) => assert_eq!(hinted, compact),
            (Err(_), Err(_)) => {}
            (hinted, compact) => panic!("hinted {hinted:?}, compact {compact:?}"),
        }
    }
});
