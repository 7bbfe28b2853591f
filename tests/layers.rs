//! The house's floors, `cli > api > flows > store > election > crypto`: names go downwards only, and each floor keeps away from
//! what it must not know. Every path in every source file is looked at, also in macros and attributes; comments and texts are
//! no paths, because a real lexer tells them apart.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

use std::fmt;
use std::path::Path;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

/// From the ground up. `src/lib.rs` and `src/main.rs` stand above all of them.
const FLOORS: [&str; 6] = ["crypto", "election", "store", "flows", "api", "cli"];

/// A name that only some files may use.
struct Kept {
    /// The path forbidden, with everything below it. A last `*` stands for the rest of a name.
    path: &'static str,
    /// Beginnings of the files' paths that may use it.
    by: &'static [&'static str],
    why: &'static str,
}

const fn kept(path: &'static str, by: &'static [&'static str], why: &'static str) -> Kept {
    Kept { path, by, why }
}

/// Everything above `election`.
const IMPURE: &[&str] = &["src/store/", "src/flows/", "src/api/", "src/cli/", "src/main.rs", "src/lib.rs"];
/// The floors that may ask the machine for the time: `flows` gets it as a parameter.
const CLOCKS: &[&str] = &["src/store/", "src/api/", "src/cli/", "src/main.rs", "src/lib.rs"];

const KEPT: &[Kept] = &[
    kept("curve25519_dalek", &["src/crypto/group.rs"], "only crypto/group.rs names the curve's library"),
    kept("calamine", &["src/election/intake/workbook.rs"], "spreadsheets are read in one place"),
    kept("csv", &["src/election/intake/delimited.rs"], "spreadsheets are read in one place"),
    kept(
        "image",
        &["src/api/picture/mod.rs", "src/api/picture/tests.rs", "src/api/qr.rs"],
        "pictures are decoded in one place, and only codes are drawn elsewhere",
    ),
    kept("diesel*", &["src/store/"], "only store names diesel"),
    kept("actix*", &["src/api/"], "only api names actix"),
    kept(
        "ureq",
        &["src/api/gateway/", "src/cli/client.rs"],
        "only the gateway of messages and commands that use a service ask other machines",
    ),
    kept("utoipa*", &["src/api/"], "only api names utoipa"),
    kept("std::fs", IMPURE, "crypto and election know no files"),
    kept("std::net", IMPURE, "crypto and election know no network"),
    kept("std::env", IMPURE, "crypto and election know no environment"),
    kept("std::process", IMPURE, "crypto and election know no processes"),
    kept("std::os", IMPURE, "crypto and election know no operating system"),
    kept("std::thread::sleep", IMPURE, "crypto and election do not wait"),
    kept("std::time::SystemTime", CLOCKS, "crypto, election and flows know no clock: time is a parameter"),
    kept("std::time::Instant", CLOCKS, "crypto, election and flows know no clock: time is a parameter"),
    kept("tokio", IMPURE, "crypto and election are synchronous"),
    kept("sys_locale", IMPURE, "crypto and election know no environment"),
    kept("getrandom", IMPURE, "in crypto and election randomness is a parameter"),
    kept("rand::rng", IMPURE, "in crypto and election randomness is a parameter"),
];

/// Names that are forbidden in crypto and election wherever they come from.
const NAMES: &[&str] = &["OsRng", "SysRng", "ThreadRng"];

/// Commands that a stranger shall be able to believe after reading election and crypto alone.
const READ_ALONE: &[&str] = &["src/cli/verify", "src/cli/trustee"];

/// A path as it stands in a source, resolved.
#[derive(Debug, Clone)]
struct Name {
    line: usize,
    /// Absolute: the first is a crate, `crate` for our own.
    segments: Vec<String>,
    /// It ends in a `use`: whatever is below it can be named afterwards.
    imported: bool,
    /// `…::*`.
    glob: bool,
}

#[derive(Debug, PartialEq)]
struct Violation {
    file: String,
    line: usize,
    path: String,
    rule: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.path, self.rule)
    }
}

