//! What happened in a poll, and the record that tells it. Each part can be told otherwise; what follows from it is made honestly
//! from there on, as somebody would who holds the keys.

use std::collections::BTreeMap;
use std::io::Cursor;

use yepiao::crypto::elgamal::{Ciphertext, EncodedCiphertext};
use yepiao::crypto::group::Point;
use yepiao::crypto::hash::Digest;
use yepiao::election::annex::line::{self, Channel, Line, minute, serial_digest};
use yepiao::election::annex::turnout::Participation;
use yepiao::election::archive::{SetupFiles, Timestamp, Writer};
use yepiao::election::audit::Status;
use yepiao::election::ballot::check::check;
use yepiao::election::ballot_box::{BallotBox, Countable};
use yepiao::election::certificate::{self, Certificate, Parts};
use yepiao::election::count::Count;
use yepiao::election::credential::CredentialList;
use yepiao::election::jcs::to_jcs;
use yepiao::election::json::to_canonical;
use yepiao::election::log::checkpoint::Checkpoint;
use yepiao::election::log::closing::{Closing, Statement};
use yepiao::election::log::leaf::{Entry, Leaf, Nonce, State};
use yepiao::election::log::replay::{History, Replay};
use yepiao::election::log::tree;
use yepiao::election::paper::{Counting, Serials, Sheet, Teller};
use yepiao::election::record::{AuditedRecord, README_EN, README_ZH, Record, RecordWriter, audit, counted_items, files};
use yepiao::election::rules::Identification;
use yepiao::election::strong::{Decryption, Side};
use yepiao::election::tally::{ElectionResult, PartialDecryption, Shares, check_share, combine, make_share, solve};
use yepiao::election::trustees::Trustees;
use yepiao::election::weight::Weight;

use crate::keep::keep;
use crate::world::{AREAS, END, World, key, rng};

/// How far the record goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Until {
    /// While people vote.
    Cancelled,
    Closed,
    Signed,
    /// Enough shares, no result yet.
    Decrypting,
    Counted,
}

/// Changes a share of the people's tally, given both tallies.
pub(crate) type Forge<'f> = Box<dyn Fn(&[Vec<Ciphertext>]) -> PartialDecryption + 'f>;

pub(crate) struct Story<'w> {
    pub(crate) world: &'w World,
    /// Everything that is logged, with its time.
    pub(crate) entries: Vec<(u64, Entry)>,
    /// Every ballot of the log.
    pub(crate) cast: Vec<Vec<u8>>,
    /// Which of them stand in `people.bel` and `area.bel`.
    pub(crate) counted: [Vec<usize>; 2],
    pub(crate) area_list: Vec<u8>,
    pub(crate) sheet: Sheet,
    pub(crate) lines: Vec<Line>,
    /// In place of trustee 1's share of the people's tally.
    pub(crate) forge: Option<Forge<'w>>,
    pub(crate) until: Until,
}

impl<'w> Story<'w> {
    /// Told until then only: the log does not know of the count yet.
    pub(crate) fn until(mut self, until: Until) -> Self {
        if until < Until::Counted {
            self.entries.retain(|(_, entry)| !matches!(entry, Entry::State { state: State::Counted, .. }));
        }
        Self { until, ..self }
    }

    /// Voters 0 to 4 vote; 5's ballot is voided and cast again; 6 votes on paper; 7 stays at home.
    pub(crate) fn honest(world: &'w World) -> Self {
        let choices = [(0, 0), (1, 0), (2, 1), (3, 0), (4, 2), (5, 1), (5, 0)];
        let cast: Vec<Vec<u8>> = (1..).zip(choices).map(|(seed, (voter, choice))| world.ballot(voter, choice, seed)).collect();
        let opening = world.opening.digest().unwrap();
        let mut entries = vec![(END - 1_000_000, Entry::Open { opening, phi: world.election.phi().into() })];
        for (at, ((voter, _), ballot)) in (0..).zip(choices.iter().zip(&cast)) {
            if at == 6 {
                let voided = 6;
                entries.push((END - 300_000, Entry::Void { voided, reason: "冒用".into(), authority: "组长".into() }));
            }
            let entry = Entry::Ballot { credential: world.credential(*voter), sha256: Digest::of(ballot) };
            entries.push((END - 900_000 + at * 100_000, entry));
        }
        entries.push((END - 100_000, Entry::Paper { credential: world.credential(6) }));
        entries.push((END, Entry::Close));
        entries.push((END + 1_000, Entry::State { state: State::Closed, reason: None }));
        entries.push((END + 2_000_000, Entry::Sheet { sha256: Digest::of(b"") }));
        entries.push((END + 3_000_000, Entry::State { state: State::Counted, reason: None }));
        let mut story = Self {
            world,
            entries,
            cast,
            counted: [0, 1].map(|_| vec![0, 1, 2, 3, 4, 6]),
            area_list: world.area_list.clone(),
            sheet: sheet(world),
            lines: Vec::new(),
            forge: None,
            until: Until::Counted,
        };
        story.lines = story.annex();
        story
    }

