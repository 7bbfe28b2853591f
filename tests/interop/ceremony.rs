//! Ceremonies with our program, the stock tool's, and both at one table; and the elections that they make possible.
//!
//! Messages of 3.0 are encrypted otherwise and cannot be exchanged; the archives are the same for all.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;
use yepiao::crypto::group::{Encoding, Point};
use yepiao::crypto::hash::Digest;
use yepiao::crypto::seed::Seed;
use yepiao::election::archive::{Payload, Reader, Timestamp};
use yepiao::election::ballot::check::check;
use yepiao::election::ballot::make::{Sealer, Selection};
use yepiao::election::ceremony::{Assembled, Certificates, Member, MemberSeed, Polynomials, Shape, SingleKey};
use yepiao::election::credential::{CredentialList, PrivateCredential};
use yepiao::election::json::{from_canonical, to_canonical};
use yepiao::election::pair::{Pair, PairFiles};
use yepiao::election::parameters::{Election, Parameters, Question};
use yepiao::election::tally::{PartialDecryption, make_share};
use yepiao::election::trustees::{Item, Pedersen, SignedMessage, Trustees};

use crate::here;
use crate::tool::{Release, Tool, independent_tool_agrees};

fn rng(text: &str) -> ChaCha20Rng {
    ChaCha20Rng::from_seed(Digest::of(text.as_bytes()).0)
}