/// Module path of a file below src: `election/ballot/mod.rs` is `election::ballot`.
fn module_of(file: &str) -> Vec<String> {
    let inner = file.strip_prefix("src/").unwrap_or(file).strip_suffix(".rs").unwrap_or(file);
    let mut parts: Vec<String> = inner.split('/').map(str::to_owned).collect();
    if matches!(parts.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        parts.pop();
    }
    parts
}

/// Collects all paths of a token stream.
struct Collector {
    names: Vec<Name>,
}

fn text(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

fn is_colons(tokens: &[TokenTree], at: usize) -> bool {
    let colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == ':');
    colon(at) && colon(at + 1)
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(p)) if p.as_char() == wanted)
}

impl Collector {
    fn stream(&mut self, stream: TokenStream, module: &[String]) {
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        let mut at = 0;
        // From `use` to its semicolon.
        let mut in_use = false;
        while let Some(token) = tokens.get(at) {
            match token {
                TokenTree::Ident(ident) => {
                    let word = text(ident);
                    let next_is_name = matches!(tokens.get(at + 1), Some(TokenTree::Ident(_)));
                    if word == "mod"
                        && next_is_name
                        && let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(body))) =
                            (tokens.get(at + 1), tokens.get(at + 2))
                    {
                        let inner: Vec<String> = module.iter().cloned().chain([text(name)]).collect();
                        self.stream(body.stream(), &inner);
                        at += 3;
                        continue;
                    }
                    if word == "use" {
                        in_use = true;
                        at += 1;
                    } else if word == "extern" && matches!(tokens.get(at + 1), Some(TokenTree::Ident(c)) if c == "crate") {
                        in_use = true;
                        at += 2;
                    } else if in_use && word == "as" {
                        // What follows is a new name, not a path.
                        at += 2;
                    } else {
                        at = self.path(&tokens, at, &[], module, in_use);
                    }
                }
                TokenTree::Group(group) if in_use && group.delimiter() == Delimiter::Brace => {
                    self.tree(group.stream(), &[], module);
                    at += 1;
                }
                TokenTree::Group(group) => {
                    self.stream(group.stream(), module);
                    at += 1;
                }
                TokenTree::Punct(punct) => {
                    in_use &= punct.as_char() != ';';
                    at += 1;
                }
                TokenTree::Literal(_) => at += 1,
            }
        }
    }

    /// The inside of `{…}` in a `use`.
    fn tree(&mut self, stream: TokenStream, before: &[String], module: &[String]) {
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token {
                TokenTree::Ident(ident) if text(ident) == "as" => at += 2,
                TokenTree::Ident(_) => at = self.path(&tokens, at, before, module, true),
                TokenTree::Punct(punct) if punct.as_char() == '*' => {
                    self.push(punct.span().start().line, before.to_vec(), module, true, true);
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }

    /// Reads the path that begins at `at`; returns where it ends.
    fn path(&mut self, tokens: &[TokenTree], start: usize, before: &[String], module: &[String], imported: bool) -> usize {
        let mut segments = before.to_vec();
        let mut at = start;
        let line = tokens[start].span().start().line;
        // A leading `::` says that the first segment is a crate: the same as for a bare name here.
        loop {
            match tokens.get(at) {
                Some(TokenTree::Ident(ident)) => segments.push(text(ident)),
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                    self.tree(group.stream(), &segments, module);
                    return at + 1;
                }
                other => {
                    let glob = is_punct(other, '*');
                    self.push(line, segments, module, imported, glob);
                    return if glob { at + 1 } else { at };
                }
            }
            if !is_colons(tokens, at + 1) {
                // `{self}` names what is before it.
                if !before.is_empty() && segments.last().is_some_and(|last| last == "self") {
                    segments.pop();
                }
                self.push(line, segments, module, imported, false);
                return at + 1;
            }
            at += 3;
        }
    }

    fn push(&mut self, line: usize, path: Vec<String>, module: &[String], imported: bool, glob: bool) {
        let mut here: Vec<String> = ["crate".to_owned()].into_iter().chain(module.iter().cloned()).collect();
        let mut rest = path.into_iter().peekable();
        let mut absolute = match rest.peek().map(String::as_str) {
            Some("crate" | "yepiao") => {
                rest.next();
                vec!["crate".to_owned()]
            }
            Some("self") => {
                rest.next();
                std::mem::take(&mut here)
            }
            Some("super") => std::mem::take(&mut here),
            _ => Vec::new(),
        };
        while rest.next_if(|segment| segment == "super").is_some() {
            if absolute.len() > 1 {
                absolute.pop();
            }
        }
        absolute.extend(rest);
        // `core` and `alloc` are parts of `std`.
        if let Some(first) = absolute.first_mut()
            && matches!(first.as_str(), "core" | "alloc")
        {
            *first = "std".into();
        }
        self.names.push(Name { line, segments: absolute, imported, glob });
    }
}

