/**
 * Whether a receipt is true and its promise was kept, step by step. The service is asked for its newest head and a proof; everything is
 * verified here.
 */
import { said, type Said } from '../../audit/said.ts';
import { json, Refused } from '../../base/api.ts';
import { utf8 } from '../../crypto/bytes.ts';
import { Note } from '../../crypto/log/note.ts';
import { openReceipt, verifyReceipt, type Receipt } from '../../crypto/log/receipt.ts';
import { query, type Schema } from '../asked.ts';
import { anchor } from '../log/anchor.ts';
import { leafOf } from '../log/entry.ts';
import { isGrave, wordsOf } from '../log/faults.ts';
import { allEntries, demandWhole, hashesOf, newestHead } from '../log/head.ts';
import { path } from '../poll.ts';
import { W } from './words.ts';

export interface Checked {
  /** `unclear`: the service did not answer, which says nothing about the receipt. */
  readonly verdict: 'good' | 'bad' | 'unclear';
  readonly steps: readonly { readonly ok: boolean; readonly said: Said }[];
  readonly receipt: Receipt | undefined;
  /** What happened to the ballot later. */
  readonly later: readonly Said[];
  /** Whether the log was looked through to its end. */
  readonly looked: boolean;
  /** The service contradicts what it signed. */
  readonly grave: boolean;
}

export async function checkReceipt(text: string, ended: boolean): Promise<Checked> {
  const steps: { ok: boolean; said: Said }[] = [];
  let receipt: Receipt | undefined;
  let later: Said[] = [];
  let looked = false;
  try {
    const { receipt: key, phi } = await anchor();
    // A pasted text often loses its last line feed, or got the line ends of another system.
    receipt = openReceipt(Note.parse(utf8(`${text.replace(/\r\n?/g, '\n').trim()}\n`)), key, phi);
    steps.push({ ok: true, said: W.trueReceipt });
    const { checkpoint } = await newestHead();
    steps.push({ ok: true, said: W.headSigned });
    const { index } = receipt.leaf;
    const proof = index < checkpoint.size ? await json<Schema<'Proof'>>(path(`log/inclusion${query({ index, size: checkpoint.size })}`)) : { proof: [] };
    verifyReceipt(receipt, checkpoint, hashesOf(proof));
    steps.push({ ok: true, said: said(`${W.included.zh}，${W.number.zh} ${index} ${W.numberEnd.zh}`, `${W.included.en}, ${W.number.en}${index}`) });
    if (ended) {
      const rows = await allEntries(checkpoint.size, () => undefined);
      demandWhole(rows, checkpoint);
      looked = rows.every(({ entry }) => entry !== undefined);
      later = whatBecameOf(receipt, rows);
      if (looked && later.length === 0) steps.push({ ok: true, said: W.counts });
    }
    return { verdict: 'good', steps, receipt, later, looked, grave: false };
  } catch (reason) {
    const { said: words } = wordsOf(reason);
    steps.push({ ok: false, said: words });
    return { verdict: reason instanceof Refused ? 'unclear' : 'bad', steps, receipt, later, looked, grave: isGrave(reason) };
  }
}

/** Void, voted again, voted on paper. */
function whatBecameOf({ leaf: { index, credential } }: Receipt, rows: readonly { readonly entry?: string }[]): Said[] {
  const found: Said[] = [];
  for (const { entry } of rows) {
    const leaf = entry === undefined ? undefined : leafOf(entry);
    if (leaf?.type === 'void' && leaf.ballot === index) found.push(said(W.voided.zh + leaf.reason, W.voided.en + leaf.reason));
    if (leaf?.type === 'ballot' && leaf.index > index && leaf.credential === credential) found.push(W.replaced);
    if (leaf?.type === 'paper' && leaf.credential === credential) found.push(W.onPaper);
  }
  return found;
}

/** The receipt of a tracker, if the log has it. */
export async function receiptOf(tracker: string): Promise<string | undefined> {
  const own = tracker.replace(/\s/g, '').replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  if (!/^[A-Za-z0-9_-]{43}$/.test(own)) return undefined;
  try {
    return (await json<Schema<'Receipt'>>(path(`receipts/${own}`))).receipt;
  } catch (reason) {
    if (reason instanceof Refused && reason.status === 404) return undefined;
    throw reason;
  }
}
