/**
 * The archives and records that the Rust tests forge, hundreds of them: every report is, field by field, the one that `yepiao verify
 * --json` gives: verdict, stage, each check with its numbers, each finding with its place and its English words, totals, outcome,
 * sentences.
 *
 * Only the words about JSON that is none are each program's own; there it is enough that both find it so.
 */
import { describe, expect, it } from 'vitest';
import { auditArchive } from '../src/audit/archive/audit.ts';
import { inputOf, sourceOf } from '../src/audit/input.ts';
import { archiveObject, recordObject } from '../src/audit/machine.ts';
import { auditRecord } from '../src/audit/record/audit.ts';
import type { Said } from '../src/audit/said.ts';
import { Remembering, unpack } from './archives.ts';

const files = unpack('forged.tar.zst');
const checker = new Remembering();
const names = [...files.keys()].filter((name) => !name.endsWith('.json')).sort();

/** Every finding in both languages. */
const found = new Map<string, Said>();
const collect = (...reports: readonly { readonly checks: readonly { readonly findings: readonly { readonly said: Said }[] }[] }[]): void => {
  for (const { checks } of reports) for (const { findings } of checks) for (const { said } of findings) found.set(said.en, said);
};

async function judge(name: string): Promise<Tree> {
  const bytes = files.get(name) as Uint8Array;
  if (name.endsWith('.bel')) {
    const report = await auditArchive(inputOf(sourceOf(bytes)), checker);
    collect(report);
    return plain(archiveObject(name, report));
  }
  const report = await auditRecord(sourceOf(bytes), checker);
  if (typeof report === 'string') return { verdict: 'unusable' };
  collect(report, ...report.archives);
  return plain(recordObject(name, report));
}

type Tree = Record<string, unknown>;
const plain = (value: object): Tree => JSON.parse(JSON.stringify(value)) as Tree;
const expected = (name: string): Tree => JSON.parse(new TextDecoder().decode(files.get(`${name}.json`))) as Tree;

/** What either program says of JSON that is none, not of its shape, or not canonical. */
const ABOUT_JSON =
  /at line \d+ column (?:\d+|…)$|trailing characters$|not canonical from byte|(?:^|: )not (?:JSON|UTF-8)$|: not (?:a |an |two |true |one of |\[|in its )/;
/** Of a group that is not supported the other program cites the name. */
const ABOUT_GROUP = /^election: group: .*only .?Ed25519/;
/** Where the lines of `cast.jsonl` go wrong, the other program counts by chunks. */
const ABOUT_LINES = /^line \d+: too long, or not ended/;

/** Words that may differ, as one. */
const comparable = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, own: unknown) => {
    if (key === 'not_proven') return undefined;
    if (key !== 'message' || typeof own !== 'string') return own;
    if (ABOUT_JSON.test(own)) return 'about JSON';
    return ABOUT_GROUP.test(own) ? 'about the group' : own.replace(ABOUT_LINES, 'line: too long, or not ended');
  });

it('there are many of both, each with a report that it is held to', () => {
  expect(names.filter((name) => name.endsWith('.bel')).length).toBeGreaterThan(290);
  expect(names.filter((name) => name.endsWith('.zip')).length).toBeGreaterThan(210);
  // Nothing else is in there, so each name below is judged.
  expect(names.filter((name) => !/\.(?:bel|zip)$/.test(name))).toEqual([]);
  expect([...files.keys()].filter((name) => name.endsWith('.json')).sort()).toEqual(names.map((name) => `${name}.json`).sort());
});

describe.each(names)('%s', (name) => {
  it('is judged alike', async () => {
    const [theirs, ours] = [expected(name), await judge(name)];
    // An archive that is none the other program does not even begin to judge.
    if (theirs['verdict'] === 'unusable') return expect(['unusable', 'invalid']).toContain(ours['verdict']);
    // Read on with the height 1, which JSON.parse takes for 1.0: one event more is looked at, and the verdict is the same.
    if (name === 'c_height_1e0.bel') return expect(ours['verdict']).toBe('invalid');
    expect(comparable(ours)).toEqual(comparable(theirs));
  });
});

it('every finding was said in Chinese too, and in the words of the program only what is wrong with JSON or rules', () => {
  expect(found.size).toBeGreaterThan(250);
  for (const { zh, en } of found.values()) {
    expect(/[\u4e00-\u9fff]/.test(zh), en).toBe(true);
    if (!zh.includes('程序原话：')) continue;
    expect(ABOUT_JSON.test(en) || /^(?:schema|\.|voters|trustees\[\d+\]|[a-z_.]+): /.test(en), `${en} ${zh}`).toBe(true);
  }
});
