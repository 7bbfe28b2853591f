/**
 * Reading an archive event by event.
 *
 * Goes on after every fault that leaves the next member's place known, and hands out what was found together with the faults. The
 * memory is bounded by the largest group of members, not by their number.
 */
import type { Input } from '../input.ts';
import type { DigestText } from '../json.ts';
import { Chain, KIND_NAMES, mayFollow, readEvent, type Event } from './events.ts';
import { Group, type Payload } from './group.ts';
import { readHead } from './head.ts';
import { faultAt, Members, NOT_AN_ARCHIVE, type ArchiveFault, type Member } from './members.ts';

/** One event with its payloads, and all that was found wrong since the entry before. */
export interface Entry {
  /** Byte of the file where its first member begins. */
  readonly offset: number;
  /** What happened; `undefined` where there is no event or none that can be read: `faults` then says why. */
  readonly content: Content | undefined;
  readonly faults: readonly ArchiveFault[];
}

export interface Content {
  readonly event: Event;
  /** SHA-256 of the event's JSON as it stands in the file. */
  readonly digest: DigestText;
  readonly payload: Payload;
}

export class ArchiveReader {
  readonly #members: Members;
  /** Seconds since 1970 in the first member, which every header must carry; `undefined` if it cannot be read there. */
  readonly timestamp: number | undefined;
  readonly #chain = new Chain();
  #events = 0;
  #faults: ArchiveFault[] = [];
  #done = false;

  constructor(input: Input) {
    this.#members = new Members(input);
    this.timestamp = this.#readHead();
  }

  /** Bytes of the file read so far. */
  get bytesRead(): number {
    return this.#members.offset;
  }

  #readHead(): number | undefined {
    const member = this.#members.next(this.#faults);
    if (!member) return undefined;
    const read = readHead(member.body, member.offset + 512);
    if ('time' in read) {
      const { time } = read;
      if (member.time === time) {
        this.#members.time = time;
      } else {
        // Which of the two is right, the next member says; not one fault for every member.
        this.#faults.push(
          faultAt(
            'bytes',
            136,
            `开头写的时间与内容里的时间（${time}）不同`,
            `the header of BELENIOS does not carry the time in its body, ${time}`,
          ),
        );
      }
      return time;
    }
    if (member.name?.kind !== 'head') {
      this.#faults = [NOT_AN_ARCHIVE];
      this.#members.lost = true;
    } else {
      this.#faults.push(read.fault);
      this.#members.time = member.time;
    }
    return undefined;
  }

  /** The next entry, or `undefined` at the end. */
  next(): Entry | undefined {
    if (this.#done) return undefined;
    const group = new Group();
    for (let member = this.#members.next(this.#faults); member; member = this.#members.next(this.#faults)) {
      if (isEvent(member)) return this.#entry(group, member);
      group.push(member);
      if (group.isFull) {
        const offset = group.offset ?? this.#members.offset;
        group.reportUnreferenced(this.#faults);
        return this.#handOut(offset, undefined);
      }
    }
    return this.#finish(group);
  }

  #entry(group: Group, member: Member): Entry {
    this.#events += 1;
    const { value: event, fault } = readEvent(member.body);
    if (fault) {
      const { height } = this.#chain;
      this.#faults.push(faultAt('chain', member.offset, `记录 ${height}：${fault.zh}`, `event ${height}: ${fault.en}`));
    }
    const offset = group.offset ?? member.offset;
    let content: Content | undefined;
    if (event) {
      this.#checkChain(event, member.offset);
      content = { event, digest: member.digest, payload: group.resolve(event, member.offset, this.#faults) };
    }
    this.#chain.advance(event, member.digest);
    return this.#handOut(offset, content);
  }

  #checkChain(event: Event, offset: number): void {
    const { parent, height, furthest } = this.#chain;
    const found = event.height;
    if (found !== height) {
      this.#faults.push(
        faultAt('chain', offset, `这里应是记录 ${height}，却是记录 ${found}`, `event ${found} stands where event ${height} should`),
      );
    }
    if (event.parent !== parent) {
      const [is, should] = [event.parent, parent];
      this.#faults.push(
        faultAt(
          'chain',
          offset,
          `记录 ${found} 接的前一条不对：应是 ${should ?? '（无）'}，写的是 ${is ?? '（无）'}`,
          `event ${found} has parent ${is ?? 'none'} instead of ${should ?? 'none'}`,
        ),
      );
    }
    if (!mayFollow(event.type, furthest)) {
      const kind = KIND_NAMES[event.type];
      this.#faults.push(
        furthest
          ? faultAt(
              'grammar',
              offset,
              `记录 ${found}：“${KIND_NAMES[furthest]}”之后不能再有“${kind}”`,
              `event ${found}: ${event.type} may not follow ${furthest}`,
            )
          : faultAt(
              'grammar',
              offset,
              `记录 ${found}：文件应以“设定”开始，却是“${kind}”`,
              `event ${found}: ${event.type} may not follow nothing: an archive begins with Setup`,
            ),
      );
    }
  }

  /** The end of the file, or where it was lost. */
  #finish(group: Group): Entry | undefined {
    this.#done = true;
    const end = this.#members.offset;
    const offset = group.offset ?? end;
    if (!this.#members.lost) {
      if (group.length > 0) {
        this.#faults.push(
          faultAt(
            'bytes',
            end,
            `文件到此结束，但最后 ${group.length} 段内容没有对应的记录`,
            `the file ends after ${group.length} data members that no event follows`,
          ),
        );
      }
      group.reportUnreferenced(this.#faults);
      if (this.#events === 0) {
        this.#faults.push(faultAt('grammar', end, '文件结束了，一条记录也没有', 'the file ends without any event'));
      }
    }
    return this.#faults.length > 0 ? this.#handOut(offset, undefined) : undefined;
  }

  #handOut(offset: number, content: Content | undefined): Entry {
    const faults = this.#faults;
    this.#faults = [];
    return { offset, content, faults };
  }
}

/** The name decides; where it is none, the content. */
const isEvent = ({ name, body }: Member): boolean =>
  name ? name.kind === 'event' : readEvent(body).value !== undefined;
