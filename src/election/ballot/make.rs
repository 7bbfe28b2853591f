//! Making a ballot: seal the choices, then sign.

use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::claims::{Branch, Source, Statements};
use super::randomness::Randomness;
use super::{Answer, Ballot, Signature, Unsigned};
use crate::crypto::elgamal::Ciphertext;
use crate::crypto::group::{Encoding, Point, Scalar, SecretBase};
use crate::crypto::proof::{self, Secret};
use crate::crypto::seed::Seed;
use crate::crypto::signature;
use crate::election::json::JsonFault;
use crate::election::parameters::{Election, Question};

/// What a voter wants on one question: the secret itself.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub enum Selection {
    /// No answer at all.
    Blank,
    /// For each answer in order, whether it is chosen.
    Answers(Vec<bool>),
}

impl std::fmt::Debug for Selection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Selection(…)")
    }
}

/// Why choices cannot be sealed. Names the place, never the choice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    /// Not one selection for each question.
    #[error("the election has {expected} questions, not {found}")]
    QuestionCount {
        /// Selections given.
        found: usize,
        /// Questions in the election.
        expected: usize,
    },
    /// Not one mark for each answer.
    #[error("question {question}: it has {expected} answers, not {found}")]
    AnswerCount {
        /// Index of the question.
        question: usize,
        /// Marks given.
        found: usize,
        /// Answers in the question.
        expected: usize,
    },
    /// The question does not allow a blank vote.
    #[error("question {question}: a blank vote is not possible")]
    BlankNotAllowed {
        /// Index of the question.
        question: usize,
    },
    /// Too few or too many answers.
    #[error("question {question}: choose at least {min} and at most {max}")]
    OutOfRange {
        /// Index of the question.
        question: usize,
        /// The least number.
        min: u32,
        /// The greatest number.
        max: u32,
    },
    /// A value could not be written as JSON.
    #[error("{0}")]
    Json(#[from] JsonFault),
}

/// A sealed ballot that is not signed yet: it may still be checked instead of cast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    election_uuid: String,
    election_hash: String,
    credential: Encoding,
    answers: Vec<Answer>,
}

impl Sealed {
    /// The part that will be signed; its hash is shown before the voter decides to cast or to check.
    pub fn unsigned(&self) -> Unsigned<'_> {
        Unsigned {
            election_uuid: &self.election_uuid,
            election_hash: &self.election_hash,
            credential: self.credential,
            answers: &self.answers,
        }
    }

    /// Signs with the credential's secret key. The nonce is always fresh.
    pub fn sign<R: CryptoRng + ?Sized>(self, secret: &Scalar, rng: &mut R) -> Result<Ballot, JsonFault> {
        let hash = self.unsigned().hash()?;
        let nonce = Zeroizing::new(Scalar::random(rng));
        let proof = signature::sign(secret, &Ballot::signed_text(&hash), &nonce);
        let Self { election_uuid, election_hash, credential, answers } = self;
        Ok(Ballot { election_uuid, election_hash, credential, answers, signature: Signature { hash, proof } })
    }
}

/// The tables that sealing needs, made once for many ballots of an election.
pub struct Sealer<'e> {
    election: &'e Election,
    y: SecretBase,
}

impl<'e> Sealer<'e> {
    /// Prepares the tables.
    pub fn new(election: &'e Election) -> Self {
        Self { election, y: SecretBase::new(&election.public_key().point()) }
    }

    /// Seals one selection for each question. All randomness comes from the seed: equal input gives equal bytes. The seed must be
    /// fresh at every sealing ([`Seed`] says why) and is used up.
    pub fn seal(&self, credential: &Point, selections: &[Selection], seed: Seed) -> Result<Sealed, SealFault> {
        let parameters = self.election.parameters();
        let (found, expected) = (selections.len(), parameters.questions.len());
        if found != expected {
            return Err(SealFault::QuestionCount { found, expected });
        }
        let credential = credential.encode();
        let answers = parameters.questions.iter().zip(selections).enumerate();
        let answers = answers.map(|(question, (asked, selection))| {
            let plaintext = plaintext(question, asked, selection)?;
            let randomness = Randomness::new(&seed, self.election.phi(), &credential, question);
            Ok(self.answer(question, asked, &credential, &plaintext, &randomness))
        });
        Ok(Sealed {
            election_uuid: parameters.uuid.clone(),
            election_hash: self.election.phi().to_owned(),
            credential,
            answers: answers.collect::<Result<_, SealFault>>()?,
        })
    }

