/**
 * What somebody kept, held against a record: a voter's receipt, or a head of the log from the notice board. A service that shows two
 * logs is found out so (protocol.md Part I section 6).
 */
import { same } from '../../crypto/bytes.ts';
import { agreesWith, openCheckpoint } from '../../crypto/log/checkpoint.ts';
import { Note } from '../../crypto/log/note.ts';
import { openReceipt } from '../../crypto/log/receipt.ts';
import { attempt } from '../faults.ts';
import { said, type Said } from '../said.ts';
import { cosignerKeys, logKey, receiptKey } from './opening.ts';
import type { RecordReport } from './report.ts';

export interface Held {
  readonly what: 'receipt' | 'head';
  /** Whether the record keeps what was promised. */
  readonly holds: boolean;
  readonly said: Said;
}

/** Holds the bytes of a receipt or of a signed head against a record that was audited. */
export function hold(bytes: Uint8Array, { opening, archives, leafHashes }: RecordReport): Held {
  const note = attempt(() => Note.parse(bytes));
  const what = note.value?.text.startsWith('yepiao/receipt/') ? 'receipt' : 'head';
  const refuse = (fault: Said): Held => ({ what, holds: false, said: fault });
  const phi = archives[0].election?.phi;
  if (note.fault) return refuse(note.fault);
  if (!opening || phi === undefined) {
    return refuse(said('这份档案读不出约定，无从核对', 'the opening of this record cannot be read, so nothing can be compared'));
  }
  if (what === 'head') {
    const opened = attempt(() => openCheckpoint(note.value, logKey(opening), cosignerKeys(opening)).checkpoint);
    if (opened.fault) return refuse(opened.fault);
    const { size } = opened.value;
    const { fault } = attempt(() => agreesWith(opened.value, leafHashes));
    if (fault) return refuse(fault);
    return {
      what,
      holds: true,
      said: said(`公开记录的前 ${size} 条就是当时的那些`, `the first ${size} entries of the log are those it was signed for`),
    };
  }
  const opened = attempt(() => openReceipt(note.value, receiptKey(opening), phi));
  if (opened.fault) return refuse(opened.fault);
  const { leaf, leafHash, tracker } = opened.value;
  const found = leafHashes[leaf.index];
  if (!found || !same(found, leafHash)) {
    return refuse(
      said(
        `公开记录第 ${leaf.index} 条不是这张选票：凭证上的承诺没有兑现，请保留凭证，提出异议`,
        `the log does not have this entry at index ${leaf.index}: the promise was broken; keep the receipt, and object`,
      ),
    );
  }
  return {
    what,
    holds: true,
    said: said(
      `这张选票在公开记录第 ${leaf.index} 条，查票码 ${tracker}`,
      `the ballot is entry ${leaf.index} of the log, tracker ${tracker}`,
    ),
  };
}
