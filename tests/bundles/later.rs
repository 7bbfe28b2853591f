//! A head of the log that was signed after the record was made: neither for nor against it, until the entries since are there.

use serde_json::{Value, json};
use yepiao::crypto::hash::Digest;
use yepiao::election::log::leaf::{Entry, Leaf, Nonce, State};
use yepiao::election::log::replay::{LogFault, Problem};
use yepiao::election::log::tree::leaf_hash;
use yepiao::election::record::LaterFault;

use crate::cli::{Desk, one_line};
use crate::story::{Story, Until, checkpoint};
use crate::world::{END, World};

/// An entry that the log got later.
fn entry(index: u64, entry: Entry) -> Vec<u8> {
    Leaf { index, nonce: Nonce([1; 16]), time: END + 5_000_000 + index, entry }.to_bytes().unwrap()
}

fn notice(index: u64, text: &str) -> Vec<u8> {
    entry(index, Entry::Notice { sha256: Digest::of(text.as_bytes()) })
}

fn state(index: u64, state: State, reason: Option<&str>) -> Vec<u8> {
    entry(index, Entry::State { state, reason: reason.map(str::to_owned) })
}

/// As the service shows them.
fn page(entries: &[Vec<u8>]) -> Vec<u8> {
    let item = |entry: &Vec<u8>| json!({ "index": 0, "hash": "", "entry": String::from_utf8(entry.clone()).unwrap() });
    json!({ "items": entries.iter().map(item).collect::<Vec<Value>>(), "next": "WyI5OSJd" }).to_string().into_bytes()
}

#[test]
fn a_head_that_is_newer_than_the_record_is_compared_with_what_came_since() {
    let world = World::new();
    let honest = Story::honest(&world);
    let whole = honest.leaves();
    let hashes = |leaves: &[Vec<u8>]| leaves.iter().map(|leaf| leaf_hash(leaf)).collect::<Vec<Digest>>();
    let size = u64::try_from(whole.len()).unwrap();
    // What was logged since: that it was published, and an objection. The certificate cannot know of it.
    let since = [state(size, State::Published, None), notice(size + 1, "反对")];
    let after: Vec<Vec<u8>> = whole.iter().chain(&since).cloned().collect();
    let otherwise = [state(size, State::Published, None), notice(size + 1, "无事")];
    let early = Story::honest(&world).until(Until::Closed).tell().zip();
    let closed = Story::honest(&world).until(Until::Closed).leaves();
    let at = u64::try_from(closed.len()).unwrap();
    let called_off = [state(at, State::Cancelled, Some("街道要求重来"))];
    let cancelled: Vec<Vec<u8>> = closed.iter().chain(&called_off).cloned().collect();
    let hash_only = json!({ "items": [{ "index": size, "hash": "00" }] }).to_string();
    let desk = Desk::with(&[
        ("record.zip", &honest.tell().zip()),
        ("early.zip", &early),
        ("forked.zip", &crate::log::forked(&world).zip()),
        ("head", &checkpoint(&world, &hashes(&after))),
        ("since", &page(&since)),
        ("all", &page(&after)),
        ("part", &page(&since[..1])),
        ("rest", &page(&since[1..])),
        ("otherwise", &page(&otherwise)),
        ("counted", &page(&whole[closed.len()..])),
        ("cancelled", &page(&called_off)),
        ("cancelled-head", &checkpoint(&world, &hashes(&cancelled))),
        ("hashes", hash_only.as_bytes()),
        ("text", b"hello"),
    ]);
    for (file, head, later, code) in [
        ("record.zip", "head", [].as_slice(), 1),
        ("record.zip", "head", &["since"], 0),
        ("record.zip", "head", &["all"], 0),
        ("record.zip", "head", &["part", "rest"], 0),
        // One is missing; or the service shows another one.
        ("record.zip", "head", &["part"], 1),
        ("record.zip", "head", &["rest"], 1),
        ("record.zip", "head", &["otherwise"], 1),
        // A record that was made earlier.
        ("early.zip", "head", &["counted", "since"], 0),
        ("early.zip", "head", &["since"], 1),
        ("early.zip", "cancelled-head", &["cancelled"], 0),
        // Somebody's ballot was left out: the entries since do not help.
        ("forked.zip", "head", &["since"], 1),
        ("forked.zip", "head", &["all"], 1),
        ("record.zip", "head", &["text"], 2),
        ("record.zip", "head", &["hashes"], 2),
        ("record.zip", "head", &["missing"], 2),
    ] {
        let later: Vec<&str> = later.iter().flat_map(|&page| ["--later", page]).collect();
        let (found, said, complaints) = desk.verify(&[&[file, "--checkpoint", head, "--lang", "zh"], later.as_slice()].concat());
        assert_eq!(found, Some(code), "{file} {head} {later:?}\n{said}{complaints}");
    }

    // No accusation, as long as nothing was compared, and what to do.
    let (_, said, _) = desk.verify(&["record.zip", "--checkpoint", "head", "--lang", "zh"]);
    let address = format!("https://{}/api/v1/public/polls/", world.opening.origin.split('/').next().unwrap());
    assert!(said.lines().any(|line| line.starts_with(&address) && line.contains("/log/entries?limit=200&cursor=")), "{said}");
    let said = one_line(&said);
    assert!(said.contains("还没有比对") && !said.contains("是假的") && !said.contains("删掉"), "{said}");
    let (_, said, _) = desk.verify(&["record.zip", "--checkpoint", "head", "--later", "since", "--lang", "zh"]);
    assert!(one_line(&said).contains("接在档案后面，多2条；表决后来到了“结果公示”"), "{said}");
    let (_, said, _) = desk.verify(&["record.zip", "--checkpoint", "head", "--later", "otherwise", "--lang", "en"]);
    assert!(one_line(&said).contains(&one_line("it does not agree with what you gave beside it")), "{said}");
    let (_, said, _) = desk.verify(&["record.zip", "--checkpoint", "head", "--later", "since", "--json"]);
    let object: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((&object["later"]["entries"], &object["later"]["state"]), (&json!(2), &json!("published")));
    // Entries alone are signed by nobody.
    assert_eq!(desk.verify(&["record.zip", "--later", "since"]).0, Some(2));

    // A trustee does not sign before the head is compared, and never what was cancelled since.
    let check = |given: &[&str]| desk.run(&[&["trustee", "check", "early.zip", "--lang", "zh"], given].concat());
    let (code, _, complaints) = check(&["--checkpoint", "cancelled-head"]);
    assert!(code == Some(1) && complaints.contains("加 --later 再来") && complaints.contains(&address), "{complaints}");
    let (code, _, complaints) = check(&["--checkpoint", "cancelled-head", "--later", "cancelled"]);
    assert!(code == Some(1) && complaints.contains("后来已取消"), "{complaints}");
    assert_eq!(check(&["--checkpoint", "head", "--later", "counted", "--later", "since"]).0, Some(0));
    let (code, _, complaints) = check(&["--checkpoint", "head", "--later", "counted", "--later", "otherwise"]);
    assert!(code == Some(1) && complaints.contains("与您保存的防改码不符"), "{complaints}");
}

