/**
 * How long the reference ballot of 19 ciphertexts takes to seal and to check, as built for the pages: `npm run bench --prefix
 * src/web [-- SECONDS]`. Processor time, because a busy neighbour makes the clock say nothing; on an idle machine both are the
 * same. The tables are made once for an election, while the voter reads.
 */
import { readFileSync } from 'node:fs';

const { Election, Sealed, VotingKey, checkBallot, systemRandom } = await import('../node_modules/.cache/crypto/crypto.js');

const file = new URL('../../../tests/vectors/ballot-seed-v1.json', import.meta.url);
const { ballots } = JSON.parse(readFileSync(file, 'utf8'));
const vector = ballots.find((/** @type {{name: string}} */ ballot) => ballot.name.startsWith('the reference ballot'));
const text = new TextEncoder().encode(vector.election);
const selections = vector.selections.map((/** @type {number[]} */ marks) => marks.map((mark) => mark === 1));

/**
 * @template T
 * @param {() => T} run
 * @returns {[number, T]}
 */
function timed(run) {
  const begun = process.cpuUsage();
  const value = run();
  const { user, system } = process.cpuUsage(begun);
  return [(user + system) / 1000, value];
}

const [read, election] = timed(() => Election.parse(text));
const [tables] = timed(() => election.warmUp());
const [derived, key] = timed(() => VotingKey.derive(vector.private_credential, election.parameters.uuid));
const seal = () => Sealed.seal(election, key.credential, selections, systemRandom);
const sign = (/** @type {{cast: Function}} */ sealed) => sealed.cast(key, systemRandom);

const [cold, sealed] = timed(seal);
const [signed, cast] = timed(() => sign(sealed));
const ballot = new TextEncoder().encode(cast.ballot);
const [coldCheck] = timed(() => checkBallot(election, ballot));
console.log(`read the election ${read.toFixed(0)} ms, tables ${tables.toFixed(0)} ms, credential ${derived.toFixed(0)} ms`);
console.log(`the first time: seal ${cold.toFixed(0)} ms, sign ${signed.toFixed(0)} ms, check ${coldCheck.toFixed(0)} ms`);

const seconds = Number(process.argv[2] ?? 5);
for (const [name, run] of /** @type {[string, () => unknown][]} */ ([
  ['seal and sign', () => sign(seal())],
  ['check', () => checkBallot(election, ballot)],
])) {
  const samples = [];
  for (const end = performance.now() + 1000 * seconds; performance.now() < end; ) samples.push(timed(run)[0]);
  samples.sort((a, b) => a - b);
  const at = (/** @type {number} */ part) => samples[Math.floor(part * (samples.length - 1))]?.toFixed(0);
  console.log(`${name}: quickest ${at(0)} ms, lower quartile ${at(0.25)} ms, median ${at(0.5)} ms of ${samples.length}`);
}
console.log(`ballot ${ballot.length} bytes, hints ${cast.hints.length} characters`);