fn names(file: &str, source: &str) -> Vec<Name> {
    let stream: TokenStream = source.parse().unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut collector = Collector { names: Vec::new() };
    collector.stream(stream, &module_of(file));
    collector.names
}

/// Whether `name` is `pattern` or below it; or, if it is imported, above it, so that the pattern can be named afterwards.
fn touches(name: &Name, pattern: &str) -> bool {
    let pattern: Vec<&str> = pattern.split("::").collect();
    let same = |(segment, wanted): (&String, &&str)| match wanted.strip_suffix('*') {
        Some(start) => segment.starts_with(start),
        None => segment == wanted,
    };
    let begins_alike = !name.segments.is_empty() && name.segments.iter().zip(&pattern).all(same);
    let long_enough = name.segments.len() >= pattern.len();
    // A bare word that is no import is a variable or a field, whatever it is called.
    let is_path = name.segments.len() > 1 || name.imported;
    begins_alike && is_path && (long_enough || name.imported || name.glob)
}

fn violations(file: &str, source: &str) -> Vec<Violation> {
    let top = matches!(file, "src/lib.rs" | "src/main.rs");
    let own = module_of(file).first().and_then(|first| FLOORS.iter().position(|floor| floor == first));
    let mut found = Vec::new();
    if own.is_none() && !top {
        found.push(Violation { file: file.into(), line: 1, path: file.into(), rule: "stands on no floor".into() });
    }
    let own = if top { FLOORS.len() } else { own.unwrap_or(0) };
    for name in names(file, source) {
        let path = name.segments.join("::") + if name.glob { "::*" } else { "" };
        let mut report = |rule: String| found.push(Violation { file: file.into(), line: name.line, path: path.clone(), rule });
        if name.segments.first().is_some_and(|first| first == "crate") && !top {
            match name.segments.get(1) {
                Some(floor) => match FLOORS.iter().position(|known| known == floor) {
                    Some(other) if other > own => report(format!("{} may not name {floor}, which is above it", FLOORS[own])),
                    Some(other) => {
                        let lone = READ_ALONE.iter().any(|start| file.starts_with(start));
                        if lone && other > 1 && other != own {
                            report("this command names only election and crypto".into());
                        }
                    }
                    None => report(format!("{floor} is no floor")),
                },
                None if name.imported || name.glob => {
                    report("the whole crate under one name: floors cannot be told apart".into());
                }
                None => {}
            }
        }
        for kept in KEPT {
            if touches(&name, kept.path) && !kept.by.iter().any(|start| file.starts_with(start)) {
                report(kept.why.into());
            }
        }
        if own < 2 && name.segments.iter().any(|segment| NAMES.contains(&segment.as_str())) {
            report("in crypto and election randomness is a parameter".into());
        }
    }
    found
}

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            // Packages of the pages bring sources of their own.
            if path.file_name().is_some_and(|name| name != "node_modules") {
                sources(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_str().unwrap().replace('\\', "/");
            found.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn names_go_downwards_only() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.iter().any(|(name, _)| name == "src/crypto/group.rs"), "no sources found");
    let found: Vec<String> = files.iter().flat_map(|(name, source)| violations(name, source)).map(|v| v.to_string()).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
    // The rules bite: on another floor, the same files are full of violations.
    let group = &files.iter().find(|(name, _)| name == "src/crypto/group.rs").unwrap().1;
    assert!(!violations("src/crypto/elsewhere.rs", group).is_empty());
}