    /// A line for each ballot and paper, as they are logged.
    pub(crate) fn annex(&self) -> Vec<Line> {
        let line = |(index, (time, entry)): (u64, &(u64, Entry))| {
            let (credential, channel) = match entry {
                Entry::Ballot { credential, .. } => (credential, Channel::Electronic),
                Entry::Paper { credential } => (credential, Channel::Paper),
                _ => return None,
            };
            let witness = channel == Channel::Paper;
            Some(Line {
                index,
                channel,
                level: if witness { Identification::Witness } else { Identification::Sms },
                time: minute(*time),
                serial_digest: serial_digest(&[9; 32], self.world.election.phi(), &credential.to_string()),
                attested_by: if witness { vec!["网格长".into()] } else { Vec::new() },
            })
        };
        (0..).zip(&self.entries).filter_map(line).collect()
    }

    /// The leaves as they are told, whether they may stand or not.
    pub(crate) fn leaves(&self) -> Vec<Vec<u8>> {
        let paper = self.sheet.sign(&key(4)).unwrap();
        let leaf = |(index, (time, entry)): (u64, &(u64, Entry))| {
            let mut entry = entry.clone();
            // The leaf of the sheet always names the sheet that is told.
            if let Entry::Sheet { sha256 } = &mut entry {
                *sha256 = Digest::of(&paper);
            }
            let nonce = Nonce(Digest::of(format!("nonce {index}").as_bytes()).0[..16].try_into().unwrap());
            Leaf { index, nonce, time: *time, entry }.to_bytes().unwrap()
        };
        (0..).zip(&self.entries).map(leaf).collect()
    }

    pub(crate) fn history(&self) -> History {
        let mut replay = Replay::new(self.world.log_rules());
        self.leaves().iter().for_each(|leaf| replay.read(leaf));
        replay.finish()
    }

    /// The record.
    pub(crate) fn tell(&self) -> Bundle {
        let world = self.world;
        let history = self.history();
        let time = history.timestamp().unwrap_or(Timestamp::new(END / 1000).unwrap());
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut put = |name: &str, bytes: Vec<u8>| drop(files.insert(name.to_owned(), bytes));
        put(files::README_ZH, README_ZH.into());
        put(files::README_EN, README_EN.into());
        put(files::OPENING, world.opening.to_bytes().unwrap());
        put(files::RULES, world.rules_text.clone().into());
        put(files::PACKAGE, world.package.to_bytes().unwrap());
        put(files::ROLL, to_jcs(&world.roll).unwrap());
        put(files::LOG, lined(&self.leaves()));
        put(files::CAST, lined(&self.cast));
        put(files::ANNEX, line::to_bytes(&self.lines).unwrap());
        if history.sheet.is_some() || history.cancelled.is_none() {
            put(files::PAPER, self.sheet.sign(&key(4)).unwrap());
        }
        let (credentials, _) = CredentialList::parse(&world.area_list);
        let participation = Participation::of(&history, &self.lines, &credentials);
        if let Ok(participation) = &participation {
            put(files::TURNOUT, participation.to_bytes().unwrap());
        }
        put(files::CHECKPOINT, checkpoint(world, &history.leaf_hashes));

        let ballots = |side: usize| self.counted[side].iter().map(|at| self.cast[*at].as_slice()).collect::<Vec<_>>();
        if self.until == Until::Cancelled {
            put(files::PEOPLE, Archive::open(world, &world.people_list, time, &ballots(0)).into_inner());
            put(files::AREA, Archive::open(world, &self.area_list, time, &ballots(1)).into_inner());
            return Bundle { files, certificate: None };
        }
        let mut people = Archive::new(world, &world.people_list, time, &ballots(0));
        let mut area = Archive::new(world, &self.area_list, time, &ballots(1));
        let mut certificate = None;
        if let Some(sheet) = history.sheet.filter(|_| self.until >= Until::Signed) {
            let statement = Statement::new(world.election.phi(), &sheet, [people.event, area.event]);
            put(files::CLOSING, closing(world, &statement).to_bytes().unwrap());
            if self.until >= Until::Decrypting {
                for (owner, proof) in self.decrypt(&mut people, &mut area) {
                    put(&files::strong(owner), proof);
                }
            }
            if self.until >= Until::Counted {
                let (people, area) = (people.result(world), area.result(world));
                certificate = participation.ok().and_then(|participation| {
                    let parts = Parts {
                        opening: &world.opening,
                        election: &world.election,
                        items: &counted_items(&world.package, world.rules.rules()),
                        rules: &world.rules,
                        roll: world.roll.totals,
                        participation,
                        people: &people,
                        area: &area,
                        paper: &self.sheet,
                        history: &history,
                        files: BTreeMap::new(),
                    };
                    certificate::expected(parts).ok()
                });
                // Where nothing lawful follows, a forger signs what would be lawful.
                certificate = certificate.or_else(|| Story::honest(&World::new()).tell().certificate);
            }
        }
        put(files::PEOPLE, people.writer.into_inner());
        put(files::AREA, area.writer.into_inner());
        let mut bundle = Bundle { files, certificate };
        bundle.certify();
        bundle
    }

