/**
 * tests/vectors/ballots-by-typescript.json: ballots sealed here, which `tests/web_ballots.rs` checks in Rust, and attacks on one
 * of them with the verdict given here, which must be the same there.
 *
 * The file is made anew at each run and compared; `YEPIAO_VECTORS=write` writes it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hex, utf8 } from '../src/crypto/bytes.ts';
import { checkBallot } from '../src/crypto/ballot/check.ts';
import { Sealed, rebuildHash } from '../src/crypto/ballot/seal.ts';
import { VotingKey } from '../src/crypto/credential.ts';
import { Election, type Question } from '../src/crypto/election.ts';
import { encode, GENERATOR } from '../src/crypto/group.ts';
import { writeInOrder } from '../src/crypto/json.ts';
import { attacks } from './attacks.ts';
import { caught, namedSource, selectionsOf, vectorPath } from './support.ts';

const PRIVATE_KEY = 20260621n;
const UUID = 'Fh7kPZ2sVmXq9LtRbYc3Da';

function election(questions: readonly Question[]): { text: string; parsed: Election } {
  const text = writeInOrder({
    version: 1,
    description: '湖光示范小区 “首届” \\ "x"\x7f\u0001',
    name: '业主大会',
    group: 'Ed25519',
    public_key: encode(GENERATOR.multiplyUnsafe(PRIVATE_KEY)),
    questions,
    uuid: UUID,
    credential_authority: `yepiao/opening/v1:${'5a'.repeat(32)}`,
  });
  return { text, parsed: Election.parse(utf8(text)) };
}

const question = (answers: number, blank: boolean | undefined, min: number, max: number): Question => ({
  answers: Array.from({ length: answers }, (_, i) => `答 ${i + 1}`),
  ...(blank !== undefined && { blank }),
  min,
  max,
  question: '问',
});

const SLIPS = ['My9nJ-ruuhJC-Dt8gP-ZhGg1C', '2aXbK-9PqRst-uVwXy-zAbCdE'];

function cast(name: string, questions: readonly Question[], marks: readonly (readonly number[] | null)[]): object {
  const { text, parsed } = election(questions);
  const key = VotingKey.derive(SLIPS[0] as string, UUID);
  const random = namedSource(name);
  const seed = random(32);
  const sealed = Sealed.seal(parsed, key.credential, selectionsOf(marks), () => seed.slice());
  const made = sealed.cast(key, random);
  expect(checkBallot(parsed, utf8(made.ballot)).tracker).toBe(made.tracker);
  return { name, election: text, selections: marks, seed: hex(seed), hash: sealed.hash, ...made };
}

const matter = (): Question => question(3, undefined, 1, 1);

function ballots(): object[] {
  return [
    cast('blank allowed, blank chosen', [question(2, true, 1, 1)], [null]),
    cast('blank allowed, all chosen', [question(3, true, 1, 3)], [[1, 1, 1]]),
    cast('blank allowed, min 0, none chosen', [question(2, true, 0, 2)], [[0, 0]]),
    cast('blank allowed, min 0, blank chosen', [question(2, true, 0, 2)], [null]),
    cast('blank false, min 2', [question(3, false, 2, 3)], [[1, 0, 1]]),
    cast('no blank, min 0 and max 0', [question(1, undefined, 0, 0)], [[0]]),
    cast('no answers at all', [question(0, true, 0, 0)], [null]),
    cast('no questions at all', [], []),
    cast(
      'the reference ballot, 19 ciphertexts',
      [question(9, true, 1, 5), matter(), matter(), matter()],
      [[0, 1, 0, 1, 0, 1, 0, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]],
    ),
  ];
}

interface Refused {
  name: string;
  /** Bytes of the good ballot that stay at the beginning and at the end, and what stands between them. */
  keep: [number, number];
  middle: string;
  /** `json` for what is not the text of a ballot: the words differ between the programs. */
  fault: string;
}