/// One line of a source, the line and path expected, or none.
#[track_caller]
fn judge(file: &str, source: &str, expected: &[(usize, &str)]) {
    let found = violations(file, source);
    let found: Vec<(usize, &str)> = found.iter().map(|v| (v.line, v.path.as_str())).collect();
    assert_eq!(found, expected, "{file}: {source}");
}

#[test]
fn floors_above_are_seen_in_every_disguise() {
    let make = "src/election/ballot/make.rs";
    judge(make, "use crate::cli::main;", &[(1, "crate::cli::main")]);
    judge(make, "use crate::store;", &[(1, "crate::store")]);
    judge(
        make,
        "\n\nuse crate::{crypto::{group::Point, hash}, flows::{cast, count as c}};",
        &[(3, "crate::flows::cast"), (3, "crate::flows::count")],
    );
    judge(make, "use crate::api as harmless;", &[(1, "crate::api")]);
    judge(make, "use crate::{api::{self as harmless}};", &[(1, "crate::api")]);
    judge(make, "use super::super::super::cli;", &[(1, "crate::cli")]);
    judge(make, "use super::super::{super::cli::x, tally};", &[(1, "crate::cli::x")]);
    judge(
        make,
        "mod tests { use super::super::super::super::cli; mod deep { fn f() { super::super::super::super::super::api::g() } } }",
        &[(1, "crate::cli"), (1, "crate::api::g")],
    );
    judge(make, "fn f() { let x = Vec::<crate::api::Thing>::new(); }", &[(1, "crate::api::Thing")]);
    judge(
        make,
        "fn f() -> <crate::store::Row as Into<u8>>::Error { crate :: cli :: main ( ) }",
        &[(1, "crate::store::Row"), (1, "crate::cli::main")],
    );
    judge(
        make,
        "fn f() { assert!(matches!(x, crate::flows::Error::Refused(_)), \"{}\", crate::cli::x); }",
        &[(1, "crate::flows::Error::Refused"), (1, "crate::cli::x")],
    );
    judge(make, "macro_rules! m { () => { $crate::cli::main() } }", &[(1, "crate::cli::main")]);
    judge(make, "#[serde(with = \"text\")] #[derive(crate::api::Schema)] struct S;", &[(1, "crate::api::Schema")]);
    judge(make, "use yepiao::cli;", &[(1, "crate::cli")]);
    judge(make, "use crate::r#cli;", &[(1, "crate::cli")]);
    judge(make, "pub(in crate::cli) fn f() {}", &[(1, "crate::cli")]);
    judge(
        make,
        "use crate as everything; use super::super::super as all; use crate::*;",
        &[(1, "crate"), (1, "crate"), (1, "crate::*")],
    );
    judge(make, "use crate::{self, crypto}; use super::super::super::*;", &[(1, "crate"), (1, "crate::*")]);
    judge(make, "use crate::elsewhere::f;", &[(1, "crate::elsewhere::f")]);
    judge("src/elsewhere.rs", "fn f() {}", &[(1, "src/elsewhere.rs")]);
    judge("src/crypto/hash.rs", "use crate::election::json;", &[(1, "crate::election::json")]);
    judge("src/flows/cast.rs", "use crate::{store, election, api};", &[(1, "crate::api")]);
    judge(
        "src/cli/verify.rs",
        "use crate::{election::audit, crypto, cli::lang, store, flows};",
        &[(1, "crate::store"), (1, "crate::flows")],
    );
    judge("src/cli/trustee/sign.rs", "use crate::api;", &[(1, "crate::api")]);
    judge("src/cli/serve.rs", "use crate::{api, flows, store};", &[]);
}