    /// Every trustee's shares and strong proof.
    fn decrypt(&self, people: &mut Archive, area: &mut Archive) -> Vec<(usize, Vec<u8>)> {
        let phi = self.world.election.phi();
        let mut proofs = Vec::new();
        for (owner, x) in &self.world.deciders {
            let mut rng = rng(&format!("share {owner}"));
            let honest = make_share(phi, x, &people.tally, &mut rng);
            let second = make_share(phi, x, &area.tally, &mut rng);
            let decryption = Decryption {
                phi,
                owner: *owner,
                key: Point::generator_times(x),
                people: Side { event: people.event, tally: &people.tally, share: &honest },
                area: Side { event: area.event, tally: &area.tally, share: &second },
            };
            proofs.push((*owner, to_canonical(&decryption.prove(x, &mut rng).unwrap()).unwrap()));
            let first = self.forge.as_ref().filter(|_| *owner == 1).map_or(honest, |forge| forge(&people.tally));
            people.share(self.world, *owner, &first);
            area.share(self.world, *owner, &second);
        }
        proofs
    }
}

/// One archive being made.
pub(crate) struct Archive {
    writer: Writer<Vec<u8>>,
    tally: Vec<Vec<Ciphertext>>,
    event: Digest,
    weight: u64,
    shares: Shares,
}

impl Archive {
    /// As far as people have voted.
    fn open(world: &World, list: &[u8], time: Timestamp, ballots: &[&[u8]]) -> Writer<Vec<u8>> {
        let setup = SetupFiles { election: &world.election_json, trustees: &world.trustees_json, credentials: list };
        let mut writer = Writer::create(Vec::new(), time, setup).unwrap();
        ballots.iter().for_each(|ballot| writer.ballot(ballot).map(drop).unwrap());
        writer
    }

    fn new(world: &World, list: &[u8], time: Timestamp, ballots: &[&[u8]]) -> Self {
        let mut writer = Self::open(world, list, time, ballots);
        let (credentials, _) = CredentialList::parse(list);
        let mut ballot_box = BallotBox::new(&world.election, credentials.entries().len());
        for ballot in ballots {
            let Ok(checked) = check(&world.election, ballot) else { continue };
            let ballot = Countable::from(checked);
            if let Some((position, credential)) = credentials.find(&ballot.credential) {
                ballot_box.count(position, credential.weight, ballot);
            }
        }
        let tally = ballot_box.tally(&world.election);
        let (voters, weight) = ballot_box.counted();
        writer.end_ballots().unwrap();
        let rows: Vec<_> = tally.iter().map(|row| EncodedCiphertext::of_all(row)).collect();
        let event = writer.encrypted_tally(&to_canonical(&rows).unwrap(), voters, Count(weight)).unwrap();
        Self { writer, tally, event, weight, shares: Shares::new() }
    }

    fn share(&mut self, world: &World, owner: usize, share: &PartialDecryption) {
        self.writer.partial_decryption(&to_canonical(share).unwrap(), owner.try_into().unwrap()).unwrap();
        let (trustees, _) = Trustees::parse(&world.trustees_json);
        let key = trustees.owner(owner).unwrap().key.unwrap();
        if let Ok(factors) = check_share(world.election.phi(), &key, &self.tally, share) {
            self.shares.insert(owner, factors);
        }
    }

    fn result(&mut self, world: &World) -> ElectionResult {
        let (trustees, _) = Trustees::parse(&world.trustees_json);
        let result = solve(&combine(&trustees, &self.tally, &self.shares).unwrap(), self.weight).unwrap();
        self.writer.result(&to_canonical(&result).unwrap()).unwrap();
        result
    }
}