function refused(): { election: string; good: string; all: Refused[] } {
  const { text, parsed } = election([question(2, true, 1, 1), question(2, undefined, 1, 1)]);
  const [key, other] = SLIPS.map((slip) => VotingKey.derive(slip, UUID)) as [VotingKey, VotingKey];
  const random = namedSource('attacked');
  const { ballot: good } = Sealed.seal(parsed, key.credential, selectionsOf([[1, 0], [0, 1]]), random).cast(key, random);
  const all = attacks({ election: parsed, good, key, other }).map(({ name, ballot }): Refused => {
    const fault = caught(() => checkBallot(parsed, utf8(ballot)));
    let [head, tail] = [0, 0];
    while (head < Math.min(good.length, ballot.length) && good[head] === ballot[head]) head += 1;
    const rest = Math.min(good.length, ballot.length) - head;
    while (tail < rest && good.at(-1 - tail) === ballot.at(-1 - tail)) tail += 1;
    const json = fault.code === 'json' || fault.code === 'not-canonical';
    return { name, keep: [head, tail], middle: ballot.slice(head, ballot.length - tail), fault: json ? 'json' : fault.message };
  });
  return { election: text, good, all };
}

function sessions(): object[] {
  const key = VotingKey.derive(SLIPS[0] as string, UUID);
  const { phi } = election([matter()]).parsed;
  return ['https://vote.example.cn', 'http://localhost:8080'].map((webOrigin) => {
    const session = { webOrigin, phi, nonce: hex(namedSource(webOrigin)(32)) };
    const proof = key.proveSession(session, namedSource(`w ${webOrigin}`));
    return { web_origin: webOrigin, phi, credential: key.credential, nonce: session.nonce, proof };
  });
}

it('the file is what is made here', () => {
  const { election: text, good, all } = refused();
  const made = {
    election_private_key: PRIVATE_KEY.toString(),
    private_credential: SLIPS[0],
    ballots: ballots(),
    attacked: { election: text, good, refused: all },
    sessions: sessions(),
  };
  const written = `${JSON.stringify(made, undefined, 1)}\n`;
  const path = vectorPath('ballots-by-typescript.json');
  if (process.env['YEPIAO_VECTORS'] === 'write') writeFileSync(path, written);
  // Line by line: the whole would fill the screen.
  const [file, now] = [readFileSync(path, 'utf8').split('\n'), written.split('\n')];
  const differs = now.findIndex((line, index) => line !== file[index]);
  expect(differs, `line ${differs + 1} of ballots-by-typescript.json is not what is made`).toBe(-1);
  expect(file).toHaveLength(now.length);
});

describe('every attack is seen for what it is', () => {
  const { all } = refused();
  const faults = new Map(all.map(({ name, fault }) => [name, fault]));
  it.each([
    ['two votes for one answer', 'answers[0].individual_proofs[2]: the proof is false'],
    ['a choice of an own other ballot, with its proof: two answers', 'answers[0].overall_proof: the proof is false'],
    ['blank and an answer at once', 'answers[0].overall_proof: the proof is false'],
    ["another voter's answers copied", 'answers[0].individual_proofs[0]: the proof is false'],
    ['the answers exchanged with their proofs', 'answers[1].overall_proof: the proof is false'],
    ['a raised response in the blank proof', 'answers[0].blank_proof: the proof is false'],
    ['no blank proof', 'answers[0]: a proof is missing, too many, or has another number of branches'],
    ['a choice missing', 'answers[1].choices: 1 instead of 2'],
    ['an answer too many', 'answers: 3 instead of 2'],
    ['a ciphertext that hides nothing', 'answers[0].choices[0].alpha: the identity, which hides nothing'],
    ['an alpha with a part of order 2', 'answers[0].choices[0]: not in the subgroup of prime order'],
    ['a beta with a part of order 8', 'answers[1].choices[1]: not in the subgroup of prime order'],
    ['an alpha that is no point', 'answers[0].choices[2]: not on the curve'],
    ['a beta in a second spelling', 'answers[0].choices[0]: not the canonical encoding of a point'],
    ['an alpha of x = 0 with a sign', 'answers[0].choices[0]: not the canonical encoding of a point'],
    ['another election', 'election_uuid: of another election'],
    ['other questions', 'election_hash: of another election'],
    ['under the identity, for which everybody can sign', 'credential: the identity'],
    ["under another voter's credential", 'signature: not by the credential'],
    ['under a credential with a part of order 8', 'credential: not in the subgroup of prime order'],
    ['a ciphertext changed on the way', 'signature.hash: not the hash of this ballot'],
    ["the signature's response raised", 'signature: not by the credential'],
    ['signed by somebody else', 'signature: not by the credential'],
    ['a space', 'json'],
  ])('%s', (name, fault) => expect(faults.get(name)).toBe(fault));

  it('there are others, and none has the name of another', () => {
    expect(faults.size).toBe(all.length);
    expect(all.length).toBeGreaterThan(70);
  });
});