#[test]
fn nothing_follows_that_may_not() {
    let world = World::new();
    let honest = Story::honest(&world);
    let audited = honest.tell().audit();
    let size = u64::try_from(audited.leaf_hashes.len()).unwrap();
    let ballot = Entry::Ballot { credential: world.credential(7), sha256: Digest::of(b"late") };
    for (entries, problem) in [
        (vec![entry(size, ballot.clone())], Problem::AfterClose),
        (vec![entry(size, Entry::Close)], Problem::AfterClose),
        (vec![notice(size, "一"), notice(size + 2, "三")], Problem::Index(size + 2)),
        (vec![state(size, State::Cancelled, Some("不认"))], Problem::State(State::Cancelled)),
        (vec![state(size, State::Final, None), state(size + 1, State::Published, None)], Problem::State(State::Published)),
    ] {
        let index = size + u64::try_from(entries.len()).unwrap() - 1;
        assert_eq!(audited.grown(&entries), Err(LaterFault::Log(LogFault { index, problem })));
    }
    let mut earlier = Leaf::parse(&notice(size, "一")).unwrap();
    earlier.time = END;
    let fault = LogFault { index: size, problem: Problem::Earlier };
    assert_eq!(audited.grown(&[earlier.to_bytes().unwrap()]), Err(LaterFault::Log(fault)));
    assert_eq!(audited.grown(&[notice(size - 1, "另一条")]), Err(LaterFault::Differs { index: size - 1 }));
    assert!(matches!(audited.grown(&[b"{}"]), Err(LaterFault::Json(_))));
    let grown = audited.grown::<Vec<u8>>(&[]).unwrap();
    assert_eq!((grown.later, grown.state), (0, Some(State::Counted)));
}
