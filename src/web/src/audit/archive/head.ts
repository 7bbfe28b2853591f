/** The first member of an archive, `BELENIOS`: the version of the format and the one time all members carry. */
import type { Reader } from '../../crypto/json.ts';
import { countOfText } from '../count.ts';
import { attempt } from '../faults.ts';
import { readInOrder, U32 } from '../json.ts';
import { utf8 } from '../../crypto/bytes.ts';
import { at } from '../said.ts';
import { faultAt, type ArchiveFault } from './members.ts';

/** The greatest time that 11 octal digits carry: the year 2242. */
export const MAX_TIME = 2 ** 33 - 1;

interface Head {
  readonly version: number;
  /** Seconds since 1970 UTC, as a text of digits: a number, which the independent tool also reads, would be a second text. */
  readonly timestamp: string;
}

function head(reader: Reader): Head {
  const { version, timestamp } = reader.fields(['version', 'timestamp']);
  const isTime = (text: string): text is string => {
    const seconds = countOfText(text);
    return seconds !== undefined && seconds <= MAX_TIME;
  };
  return { version: version.count(U32), timestamp: timestamp.textThat(isTime, 'a time in seconds') };
}

/** The body of the first member. */
export const writeHead = (time: number): Uint8Array => utf8(`{"version":1,"timestamp":"${time}"}`);

/** The time in a body that stands at byte `offset` of the file. */
export function readHead(body: Uint8Array, offset: number): { readonly time: number } | { readonly fault: ArchiveFault } {
  const { value, fault } = attempt(() => readInOrder(body, head));
  if (fault) {
    const place = at('开头的 BELENIOS', 'the body of BELENIOS', fault);
    return { fault: faultAt('bytes', offset, place.zh, place.en) };
  }
  const { version, timestamp } = value;
  if (version !== 1) {
    return {
      fault: faultAt(
        'bytes',
        offset,
        `文件格式是第 ${version} 版，只认第 1 版`,
        `version ${version} of the archive format instead of 1`,
      ),
    };
  }
  return { time: Number(timestamp) };
}
