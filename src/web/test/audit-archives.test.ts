/** The reference archives, made by the independent tool and its forgers: each is judged as the other program judges it. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { auditArchive } from '../src/audit/archive/audit.ts';
import { isValid } from '../src/audit/archive/report.ts';
import { inputOf, sourceOf } from '../src/audit/input.ts';
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

it('there are all of them', () => {
  expect(CULPRITS).toHaveLength(111);
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
