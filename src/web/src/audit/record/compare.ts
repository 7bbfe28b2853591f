/** Is a newer record the older one and more? Says nothing about the soundness of either. */
import { hex, same } from '../../crypto/bytes.ts';
import { digest } from '../../crypto/hash.ts';
import { leafHash } from '../../crypto/log/merkle.ts';
import { attempt } from '../faults.ts';
import type { Source } from '../input.ts';
import { said, type Said } from '../said.ts';
import { readClosing } from './closing.ts';
import { CERTIFICATE, CLOSING, LOG, OPENING, strongOwner } from './files.ts';
import { openContainer, type NotARecord } from './desk.ts';
import { Lines, MAX_LEAF, MIN_LEAF } from './lines.ts';
import type { RecordReport } from './report.ts';

export interface Comparison {
  /** The newer log begins with all leaves of the older one, and the trustees signed nothing else since. */
  readonly holds: boolean;
  readonly said: Said;
}

/** Compares an older record with a newer one that was audited. */
export function compare(older: Source, newer: RecordReport): Comparison | NotARecord {
  const container = openContainer(older);
  if (typeof container === 'string') return container;
  const read = (name: string): Uint8Array | undefined => container.stream(name)?.takeAll();
  const no = (zh: string, en: string): Comparison => ({ holds: false, said: said(zh, en) });

  const opening = read(OPENING);
  if (!opening || hex(digest(opening)) !== newer.digests.get(OPENING)) {
    return no('旧文件是另一次表决的档案', 'the older copy is of another poll');
  }
  const known: Uint8Array[] = [];
  const stream = container.stream(LOG);
  const lines = stream && new Lines(stream, MAX_LEAF);
  // Behind a line that is no leaf nothing is compared.
  for (let line = lines?.next(); line !== undefined && line !== 'bad' && line.length >= MIN_LEAF; line = lines?.next()) {
    known.push(leafHash(line));
  }
  const { leafHashes } = newer;
  const index = known.findIndex((hash, at) => at < leafHashes.length && !same(hash, leafHashes[at] as Uint8Array));
  if (index >= 0) {
    return no(`公开记录第 ${index} 条起不同：有人改过公开记录`, `the logs differ from entry ${index} on: one was changed`);
  }
  if (leafHashes.length < known.length) {
    return no(
      `这份的公开记录只有 ${leafHashes.length} 条，旧文件还有更多：有的被删掉，或两份给反了`,
      `this log ends after ${leafHashes.length} entries, the older one goes on: some were removed, or the files were swapped`,
    );
  }
  const bytes = read(CLOSING);
  const signed = bytes && attempt(() => readClosing(bytes)).value?.statement;
  if (signed !== undefined && newer.signed !== undefined && signed !== newer.signed) {
    return no(
      '受托人在旧文件里签的是另一个合计：有人签了两次',
      'the trustees signed another statement in it: somebody signed twice',
    );
  }
  const later = (name: string): boolean => name === CLOSING || name === CERTIFICATE || strongOwner(name) !== undefined;
  if (container.names.some((name) => later(name) && !newer.listed.has(name))) {
    return no('旧文件里受托人交来的内容或结果，新文件里没有了', 'what trustees gave, or the result, is missing since');
  }
  const count = known.length;
  return {
    holds: true,
    said:
      count === leafHashes.length
        ? said(`公开记录完全相同，共 ${count} 条`, `the logs are the same: ${count} entries`)
        : said(`旧文件的 ${count} 条记录都原样在开头`, `begins with all ${count} entries of it, unchanged`),
  };
}
