/** What people kept, held against a record: each receipt is told what became of its ballot. */
import { beforeAll, describe, expect, it } from 'vitest';
import { sourceOf } from '../src/audit/input.ts';
import { auditRecord } from '../src/audit/record/audit.ts';
import { hold } from '../src/audit/record/kept.ts';
import { entriesOf } from '../src/audit/record/entries.ts';
import type { Fate } from '../src/audit/record/log.ts';
import type { RecordReport } from '../src/audit/record/report.ts';
import { base64, fromHex, hex, textOf, utf8 } from '../src/crypto/bytes.ts';
import { base64Digest } from '../src/crypto/hash.ts';
import { leafHash, rootOf } from '../src/crypto/log/merkle.ts';
import { fileLines } from './record-files.ts';
import { Remembering, unpack } from './archives.ts';
import { note, noteKey, verifyingKey } from './signed.ts';

/** A simulated record in which a ballot was taken out. */
const bytes = unpack('forged.tar.zst').get('simulated-committee.zip') as Uint8Array;
const leaves = fileLines(bytes, 'log.jsonl');
let report: RecordReport;

beforeAll(async () => {
  const audited = await auditRecord(sourceOf(bytes), new Remembering());
  if (typeof audited === 'string' || !audited.opening) throw new Error('no record');
  // The simulation's receipt key is nobody's; one of ours stands in its place.
  report = { ...audited, opening: { ...audited.opening, keys: { ...audited.opening.keys, log: verifyingKey(1), receipt: verifyingKey(2) } } };
});

function receiptText(index: number): { readonly origin: string; readonly text: string } {
  const [leaf, phi] = [leaves[index] as string, report.archives[0].election?.phi];
  const { origin } = report.opening as NonNullable<RecordReport['opening']>;
  const { sha256, time } = JSON.parse(leaf) as { sha256: string; time: number };
  const tracker = base64Digest(fromHex(sha256) as Uint8Array);
  const lines = ['yepiao/receipt/v1', origin, phi, index, hex(leafHash(utf8(leaf))), tracker, time, leaf];
  return { origin, text: `${lines.join('\n')}\n` };
}

function receipt(index: number): Uint8Array {
  const { origin, text } = receiptText(index);
  return note(noteKey(origin, 2), 2, text);
}

const withFate = (became: Fate['became']): { readonly index: number; readonly by: number | undefined } => {
  const ballot = report.ballots.find(({ fate }) => fate.became === became);
  if (!ballot) throw new Error(`no ballot: ${became}`);
  return { index: ballot.index, by: ballot.fate.by };
};

describe('a receipt', () => {
  it('of a ballot that counts', () => {
    const { index } = withFate('counts');
    const { what, holds, said } = hold(receipt(index), report);
    expect([what, holds]).toEqual(['receipt', true]);
    expect(said).toEqual({
      zh: `这张选票在公开记录第 ${index} 条，计入结果`,
      en: `the ballot is entry ${index} of the log, and counts`,
    });
  });

  it('of a ballot of a poll that was cancelled', () => {
    const { said } = hold(receipt(withFate('counts').index), { ...report, stage: 'cancelled' });
    expect(said.zh).toContain('表决已取消，所有选票都不计');
  });

  it('of one that was taken out: by whom, and why', () => {
    const { index, by } = withFate('void');
    const { holds, said } = hold(receipt(index), report);
    expect(holds).toBe(true);
    expect(said.zh).toMatch(new RegExp(`，没有计入：第 ${by} 条把它作废了。理由：.+。决定人：.+`));
    expect(said.en).toMatch(new RegExp(`, and does not count: entry ${by} took it out\\. Reason: .+\\. Decided by: .+`));
  });

  it.each([
    ['replaced', '又投了一次，以第 99 条为准'],
    ['paper', '用了纸质票，见第 99 条'],
  ] as const)('of one that gave way: %s', (became, words) => {
    const { index } = withFate('counts');
    const fate = { became, by: 99 };
    const ballots = report.ballots.map((ballot) => (ballot.index === index ? { ...ballot, fate } : ballot));
    expect(hold(receipt(index), { ...report, ballots }).said.zh).toContain(words);
  });

  it('as mail programs and editors leave it', () => {
    const text = textOf(receipt(withFate('counts').index)) as string;
    for (const changed of [`\ufeff${text}`, `\ufeff\n${text}\n`, text.replace(/\n/g, '\r\n'), `\n\n${text}\n\n`, text.trimEnd()]) {
      expect(hold(utf8(changed), report).holds, JSON.stringify(changed)).toBe(true);
    }
    const { holds, said } = hold(utf8(text.replace('"index"', '"indeX"')), report);
    expect([holds, said.en]).toEqual([false, expect.stringContaining('is false')]);
  });

  it('that the log does not keep is told so', () => {
    const { index } = withFate('counts');
    const leafHashes = report.leafHashes.map((own, at) => (at === index ? (report.leafHashes[0] as typeof own) : own));
    const { holds, said } = hold(receipt(index), { ...report, leafHashes });
    expect([holds, said.zh]).toEqual([false, expect.stringContaining('承诺没有兑现')]);
  });
});