/// Runs the tool in a folder with this on its standard input.
pub(crate) fn stock(tool: &Tool, folder: &Path, arguments: &[&str], input: &str) -> Result<String, String> {
    let stdin = folder.join("stdin");
    fs::write(&stdin, input).unwrap();
    let mut command = tool.command();
    let output = command.args(arguments).current_dir(folder).stdin(Stdio::from(File::open(stdin).unwrap())).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

fn step(tool: &Tool, folder: &Path, arguments: &[&str], input: &str) -> Result<String, String> {
    let command = ["setup", "generate-trustee-key-threshold", "--group", "Ed25519", "--step"];
    stock(tool, folder, &[&command[..], arguments].concat(), input)
}

/// One line of a file or of the tool's output.
fn line(text: &str) -> String {
    text.strip_suffix('\n').unwrap_or(text).to_owned()
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Program {
    Ours,
    Stock,
}
use Program::{Ours, Stock};

/// A finished ceremony: what is published, and each member's seed and `.dkey`.
pub(crate) struct Finished {
    pub(crate) joint: Pedersen,
    pub(crate) members: Vec<(MemberSeed, String)>,
}

/// A ceremony with these programs, exchanging files; both administrators do their work and must come to the same bytes.
pub(crate) fn ceremony(tool: &Tool, folder: &Path, threshold: u32, programs: &[Program]) -> Finished {
    let rng = &mut rng("ceremony");
    let n = programs.len();
    let shape = Shape::new(n, threshold).unwrap();
    let at = |name: String| folder.join(name);
    let read = |name: String| line(&fs::read_to_string(at(name)).unwrap());

    // Step 1. A certificate is called by the digest of its message.
    let mut ids = Vec::new();
    for (index, program) in (1..).zip(programs) {
        let id = match program {
            Stock => line(&step(tool, folder, &["1", "--threshold-context", &format!("{index}/{threshold}/{n}")], "").unwrap()),
            Ours => {
                let seed = MemberSeed::random(rng);
                let certificate = Member::new(&seed).certify(shape, index, rng).unwrap();
                let signed: SignedMessage = from_canonical(certificate.as_bytes()).unwrap();
                let id = Digest::of(signed.message.as_bytes()).to_string();
                fs::write(at(format!("{id}.cert")), certificate).unwrap();
                fs::write(at(format!("{id}.key")), seed.expose()).unwrap();
                id
            }
        };
        ids.push(id);
    }
    let certificates: Vec<String> = ids.iter().map(|id| read(format!("{id}.cert"))).collect();
    let seeds: Vec<MemberSeed> = ids.iter().map(|id| MemberSeed::parse(&read(format!("{id}.key"))).unwrap()).collect();
    let members: Vec<Member> = seeds.iter().map(Member::new).collect();
    fs::write(at("certs".into()), certificates.join("\n") + "\n").unwrap();

    // Step 2, by both.
    step(tool, folder, &["2", "--certs", "certs"], "").unwrap();
    let checked = Certificates::read(shape, &certificates).unwrap();

    // Step 3.
    let deal = |i: usize| match programs[i] {
        Stock => line(&step(tool, folder, &["3", "--certs", "certs", "--key", &format!("{}.key", ids[i])], "").unwrap()),
        Ours => checked.participant(&members[i]).unwrap().deal(&mut self::rng(&format!("deal {i}"))).unwrap(),
    };
    let polynomials: Vec<String> = (0..n).map(deal).collect();
    fs::write(at("polynomials".into()), polynomials.join("\n") + "\n").unwrap();

    // Step 4, by both: the same bytes.
    step(tool, folder, &["4", "--certs", "certs", "--polynomials", "polynomials"], "").unwrap();
    let sorted = Polynomials::read(&checked, &polynomials).unwrap();
    let received: Vec<String> = (1..=n).map(|index| sorted.for_member(index).unwrap()).collect();
    for (id, ours) in ids.iter().zip(&received) {
        assert_eq!(read(format!("{id}.vinput")), *ours);
    }

    // Step 5.
    let finish = |i: usize| match programs[i] {
        Stock => {
            line(&step(tool, folder, &["5", "--certs", "certs", "--key", &format!("{}.key", ids[i])], &received[i]).unwrap())
        }
        Ours => {
            let member = checked.participant(&members[i]).unwrap();
            member.receive(received[i].as_bytes(), &mut self::rng(&format!("finish {i}"))).unwrap()
        }
    };
    let finished: Vec<String> = (0..n).map(finish).collect();

    // Step 6, by both: the same bytes.
    let input = finished.join("\n") + "\n";
    let theirs = step(tool, folder, &["6", "--certs", "certs", "--polynomials", "polynomials"], &input).unwrap();
    let Assembled { joint, shares } = sorted.assemble(&finished).unwrap();
    assert_eq!(line(&theirs).as_bytes(), to_canonical(&joint).unwrap());
    for (id, share) in ids.iter().zip(&shares) {
        assert_eq!(read(format!("{id}.dkey")), *share);
    }
    let (_, faults) = Trustees::parse(&to_canonical(&[Item::Pedersen(joint.clone())]).unwrap());
    assert_eq!(faults, []);
    Finished { joint, members: seeds.into_iter().zip(shares).collect() }
}

/// Who decrypts, and with which program: owners' numbers.
type Decrypting<'a> = &'a [(usize, Program)];

/// An election with a Single trustee (owner 1) and the joint key behind it, decrypted by some of them with either program.
fn hold(tool: &Tool, folder: &Path, finished: &Finished, decrypting: Decrypting<'_>) {
    let rng = &mut rng("election");
    let single = SingleKey::random(rng);
    let items = [Item::Single(single.public(rng)), Item::Pedersen(finished.joint.clone())];
    let trustees = to_canonical(&items).unwrap();
    let question = |text: &str, blank: bool| Question {
        answers: ["同意", "反对", "弃权"].map(str::to_owned).to_vec(),
        blank: blank.then_some(true),
        min: 1,
        max: if blank { 2 } else { 1 },
        question: text.into(),
    };
    let parameters = Parameters {
        version: 1,
        description: "密钥仪式".into(),
        name: "业主大会".into(),
        group: "Ed25519".into(),
        public_key: Trustees::parse(&trustees).0.joint_key().unwrap().encode(),
        questions: vec![question("选举", true), question("事项", false)],
        uuid: "2u7ms3ENMoqM4QLuhWD1Ac".into(),
        administrator: None,
        credential_authority: None,
        language: None,
    };
    let json = to_canonical(&parameters).unwrap();
    let election = Election::parse(&json).unwrap();
    let mut voters: Vec<_> = [9_873_u64, 12_050, 8_801]
        .into_iter()
        .map(|area| {
            let secret = PrivateCredential::random(rng).secret(&parameters.uuid);
            (Point::generator_times(&secret).encode(), area, secret)
        })
        .collect();
    voters.sort_by_key(|(credential, ..)| credential.to_string());
    let list = |weight: fn(u64) -> u64| {
        CredentialList::to_json(&voters.iter().map(|(point, area, _)| (*point, weight(*area))).collect::<Vec<_>>()).unwrap()
    };
    let (people, area) = (list(|_| 1), list(|area| area));
    let files = PairFiles { election: &json, trustees: &trustees, people: &people, area: &area };

    // The tool takes a folder with a single archive.
    let folders = ["people", "area"].map(|name| folder.join(name));
    let paths = folders.each_ref().map(|folder| {
        fs::create_dir(folder).unwrap();
        folder.join(format!("{}.bel", parameters.uuid))
    });
    let [people, area] = paths.each_ref().map(|path| File::create(path).unwrap());
    let mut pair = Pair::create(people, area, Timestamp::new(1_795_375_819).unwrap(), &files).unwrap();
    let sealer = Sealer::new(&election);
    for (i, (credential, _, secret)) in voters.iter().enumerate() {
        let election_choice = if i == 0 { Selection::Blank } else { Selection::Answers(vec![true, i == 1, false]) };
        let selections = [election_choice, Selection::Answers(vec![false, i != 2, i == 2])];
        let seed = Seed::new(Digest::of(format!("seed {i}").as_bytes()).0);
        let sealed = sealer.seal(&credential.decode().unwrap(), &selections, seed).unwrap();
        let ballot = to_canonical(&sealed.sign(secret, rng).unwrap()).unwrap();
        pair.ballot(&ballot, check(&election, &ballot).unwrap()).unwrap();
    }
    let tallies = pair.close().unwrap().map(<[_]>::to_vec);

    let share = tallies.each_ref().map(|tally| make_share(election.phi(), single.secret(), tally, rng));
    pair.share(1, &share[0], &share[1]).unwrap();
    for (owner, program) in decrypting {
        let (seed, sealed) = &finished.members[owner - 2];
        let share = match program {
            Ours => {
                let opened = Member::new(seed).open(sealed.as_bytes(), &finished.joint).unwrap();
                assert_eq!(opened.index, owner - 1);
                tallies.each_ref().map(|tally| make_share(election.phi(), &opened.secret, tally, rng))
            }
            Stock => folders.each_ref().map(|folder| {
                fs::write(folder.join("key"), seed.expose()).unwrap();
                fs::write(folder.join("dkey"), sealed).unwrap();
                let owner = owner.to_string();
                let command =
                    ["election", "decrypt-threshold", "--key", "key", "--decryption-key", "dkey", "--trustee-id", &owner];
                let lines = stock(tool, folder, &command, "").unwrap();
                from_canonical::<PartialDecryption>(lines.lines().next().unwrap().as_bytes()).unwrap()
            }),
        };
        pair.share(*owner, &share[0], &share[1]).unwrap();
    }
    pair.result().unwrap();
    drop(pair);
    for path in &paths {
        independent_tool_agrees(path).unwrap();
        let report = yepiao::election::audit::audit(fs::read(path).unwrap().as_slice(), &mut |_| {});
        assert!(report.is_valid(), "{:?}", report.checks);
    }
}

/// The releases whose ceremony is the one of protocol.md.
pub(crate) fn newer() -> impl Iterator<Item = &'static Tool> {
    Tool::all().iter().filter(|tool| tool.release() == Release::Newer)
}

#[test]
fn our_joint_key_carries_an_election() {
    for tool in newer() {
        let folder = tempfile::tempdir().unwrap();
        let finished = ceremony(tool, folder.path(), 2, &[Ours, Ours, Ours]);
        // Owner 1 is the Single. The stock tool also opens what we sealed.
        hold(tool, folder.path(), &finished, &[(4, Ours), (2, Stock)]);
    }
}

#[test]
fn both_programs_sit_at_one_table() {
    for tool in newer() {
        let folder = tempfile::tempdir().unwrap();
        let finished = ceremony(tool, folder.path(), 3, &[Ours, Stock, Ours, Stock]);
        // Each with the other's program, and one more than needed.
        hold(tool, folder.path(), &finished, &[(2, Stock), (3, Ours), (4, Stock), (5, Ours)]);
        let folder = tempfile::tempdir().unwrap();
        let finished = ceremony(tool, folder.path(), 2, &[Stock, Ours, Stock]);
        hold(tool, folder.path(), &finished, &[(3, Ours), (4, Ours)]);
    }
}

#[test]
fn a_joint_key_of_the_stock_tool_is_taken() {
    for tool in newer() {
        let folder = tempfile::tempdir().unwrap();
        let finished = ceremony(tool, folder.path(), 2, &[Stock, Stock, Stock]);
        hold(tool, folder.path(), &finished, &[(2, Ours), (3, Ours), (4, Ours)]);
    }
}

/// What the stock tool keeps after an election of its own: we open the shares of newer releases, not those of 3.0.
#[test]
fn the_stock_tools_shares_open() {
    for tool in Tool::all() {
        let folder = tempfile::tempdir().unwrap();
        let made = tool.stock_election(&here("interop/stock/two-of-three.json"), folder.path()).unwrap();
        let archive = fs::read(&made.archive).unwrap();
        let trustees = Reader::new(archive.as_slice()).find_map(|entry| match entry.content?.payload {
            Payload::Setup { trustees, .. } => trustees,
            _ => None,
        });
        let items: Vec<Item> = from_canonical(&trustees.unwrap()).unwrap();
        let [Item::Pedersen(joint)] = items.as_slice() else { panic!("one joint key") };
        for owner in 1..=3 {
            let file = |kind: &str| {
                let path = folder.path().join(format!("two-of-three.keys/{owner}.{kind}"));
                line(&fs::read_to_string(path).unwrap())
            };
            let member = Member::new(&MemberSeed::parse(&file("key")).unwrap());
            let opened = member.open(file("dkey").as_bytes(), joint);
            match tool.release() {
                Release::Newer => assert_eq!(opened.unwrap().index, owner),
                Release::Debian13 => {
                    let fault = opened.unwrap_err().to_string();
                    assert!(fault.contains("missing field `algorithm`"), "{fault}");
                }
            }
        }
    }
}

/// A member of ours who lies is refused by the stock tool too: what it checks, we may not send.
#[test]
fn the_stock_tool_refuses_exchanged_messages() {
    for tool in newer() {
        let folder = tempfile::tempdir().unwrap();
        let rng = &mut rng("exchanged");
        let shape = Shape::new(3, 2).unwrap();
        let members: Vec<Member> = (0..3).map(|_| Member::new(&MemberSeed::random(rng))).collect();
        let mut certificates: Vec<String> =
            (1..).zip(&members).map(|(index, member)| member.certify(shape, index, rng).unwrap()).collect();
        let step_2 = |certificates: &[String]| {
            fs::write(folder.path().join("certs"), certificates.join("\n") + "\n").unwrap();
            step(tool, folder.path(), &["2", "--certs", "certs"], "")
        };
        step_2(&certificates).unwrap();
        certificates.swap(0, 1);
        assert!(step_2(&certificates).is_err());
        assert!(Certificates::read(shape, &certificates).is_err());
        certificates.swap(0, 1);
        // The identity and a point of low order as keys.
        for bad in [Point::identity().encode(), Encoding::from_bytes([0; 32])] {
            let (head, tail) = certificates[2].split_at(certificates[2].find("encryption").unwrap() + 15);
            let mut changed = certificates.clone();
            changed[2] = format!("{head}{bad}{}", &tail[64..]);
            assert_ne!(changed[2], certificates[2]);
            assert!(step_2(&changed).is_err());
            assert!(Certificates::read(shape, &changed).is_err());
        }
    }
}