it('every byte of a ballot counts', () => {
  const { election: text, good } = refused();
  const parsed = Election.parse(utf8(text));
  const bytes = utf8(good);
  // One place in each stretch of 40 bytes: every field is hit.
  for (let at = 7; at < bytes.length; at += 40) {
    const spoiled = bytes.slice();
    spoiled[at] = (spoiled[at] as number) ^ 1;
    caught(() => checkBallot(parsed, spoiled));
  }
});

describe('a sealed ballot', () => {
  const { parsed } = election([question(2, true, 1, 2)]);
  const key = VotingKey.derive(SLIPS[0] as string, UUID);
  const seal = (): Sealed => Sealed.seal(parsed, key.credential, [[true, false]], namedSource('sealed'));

  it('that was checked can be rebuilt by another device, and never cast', () => {
    const sealed = seal();
    const revealed = sealed.check();
    expect(revealed.selections).toEqual([[true, false]]);
    expect(rebuildHash(parsed, key.credential, revealed)).toBe(sealed.hash);
    expect(rebuildHash(parsed, key.credential, { ...revealed, selections: [[false, true]] })).not.toBe(sealed.hash);
    expect(rebuildHash(parsed, key.credential, { ...revealed, selections: ['blank'] })).not.toBe(sealed.hash);
    expect(caught(() => sealed.cast(key, namedSource('late'))).code).toBe('sealed-used');
    expect(caught(() => sealed.check()).code).toBe('sealed-used');
  });

  it('that was cast never tells its seed, and is not signed twice', () => {
    const sealed = seal();
    sealed.cast(key, namedSource('first'));
    expect(caught(() => sealed.check()).code).toBe('sealed-used');
    expect(caught(() => sealed.cast(key, namedSource('second'))).code).toBe('sealed-used');
  });

  it('is not signed with the key of somebody else', () => {
    const other = VotingKey.derive(SLIPS[1] as string, UUID);
    expect(caught(() => seal().cast(other, namedSource('other'))).code).toBe('sealed-used');
  });

  it('is another at each sealing', () => {
    const random = namedSource('again');
    const hash = (): string => Sealed.seal(parsed, key.credential, [[true, false]], random).hash;
    expect(hash()).not.toBe(hash());
  });

  it('holds only what the question permits, and the refusal does not tell the choice', () => {
    const two = election([question(3, undefined, 1, 2), question(2, true, 1, 1)]).parsed;
    const of = (marks: readonly (readonly number[] | null)[]): string =>
      caught(() => Sealed.seal(two, key.credential, selectionsOf(marks), namedSource('x'))).message;
    expect(of([])).toBe('the election has 2 questions, not 0');
    expect(of([[1, 0], [1, 0]])).toBe('question 0: it has 3 answers, not 2');
    expect(of([null, [1, 0]])).toBe('question 0: a blank vote is not possible');
    expect(of([[0, 0, 0], [1, 0]])).toBe('question 0: choose at least 1 and at most 2');
    expect(of([[1, 1, 1], [1, 0]])).toBe('question 0: choose at least 1 and at most 2');
    expect(of([[1, 0, 0], [0, 0]])).toBe('question 1: choose at least 1 and at most 1');
    expect(caught(() => Sealed.seal(two, key.credential, selectionsOf([[1, 0, 0], null]), () => new Uint8Array(31))).code).toBe('selection');
  });
});
