/**
 * What the log says since a record was made of it: the certificate names the log's digest, and that the poll was counted, posted and
 * objected to is logged after it. Whoever holds a head that was signed later lays the entries since beside the record, as the service
 * shows them to everybody.
 */
import { base64url, same, utf8 } from '../../crypto/bytes.ts';
import type { Digest } from '../../crypto/hash.ts';
import { readLeaf, type State } from '../../crypto/log/leaf.ts';
import { leafHash } from '../../crypto/log/merkle.ts';
import { attempt } from '../faults.ts';
import { said, type Said } from '../said.ts';
import { followsEnd } from './log.ts';
import type { RecordReport } from './report.ts';

/** A log that went on after its record was made. */
export interface Grown {
  /** The hashes of all its leaves, those of the record first. */
  readonly leafHashes: readonly Digest[];
  /** How many of them the record has not. */
  readonly later: number;
  /** The last state that the poll came to. */
  readonly state: State | undefined;
}

/** Where the service shows the entries from one on, without its host; `origin` is `<host>/<uuid>`. */
export const laterPath = (origin: string, from: number): string =>
  `/api/v1/public/polls/${origin.slice(origin.indexOf('/') + 1)}/log/entries?limit=200&cursor=${base64url(utf8(`["${from}"]`))}`;

/** The log with the entries that came later; those that the record has itself may stand among them, if they are the same. */
export function grown({ leafHashes, end }: RecordReport, entries: readonly Uint8Array[]): Grown | Said {
  if (!end || (!end.isClosed && end.state !== 'cancelled')) {
    return said(
      '档案里的公开记录还没有结束，无从接着核对',
      'the log of the record has not ended, so that nothing can be compared with what came later',
    );
  }
  const hashes = [...leafHashes];
  let now = end;
  for (const entry of entries) {
    const { value: leaf, fault } = attempt(() => readLeaf(entry));
    if (fault) return fault;
    const known = hashes[leaf.index];
    if (known) {
      if (same(known, leafHash(entry))) continue;
      return said(`第 ${leaf.index} 条与档案里的不同：有人改过`, `entry ${leaf.index} is another one in the record`);
    }
    const index = hashes.length;
    const next =
      leaf.index === index
        ? followsEnd(now, leaf)
        : said(`它自称是第 ${leaf.index} 条`, `it says it has index ${leaf.index}`);
    if ('zh' in next) return said(`第 ${index} 条：${next.zh}`, `entry ${index}: ${next.en}`);
    hashes.push(leafHash(entry));
    now = next;
  }
  return { leafHashes: hashes, later: hashes.length - leafHashes.length, state: now.state };
}