#[test]
fn what_a_floor_may_not_touch_is_seen_in_every_disguise() {
    let tally = "src/election/tally.rs";
    judge(tally, "use std::fs::File;", &[(1, "std::fs::File")]);
    judge(
        tally,
        "use std::{collections::HashMap, env, io::{self, Read}, time::{Duration, SystemTime as Now}};",
        &[(1, "std::env"), (1, "std::time::SystemTime")],
    );
    judge(tally, "fn f() {\n    let now = ::std::time::Instant::now();\n}", &[(2, "std::time::Instant::now")]);
    judge(tally, "use std::time; use std::thread;", &[(1, "std::time"), (1, "std::time"), (1, "std::thread")]);
    judge(
        tally,
        "fn f() { dbg!(std::process::id(), core::net::Ipv4Addr::LOCALHOST); }",
        &[(1, "std::process::id"), (1, "std::net::Ipv4Addr::LOCALHOST")],
    );
    judge(tally, "fn f() { std::thread::sleep(d); std::thread::spawn(g); }", &[(1, "std::thread::sleep")]);
    judge(tally, "use diesel_migrations::embed;", &[(1, "diesel_migrations::embed")]);
    judge(tally, "#[derive(diesel::Queryable)] struct Row;", &[(1, "diesel::Queryable")]);
    judge(tally, "extern crate getrandom as dice;", &[(1, "getrandom")]);
    judge(tally, "use rand_core::OsRng;", &[(1, "rand_core::OsRng")]);
    judge(tally, "fn f() { draw(&mut OsRng) }", &[(1, "OsRng")]);
    judge("src/crypto/proof.rs", "use curve25519_dalek::Scalar;", &[(1, "curve25519_dalek::Scalar")]);
    judge("src/crypto/group.rs", "use curve25519_dalek::Scalar;", &[]);
    judge(
        "src/cli/serve.rs",
        "use diesel::prelude::*; use actix_web::App; use utoipa::OpenApi;",
        &[(1, "diesel::prelude::*"), (1, "actix_web::App"), (1, "utoipa::OpenApi")],
    );
    judge("src/store/schema.rs", "diesel::table! { polls (id) { id -> Text, } } use diesel_derives::X;", &[]);
    judge("src/api/ballots.rs", "use actix_web::web; use utoipa_actix_web::App; use std::time::Instant;", &[]);
    judge("src/flows/cast.rs", "use std::time::SystemTime;", &[(1, "std::time::SystemTime")]);
    let whole_std = violations(tally, "use std as s;");
    assert!(whole_std.iter().any(|violation| violation.rule.contains("files")), "{whole_std:?}");
    assert!(!violations(tally, "use std::*;").is_empty());
}

#[test]
fn what_is_no_path_is_left_alone() {
    let tally = "src/election/tally.rs";
    judge(tally, "//! crate::cli is above\n/// `std::fs::read` reads\n/* use crate::api; /* std::env */ */ fn f() {}", &[]);
    judge(
        tally,
        r##"const A: &str = "use crate::cli"; const B: &str = r#"std::fs::read("x")"#; const C: &[u8] = b"diesel::x";"##,
        &[],
    );
    judge(tally, "const D: char = '\"'; const E: &str = \"\\\" crate::cli \"; fn f<'a>(x: &'a str) {}", &[]);
    judge(tally, "use std::{time::Duration, io::Read, sync::OnceLock}; use crate::crypto::{group::{self, Point}, hash::*};", &[]);
    judge(
        tally,
        "use super::{count::Count, json}; use self::inner::x; pub(crate) fn f(fs: u8, env: u8) -> u8 { fs + env.diesel() }",
        &[],
    );
    judge(tally, "mod tests { use super::*; use super::super::json; }", &[]);
}

#[test]
fn a_violation_says_where_and_why() {
    let found = violations("src/election/tally.rs", "\nuse crate::cli::main;");
    assert_eq!(found[0].to_string(), "src/election/tally.rs:2: crate::cli::main: election may not name cli, which is above it");
}
