/** The reference archives, made by the independent tool and its forgers: each is judged as the other program judges it. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { auditArchive } from '../src/audit/archive/audit.ts';
import { isValid } from '../src/audit/archive/report.ts';
import { inputOf, sourceOf } from '../src/audit/input.ts';
import { hex } from '../src/crypto/bytes.ts';
import { digest } from '../src/crypto/hash.ts';
import { Remembering, unpack } from './archives.ts';
import { vectorPath } from './support.ts';

const files = unpack('archives.tar.zst');
const checker = new Remembering();
const audit = (name: string) => auditArchive(inputOf(sourceOf(files.get(name) as Uint8Array)), checker);

/** Name of a tampered archive, and the checks that fail on it, in the order of the report. */
const CULPRITS = readFileSync(vectorPath('archives-culprits.tsv'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => line.split('\t') as [string, string]);

const VALID = ['mini', 'people', 'area'];

it('there are all of them, and no other', () => {
  expect(CULPRITS).toHaveLength(111);
  const judged = [...CULPRITS.map(([name]) => `tampered/${name}.bel`), ...VALID.map((name) => `valid/${name}.bel`)];
  expect([...files.keys()].filter((name) => name.endsWith('.bel')).sort()).toEqual(judged.sort());
});

it('nothing lies in the vectors that neither this nor the test of what was forged judges', () => {
  const folder = fileURLToPath(vectorPath('.'));
  const lying = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(?:bel|zip)$/.test(name));
  expect(lying.length).toBeGreaterThan(1);
  const judged = new Set([...files.values(), ...unpack('forged.tar.zst').values()].map((bytes) => hex(digest(bytes))));
  expect(lying.filter((name) => !judged.has(hex(digest(readFileSync(`${folder}${name}`)))))).toEqual([]);
});

it.each(CULPRITS)('%s: %s', async (name, culprits) => {
  const report = await audit(`tampered/${name}.bel`);
  const failed = report.checks.filter(({ status }) => status === 'failed').map(({ check }) => check);
  expect(failed.join(' ')).toBe(culprits);
  expect(isValid(report)).toBe(culprits === '');
});

it.each([
  ['mini', [[9873n, 0n], [12050n, 0n, 9873n]]],
  ['people', JSON.parse(new TextDecoder().decode(files.get('valid/result.count'))) as { result: number[][] }],
  ['area', JSON.parse(new TextDecoder().decode(files.get('valid/result.area'))) as { result: number[][] }],
] as const)('the valid archive %s has exactly its result', async (name, stated) => {
  const report = await audit(`valid/${name}.bel`);
  expect(report.checks.filter(({ status }) => status !== 'passed')).toEqual([]);
  expect(report.stage).toBe('result');
  const rows = 'result' in stated ? stated.result.map((row) => row.map(BigInt)) : stated;
  expect(report.totals).toEqual({ source: 'published', rows });
});
