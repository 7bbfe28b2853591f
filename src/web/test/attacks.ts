/** Everything that somebody might do to a ballot, each with the name of the attack. */
import { ed25519, ED25519_TORSION_SUBGROUP } from '@noble/curves/ed25519.js';
import { utf8 } from '../src/crypto/bytes.ts';
import { hashOf, readBallot, writeBallot, type Answer, type Ballot } from '../src/crypto/ballot/format.ts';
import { build, type Selection } from '../src/crypto/ballot/seal.ts';
import type { VotingKey } from '../src/crypto/credential.ts';
import type { Election } from '../src/crypto/election.ts';
import { decode, encode, GENERATOR, IDENTITY } from '../src/crypto/group.ts';
import { proofText, type ProofText } from '../src/crypto/proof.ts';
import { reduce } from '../src/crypto/scalar.ts';
import { namedSource } from './support.ts';

/** Without `readonly`, so that it can be spoiled. */
type Spoilable<T> = T extends string ? T : { -readonly [name in keyof T]: Spoilable<T[name]> };
type Draft = Spoilable<Ballot>;

export interface Attack {
  readonly name: string;
  readonly ballot: string;
}

/** What an attacker has: a good ballot of question 0 with blank and question 1 without, and keys and ballots of others. */
export interface Scene {
  readonly election: Election;
  readonly good: string;
  readonly key: VotingKey;
  readonly other: VotingKey;
}

const torsion = (order: number): ReturnType<typeof decode> => {
  const found = ED25519_TORSION_SUBGROUP.map((bytes) => ed25519.Point.fromHex(bytes)).find((point) => {
    let multiple = point;
    let own = 1;
    for (; !multiple.is0(); own += 1) multiple = multiple.add(point);
    return own === order;
  });
  if (!found) throw new Error(`no point of order ${order}`);
  return found;
};

const OFF_CURVE = '2'.padStart(64, '0');
const IDENTITY_TEXT = encode(IDENTITY);
/** y = p + 1: the identity once more. */
const SECOND_IDENTITY = (2n ** 255n - 18n).toString(16);

const raised = (scalar: string): string => reduce(BigInt(scalar) + 1n).toString();
const at = <T>(list: readonly T[], index: number): T => list[index] as T;
const swap = <T>(list: T[], a: number, b: number): void => {
  [list[a], list[b]] = [at(list, b), at(list, a)];
};
const plus = (text: string, point: ReturnType<typeof decode>): string => encode(decode(text).add(point));

/** Signs again: whoever spoils the own ballot can. */
function signed(draft: Draft, key: VotingKey): string {
  draft.signature.hash = hashOf(draft as Ballot);
  draft.signature.proof = { ...proofText(key.signBallot(draft.signature.hash, namedSource('signed again'))) };
  return writeBallot(draft as Ballot);
}