    fn answer(
        &self,
        question: usize,
        asked: &Question,
        credential: &Encoding,
        plaintext: &[u64],
        randomness: &Randomness<'_>,
    ) -> Answer {
        let r: Vec<Zeroizing<Scalar>> = (0..plaintext.len()).map(|choice| randomness.encryption(choice)).collect();
        let encrypt = |(r, m): (&Zeroizing<Scalar>, &u64)| Ciphertext::encrypt(&self.y, r, &Scalar::from(*m));
        let ciphertexts: Vec<Ciphertext> = r.iter().zip(plaintext).map(encrypt).collect();
        let blank = usize::from(asked.allows_blank());
        let sum: Ciphertext = ciphertexts.iter().skip(blank).copied().sum();
        let chosen = plaintext.iter().skip(blank).fold(0_u64, |sum, m| sum.saturating_add(*m));
        let r_sum: Zeroizing<Scalar> = Zeroizing::new(r.iter().skip(blank).map(|r| **r).sum());

        let choices: Vec<_> = ciphertexts.iter().map(Ciphertext::encode).collect();
        let statements = Statements::new(self.election, question, credential, &choices, sum.encode());
        let open = |branch: &Branch| {
            let (randomness, encrypted) = match branch.source {
                Source::Sum => (r_sum.clone(), chosen),
                Source::Choice(choice) => {
                    (r.get(choice).cloned().unwrap_or_default(), plaintext.get(choice).copied().unwrap_or_default())
                }
            };
            Secret { randomness, excess: Zeroizing::new(Scalar::from(encrypted) - Scalar::from(branch.value)) }
        };
        let prove = |(prefix, branches): (Vec<u8>, Vec<Branch>), true_branch: usize, kind, answer| {
            let secrets: Vec<Secret> = branches.iter().map(open).collect();
            proof::prove(&self.y, &prefix, &secrets, true_branch, &mut randomness.of_proof(kind, answer))
        };

        let index = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let is_blank = asked.allows_blank() && plaintext.first() == Some(&1);
        let individual = |(choice, m): (usize, &u64)| prove(statements.individual(choice), index(*m), "individual", choice);
        let count_branch = index(chosen.saturating_sub(u64::from(asked.min))).saturating_add(blank);
        let overall_branch = if is_blank { 0 } else { count_branch };
        Answer {
            individual_proofs: plaintext.iter().enumerate().map(individual).collect(),
            overall_proof: prove(statements.overall(index(asked.overall_branches())), overall_branch, "overall", 0),
            blank_proof: asked.allows_blank().then(|| prove(statements.blank(), usize::from(is_blank), "blank", 0)),
            choices,
        }
    }
}

/// The numbers to encrypt: "blank" first where the question allows it, then 0 or 1 for each answer.
fn plaintext(question: usize, asked: &Question, selection: &Selection) -> Result<Zeroizing<Vec<u64>>, SealFault> {
    let mut numbers = Zeroizing::new(Vec::with_capacity(asked.ciphertexts()));
    if asked.allows_blank() {
        numbers.push(u64::from(*selection == Selection::Blank));
    }
    match selection {
        Selection::Blank if !asked.allows_blank() => return Err(SealFault::BlankNotAllowed { question }),
        Selection::Blank => numbers.extend(asked.answers.iter().map(|_| 0)),
        Selection::Answers(marks) => {
            let (found, expected) = (marks.len(), asked.answers.len());
            if found != expected {
                return Err(SealFault::AnswerCount { question, found, expected });
            }
            let chosen = u32::try_from(marks.iter().filter(|mark| **mark).count()).unwrap_or(u32::MAX);
            if !(asked.min..=asked.max).contains(&chosen) {
                return Err(SealFault::OutOfRange { question, min: asked.min, max: asked.max });
            }
            numbers.extend(marks.iter().map(|mark| u64::from(*mark)));
        }
    }
    Ok(numbers)
}