describe('a head that was signed after the record was made', () => {
  const entry = (index: number, rest: object): string => {
    const { time } = JSON.parse(leaves[leaves.length - 1] as string) as { time: number };
    const leaf = { index, nonce: '0'.repeat(32), time: time + 1000, ...rest };
    return JSON.stringify(Object.fromEntries(Object.entries(leaf).sort(([a], [b]) => (a < b ? -1 : 1))));
  };
  const since = (index: number): string => entry(index, { sha256: '1'.repeat(64), type: 'notice' });
  const page = (...entries: string[]): Uint8Array[] =>
    entriesOf(utf8(JSON.stringify({ items: entries.map((own) => ({ index: 0, hash: '', entry: own })) }))) ?? [];
  const head = (all: readonly string[]): Uint8Array => {
    const { origin } = report.opening as NonNullable<RecordReport['opening']>;
    return note(noteKey(origin, 1), 1, `${origin}\n${all.length}\n${base64(rootOf(all.map((own) => leafHash(utf8(own)))))}\n`);
  };
  const next = leaves.length;

  it('waits for the entries since, and is no accusation', () => {
    const held = hold(head([...leaves, since(next)]), report);
    expect(held.holds).toBe(false);
    expect(held.needs).toMatch(/^\/api\/v1\/public\/polls\/[1-9A-Za-z]+\/log\/entries\?limit=200&cursor=[\w-]+$/);
    expect(held.said.zh).toContain('要有后来的公开记录才能比对');
    expect(held.said.zh).not.toContain('删');
  });

  it('holds with them, also where they overlap', () => {
    const note = head([...leaves, since(next)]);
    for (const entries of [page(since(next)), page(leaves[next - 1] as string, since(next))]) {
      const { holds, needs, said } = hold(note, report, entries);
      expect([holds, needs, said.zh], said.en).toEqual([true, undefined, expect.stringContaining('档案做好以后又记了 1 条')]);
    }
  });

  it('refutes a log that goes on otherwise, and one that was cut', () => {
    const note = head([...leaves, since(next)]);
    const other = entry(next, { sha256: '2'.repeat(64), type: 'notice' });
    expect(hold(note, report, page(other)).said.en).toContain('are not those that the checkpoint was signed for');
    const cut = { ...report, leafHashes: report.leafHashes.slice(0, -1) };
    expect(hold(note, cut, page(since(next))).said.en).toContain(`it says it has index ${next}`);
    // The service shows another entry in its place.
    expect(hold(note, cut, page(since(next - 1))).needs).toBeDefined();
    expect(hold(note, cut, page(since(next - 1), since(next))).said.en).toContain('are not those that');
  });

  it.each([
    ['a ballot', { credential: '0'.repeat(64), sha256: '1'.repeat(64), type: 'ballot' }, 'the voting was closed before'],
    ['another sheet', { sha256: '1'.repeat(64), type: 'sheet' }, 'there is a sheet of the paper ballots already'],
    ['a state of before', { state: 'closed', type: 'state' }, 'the poll cannot come to the state Closed here'],
  ])('takes nothing that may not follow: %s', (_, rest, words) => {
    const entries = [entry(next, { state: 'counted', type: 'state' }), entry(next + 1, rest)];
    const held = hold(head([...leaves, ...entries]), report, page(...entries));
    expect([held.holds, held.said.en]).toEqual([false, expect.stringContaining(words)]);
  });

  it('is not deceived by an entry of the record that was changed', () => {
    const note = head([...leaves, since(next)]);
    const { holds, said } = hold(note, report, page(since(next - 1), since(next)));
    expect([holds, said.en]).toEqual([false, expect.stringContaining('another one in the record')]);
  });
});