/** Attacks by the voter, who signs what comes of them. */
function byTheVoter({ election, key, other }: Scene): Record<string, (draft: Draft) => void> {
  const sealed = (name: string, selections: readonly Selection[], owner = key): Draft['answers'] =>
    structuredClone(build(election, owner.credential, selections, namedSource(name)(32)).unsigned.answers) as Draft['answers'];
  const another = (): Draft['answers'] => sealed('another', [[false, true], [true, false]]);
  const first = (draft: Draft): Draft['answers'][0] => at(draft.answers, 0);
  const second = (draft: Draft): Draft['answers'][0] => at(draft.answers, 1);
  const proof: ProofText = { challenge: '0', response: '0' };
  const changed = (answer: Draft['answers'][0], choice: number, side: 'alpha' | 'beta', to: (text: string) => string): void => {
    const own = at(answer.choices, choice);
    own[side] = to(own[side]);
  };
  return {
    'two votes for one answer': (draft) => changed(first(draft), 2, 'beta', (beta) => plus(beta, GENERATOR)),
    'a vote taken back without a proof': (draft) => changed(second(draft), 0, 'beta', (beta) => plus(beta, GENERATOR.negate())),
    'a choice of an own other ballot, with its proof: two answers': (draft) => {
      const [own] = another();
      first(draft).choices[2] = at((own as Draft['answers'][0]).choices, 2);
      first(draft).individual_proofs[2] = at((own as Draft['answers'][0]).individual_proofs, 2);
    },
    'blank and an answer at once': (draft) => {
      const [blank] = sealed('blank', ['blank', [true, false]]);
      first(draft).choices[0] = at((blank as Draft['answers'][0]).choices, 0);
      first(draft).individual_proofs[0] = at((blank as Draft['answers'][0]).individual_proofs, 0);
    },
    "another voter's answers copied": (draft) => {
      draft.answers = sealed('a stranger', [[false, true], [true, false]], other);
    },
    'the answers exchanged': (draft) => swap(second(draft).choices, 0, 1),
    'the answers exchanged with their proofs': (draft) => {
      swap(second(draft).choices, 0, 1);
      swap(second(draft).individual_proofs, 0, 1);
    },
    'alpha and beta exchanged': (draft) => {
      const own = at(first(draft).choices, 1);
      [own.alpha, own.beta] = [own.beta, own.alpha];
    },
    'a 0/1 proof of another choice': (draft) => swap(first(draft).individual_proofs, 0, 1),
    'the branches of a 0/1 proof exchanged': (draft) => swap(at(first(draft).individual_proofs, 0), 0, 1),
    'a raised challenge in a 0/1 proof': (draft) => {
      const own = at(at(second(draft).individual_proofs, 1), 0);
      own.challenge = raised(own.challenge);
    },
    'a raised response in a 0/1 proof': (draft) => {
      const own = at(at(second(draft).individual_proofs, 1), 1);
      own.response = raised(own.response);
    },
    'a raised challenge in the overall proof': (draft) => {
      const own = at(first(draft).overall_proof, 1);
      own.challenge = raised(own.challenge);
    },
    'a raised response in an overall proof without blank': (draft) => {
      const own = at(second(draft).overall_proof, 0);
      own.response = raised(own.response);
    },
    'a raised challenge in the blank proof': (draft) => {
      const own = at(first(draft).blank_proof ?? [], 0);
      own.challenge = raised(own.challenge);
    },
    'a raised response in the blank proof': (draft) => {
      const own = at(first(draft).blank_proof ?? [], 1);
      own.response = raised(own.response);
    },
    'the overall proof of an own other ballot': (draft) => {
      first(draft).overall_proof = at(another(), 0).overall_proof;
    },
    'the blank proof of an own other ballot': (draft) => {
      const { blank_proof: blank } = at(another(), 0);
      if (blank) first(draft).blank_proof = blank;
    },
    'no blank proof': (draft) => delete first(draft).blank_proof,
    'a blank proof where blank is not possible': (draft) => {
      second(draft).blank_proof = [proof, proof];
    },
    'a blank proof of three branches': (draft) => first(draft).blank_proof?.push(proof),
    'an overall branch too many': (draft) => second(draft).overall_proof.push(proof),
    'an overall branch too few': (draft) => first(draft).overall_proof.pop(),
    'no overall branch': (draft) => {
      second(draft).overall_proof = [];
    },
    'a 0/1 proof too many': (draft) => first(draft).individual_proofs.push([proof, proof]),
    'a 0/1 proof missing': (draft) => first(draft).individual_proofs.pop(),
    'a 0/1/2 proof': (draft) => at(first(draft).individual_proofs, 1).push(proof),
    'a choice too many': (draft) => first(draft).choices.push(at(first(draft).choices, 0)),
    'a choice missing': (draft) => second(draft).choices.pop(),
    'an answer missing': (draft) => draft.answers.pop(),
    'an answer too many': (draft) => draft.answers.push(second(draft)),
    'the answers in another order': (draft) => draft.answers.reverse(),
    'a ciphertext that hides nothing': (draft) => changed(first(draft), 0, 'alpha', () => IDENTITY_TEXT),
    'a beta that is the identity': (draft) => changed(first(draft), 0, 'beta', () => IDENTITY_TEXT),
    'an alpha with a part of order 2': (draft) => changed(first(draft), 0, 'alpha', (text) => plus(text, torsion(2))),
    'a beta with a part of order 8': (draft) => changed(second(draft), 1, 'beta', (text) => plus(text, torsion(8))),
    'an alpha of order 4': (draft) => changed(first(draft), 1, 'alpha', () => encode(torsion(4))),
    'an alpha that is no point': (draft) => changed(first(draft), 2, 'alpha', () => OFF_CURVE),
    'a beta in a second spelling': (draft) => changed(first(draft), 0, 'beta', () => SECOND_IDENTITY),
    'an alpha of x = 0 with a sign': (draft) => changed(first(draft), 0, 'alpha', () => `8${IDENTITY_TEXT.slice(1)}`),
    'another election': (draft) => {
      draft.election_uuid = `${draft.election_uuid.slice(0, -1)}1`;
    },
    'other questions': (draft) => {
      draft.election_hash = hashOf(draft as Ballot);
    },
    'under the identity, for which everybody can sign': (draft) => {
      draft.credential = IDENTITY_TEXT;
    },
    "under another voter's credential": (draft) => {
      draft.credential = other.credential;
    },
    'under a credential with a part of order 8': (draft) => {
      draft.credential = plus(draft.credential, torsion(8));
    },
    'under a credential that is no point': (draft) => {
      draft.credential = OFF_CURVE;
    },
    'under a credential in a second spelling': (draft) => {
      draft.credential = SECOND_IDENTITY;
    },
  };
}

