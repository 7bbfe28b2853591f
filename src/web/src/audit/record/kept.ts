/**
 * What somebody kept, held against a record: a voter's receipt, or a head of the log from the notice board. A service that shows two
 * logs is found out so (protocol.md Part I section 6).
 */
import { same, textOf, utf8 } from '../../crypto/bytes.ts';
import { agreesWith, openCheckpoint, type Checkpoint } from '../../crypto/log/checkpoint.ts';
import { Note } from '../../crypto/log/note.ts';
import { openReceipt } from '../../crypto/log/receipt.ts';
import { attempt } from '../faults.ts';
import { said, shown, type Said } from '../said.ts';
import { grown, laterPath } from './later.ts';
import { STATE_NAMES, type LoggedBallot, type LoggedVoid } from './log.ts';
import { cosignerKeys, logKey, receiptKey } from './opening.ts';
import type { RecordReport } from './report.ts';

export interface Held {
  readonly what: 'receipt' | 'head';
  /** Whether the record keeps what was promised. */
  readonly holds: boolean;
  readonly said: Said;
  /** Of a head that was signed for a longer log: where the service, without its host, shows the entries that are needed. */
  readonly needs?: string;
}

/**
 * A note without what mail programs and editors do to a text: a byte order mark, line ends with carriage returns, empty lines before or
 * behind. The signature is of the text as it was sent, so nothing can be smuggled in so.
 */
function asSent(bytes: Uint8Array): Uint8Array {
  const text = textOf(bytes)?.replace(/^\ufeff/, '');
  return text === undefined ? bytes : utf8(`${text.replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, '').replace(/\r/g, '')}\n`);
}

/**
 * Holds the bytes of a receipt or of a signed head against a record that was audited; a head also against the entries that the log got
 * `later`, where they are known.
 */
export function hold(bytes: Uint8Array, report: RecordReport, later: readonly Uint8Array[] = []): Held {
  const { opening, archives, leafHashes } = report;
  const sent = attempt(() => Note.parse(asSent(bytes)));
  // A fault is told of the file as it is.
  const note = sent.value ? sent : attempt(() => Note.parse(bytes));
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
    return holdHead(opened.value, report, later);
  }
  const opened = attempt(() => openReceipt(note.value, receiptKey(opening), phi));
  if (opened.fault) return refuse(opened.fault);
  const { leaf, leafHash } = opened.value;
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
    said: foundAt(leaf.index, report),
  };
}

function holdHead(head: Checkpoint, report: RecordReport, later: readonly Uint8Array[]): Held {
  const refuse = (fault: Said): Held => ({ what: 'head', holds: false, said: fault });
  const { size } = head;
  const more = size > report.leafHashes.length && later.length > 0 ? grown(report, later) : undefined;
  if (more && 'zh' in more) return refuse(more);
  const known = more?.leafHashes ?? report.leafHashes;
  const { fault } = attempt(() => agreesWith(head, known));
  if (fault && size > known.length) {
    // Neither for nor against the record, as long as nobody knows what was logged since.
    return {
      ...refuse(said(`${fault.zh}，要有后来的公开记录才能比对`, `${fault.en}; the entries since are needed to compare`)),
      needs: laterPath(head.origin, known.length),
    };
  }
  if (fault) return refuse(fault);
  const same = said(`公开记录的前 ${size} 条就是当时的那些`, `the first ${size} entries of the log are those it was signed for`);
  if (!more) return { what: 'head', holds: true, said: same };
  const [zh, en] = more.state ? STATE_NAMES[more.state] : ['', ''];
  const came = more.state ? said(`，表决后来到了“${zh}”`, `, and the poll came to: ${en.toLowerCase()}`) : said('', '');
  return {
    what: 'head',
    holds: true,
    said: said(
      `${same.zh}；档案做好以后又记了 ${more.later} 条${came.zh}`,
      `${same.en}; ${more.later} came after the record was made${came.en}`,
    ),
  };
}

/** Where the ballot of a receipt stands, and what became of it. */
function foundAt(index: number, { ballots, voids, stage }: RecordReport): Said {
  const place = said(`这张选票在公开记录第 ${index} 条`, `the ballot is entry ${index} of the log`);
  const ballot = ballots.find((own) => own.index === index);
  if (!ballot) return place;
  const { zh, en } = became(ballot, voids, stage === 'cancelled');
  return said(place.zh + zh, place.en + en);
}

function became({ fate }: LoggedBallot, voids: readonly LoggedVoid[], isCancelled: boolean): Said {
  switch (fate.became) {
    case 'counts':
      return isCancelled
        ? said('，表决已取消，所有选票都不计', '; the poll was cancelled, no ballot is counted')
        : said('，计入结果', ', and counts');
    case 'void': {
      const why = voids.find(({ index }) => index === fate.by);
      const [reason, authority] = [shown(why?.reason ?? ''), shown(why?.authority ?? '')];
      return said(
        `，没有计入：第 ${fate.by} 条把它作废了。理由：${reason}。决定人：${authority}`,
        `, and does not count: entry ${fate.by} took it out. Reason: ${reason}. Decided by: ${authority}`,
      );
    }
    case 'replaced':
      return said(
        `，没有计入：同一位业主又投了一次，以第 ${fate.by} 条为准`,
        `, and does not count: the voter voted again, entry ${fate.by} stands`,
      );
    case 'paper':
      return said(
        `，没有计入：同一位业主用了纸质票，见第 ${fate.by} 条`,
        `, and does not count: the voter voted on paper, entry ${fate.by}`,
      );
  }
}