fn sheet(world: &World) -> Sheet {
    let mut sheet = Sheet::empty(world.election.phi(), [3]);
    let weight = Weight { people: 1, area: AREAS[6] };
    (sheet.questions[0].options[0], sheet.questions[0].valid) = (weight, weight);
    sheet.serials = Serials { printed: 10, issued: 3, unused: 7, returned: 1, outstanding: 2, valid: 1, void: 0, duplicate: 0 };
    let teller = |name: &str| Teller { name: name.into(), entered: END + 1_500_000 };
    sheet.counting = Some(Counting { tellers: [teller("甲"), teller("乙")], scan: Digest::of(b"scan") });
    sheet
}

pub(crate) fn closing(world: &World, statement: &Statement) -> Closing {
    let sign = |(owner, x): &(usize, zeroize::Zeroizing<yepiao::crypto::group::Scalar>)| {
        let w = zeroize::Zeroizing::new(yepiao::crypto::group::Scalar::random(&mut rng(&format!("close {owner}"))));
        statement.sign((*owner).try_into().unwrap(), x, &w)
    };
    Closing::new(statement, world.deciders.iter().map(sign).collect())
}

/// The signed head of these leaves.
pub(crate) fn checkpoint(world: &World, leaf_hashes: &[Digest]) -> Vec<u8> {
    let size = leaf_hashes.len().try_into().unwrap();
    let head = Checkpoint { origin: world.opening.origin.clone(), size, root: tree::root(leaf_hashes) };
    head.sign(&world.log_signer()).unwrap().to_string().into_bytes()
}

/// Each ended by a line feed.
pub(crate) fn lined(lines: &[Vec<u8>]) -> Vec<u8> {
    lines.iter().flat_map(|line| line.iter().copied().chain([b'\n'])).collect()
}

/// The files of a record without its manifest, which is always made to fit.
#[derive(Clone)]
pub(crate) struct Bundle {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) certificate: Option<Certificate>,
}

impl Bundle {
    /// Signs the certificate again, over the files as they are: what the service can do.
    pub(crate) fn certify(&mut self) {
        let Some(certificate) = &mut self.certificate else { return };
        let certified = self.files.iter().filter(|(name, _)| files::is_certified(name));
        certificate.files = certified.map(|(name, bytes)| (name.clone(), Digest::of(bytes))).collect();
        self.files.insert(files::CERTIFICATE.into(), certificate.sign(&key(3)).unwrap());
    }

    /// Exchanges a file, and signs the certificate again.
    pub(crate) fn with(mut self, name: &str, change: impl FnOnce(&mut Vec<u8>)) -> Self {
        change(self.files.get_mut(name).unwrap());
        self.certify();
        self
    }

    /// Takes a file out, and signs the certificate again.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.files.remove(name).unwrap();
        self.certify();
        self
    }

    /// Takes the certificate out.
    pub(crate) fn without_certificate(mut self) -> Self {
        self.files.remove(files::CERTIFICATE).unwrap();
        self
    }

    pub(crate) fn zip(&self) -> Vec<u8> {
        let mut writer = RecordWriter::new(Cursor::new(Vec::new()));
        self.files.iter().for_each(|(name, bytes)| writer.file(name, bytes).unwrap());
        writer.finish().unwrap().into_inner()
    }

    pub(crate) fn audit(&self) -> AuditedRecord {
        audit_zip(&self.zip())
    }

    /// The checks that refuse it; those of an archive as `people.bel: shares`.
    pub(crate) fn refused(&self) -> Vec<String> {
        refused(&self.audit())
    }
}

pub(crate) fn audit_zip(zip: &[u8]) -> AuditedRecord {
    // A test's thread has its name, `container::a_bomb`.
    let thread = std::thread::current();
    keep(&thread.name().unwrap_or("record").replace("::", "-"), "zip", zip);
    audit(&Record::open(Cursor::new(zip)).unwrap(), &mut |_| {})
}

pub(crate) fn refused(audited: &AuditedRecord) -> Vec<String> {
    let report = &audited.report;
    let wrong = |status: Status| matches!(status, Status::Failed | Status::Impossible);
    let own = report.checks.iter().filter(|ran| wrong(ran.status)).map(|ran| ran.check.code().to_owned());
    let archives = ["people.bel", "area.bel"].into_iter().zip(&report.archives).flat_map(|(name, archive)| {
        archive.checks.iter().filter(|ran| wrong(ran.status)).map(move |ran| format!("{name}: {}", ran.check.code()))
    });
    let refused: Vec<String> = own.chain(archives).collect();
    assert_eq!(refused.is_empty(), report.is_valid());
    assert!(report.is_valid() || audited.decryption.is_none(), "nobody may decrypt what is not valid");
    refused
}