/** Attacks by whoever carries the ballot and cannot sign. */
const BY_THE_CARRIER: Record<string, (draft: Draft) => void> = {
  'a ciphertext changed on the way': (draft) => {
    const own = at(at(draft.answers, 1).choices, 0);
    own.beta = plus(own.beta, GENERATOR);
  },
  "the signature's hash changed": (draft) => {
    draft.signature.hash = `${draft.signature.hash.slice(1)}A`;
  },
  "the signature's challenge raised": (draft) => {
    draft.signature.proof.challenge = raised(draft.signature.proof.challenge);
  },
  "the signature's response raised": (draft) => {
    draft.signature.proof.response = raised(draft.signature.proof.response);
  },
};

/** Other texts that mean the same, or that lax programs would take for the same. */
function spellings(good: string): Record<string, string> {
  const { answers, signature } = readBallot(utf8(good));
  const { alpha } = at(at(answers, 0).choices, 0);
  const { challenge } = at(at(at(answers, 0).individual_proofs, 0), 0);
  const q = 7237005577332262213973186563042994240857116359379907606001950938285454250989n;
  const with_ = (from: string, to: string): string => good.replace(from, to);
  return {
    'a space': with_('":[', '": ['),
    'a line feed at the end': `${good}\n`,
    'a byte order mark': `\ufeff${good}`,
    'nothing': '',
    'half of it': good.slice(0, good.length / 2),
    'twice': good + good,
    'a list of it': `[${good}]`,
    'an unknown field': with_('{"election_uuid"', '{"extra":1,"election_uuid"'),
    'an unknown field in an answer': with_('{"choices"', '{"weight":9,"choices"'),
    'a field twice': with_(`"hash":"${signature.hash}"`, `"hash":"${signature.hash}","hash":"${signature.hash}"`),
    'fields in another order': with_(`"alpha":"${alpha}","beta":"${at(at(answers, 0).choices, 0).beta}"`, `"beta":"${at(at(answers, 0).choices, 0).beta}","alpha":"${alpha}"`),
    'upper-case digits in a point': with_(alpha, alpha.toUpperCase()),
    'a point with a digit too few': with_(alpha, alpha.slice(1)),
    'a point with a digit too many': with_(alpha, `0${alpha}`),
    'a scalar with a leading zero': with_(`"challenge":"${challenge}"`, `"challenge":"0${challenge}"`),
    'a scalar with a sign': with_(`"challenge":"${challenge}"`, `"challenge":"+${challenge}"`),
    'a scalar plus q': with_(`"challenge":"${challenge}"`, `"challenge":"${BigInt(challenge) + q}"`),
    'a negative scalar': with_(`"challenge":"${challenge}"`, `"challenge":"${BigInt(challenge) - q}"`),
    'a scalar in hexadecimal': with_(`"challenge":"${challenge}"`, `"challenge":"0x${BigInt(challenge).toString(16)}"`),
    'a scalar as a number': with_(`"challenge":"${challenge}"`, `"challenge":${challenge}`),
    'an escape': with_('"choices"', '"\\u0063hoices"'),
    'a blank proof of null': with_(',"overall_proof"', ',"blank_proof":null,"overall_proof"'),
    'no signature': `${good.slice(0, good.indexOf(',"signature"'))}}`,
    'nested as deeply as can be': '['.repeat(2_000),
  };
}

/** All attacks. */
export function attacks(scene: Scene): Attack[] {
  const { good, key, other } = scene;
  const draft = (): Draft => structuredClone(readBallot(utf8(good))) as Draft;
  const spoiled = (spoil: (draft: Draft) => void): Draft => {
    const own = draft();
    spoil(own);
    return own;
  };
  const named = <T>(all: Record<string, T>, make: (value: T) => string): Attack[] =>
    Object.entries(all).map(([name, value]) => ({ name, ballot: make(value) }));
  return [
    ...named(byTheVoter(scene), (spoil) => signed(spoiled(spoil), key)),
    ...named(BY_THE_CARRIER, (spoil) => writeBallot(spoiled(spoil) as Ballot)),
    { name: 'signed by somebody else', ballot: signed(draft(), other) },
    ...named(spellings(good), (text) => text),
  ];
}

export type { Answer };
