/** What people kept, held against a record: each receipt is told what became of its ballot. */
import { beforeAll, describe, expect, it } from 'vitest';
import { sourceOf } from '../src/audit/input.ts';
import { auditRecord } from '../src/audit/record/audit.ts';
import { hold } from '../src/audit/record/kept.ts';
import type { Fate } from '../src/audit/record/log.ts';
import type { RecordReport } from '../src/audit/record/report.ts';
import { fromHex, hex, textOf, utf8 } from '../src/crypto/bytes.ts';
import { base64Digest } from '../src/crypto/hash.ts';
import { leafHash } from '../src/crypto/log/merkle.ts';
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
  report = { ...audited, opening: { ...audited.opening, keys: { ...audited.opening.keys, receipt: verifyingKey(2) } } };
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
