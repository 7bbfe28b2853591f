/**
 * The published credentials: a JSON array of `"<point>"` (weight 1) or `"<point>,<weight>"` (protocol.md Part II section 3).
 *
 * Any order is admitted, and an entry without a weight among others with one: both are the author's free choice, and bound by the
 * chain. Whether the weights are the right ones only the owners' roll can show.
 */
import { isPointText, type PointText } from '../../crypto/group.ts';
import type { Fault } from '../../crypto/fault.ts';
import { countOfText } from '../count.ts';
import { attempt, saidOf } from '../faults.ts';
import { readInOrder } from '../json.ts';
import { at, nth, said, type Said } from '../said.ts';
import type { Checker } from '../checker.ts';

/** The greatest sum of all weights: 2^63 − 1. */
const MAX_TOTAL = 2n ** 63n - 1n;
/** Quotation marks in a list up to which every wrong entry is named, however short. */
const MARKS_SURVEYED = 20_000;
/** Entries that are read together. */
const CHUNK = 4096;

export interface Credential {
  readonly point: PointText;
  /** How much the voter's ballot counts: 1, or an area in 0.01 m². */
  readonly weight: bigint;
}

export class CredentialList {
  readonly entries: Credential[] = [];
  readonly #positions = new Map<PointText, number>();
  /** The sum of all weights. */
  totalWeight = 0n;

  /** Position and entry of a credential. */
  find(point: PointText): { readonly position: number; readonly weight: bigint } | undefined {
    const position = this.#positions.get(point);
    return position === undefined ? undefined : { position, weight: (this.entries[position] as Credential).weight };
  }

  /** Adds an entry, or tells why not. */
  add(index: number, credential: Credential): Said | undefined {
    if (this.#positions.has(credential.point)) return wrong(index, '与前面的某条重复', 'the same credential as an entry before');
    const total = this.totalWeight + credential.weight;
    if (total > MAX_TOTAL) return said('票数合计太大，超过 2^63 − 1', 'the weights together exceed 2^63 − 1');
    this.totalWeight = total;
    this.#positions.set(credential.point, this.entries.length);
    this.entries.push(credential);
    return undefined;
  }
}

const wrong = (index: number, zh: string, en: string): Said => said(`第 ${nth(index)} 条：${zh}`, `[${index}]: ${en}`);

/** Reads the bytes of a list. All entries that are right are kept, and every fault is returned. */
export async function readCredentials(
  bytes: Uint8Array,
  checker: Checker,
): Promise<{ readonly list: CredentialList; readonly faults: readonly Said[] }> {
  const list = new CredentialList();
  // Every entry has two quotation marks and 64 digits between them. Millions of shorter ones would only fill the memory.
  const marks = bytes.reduce((count, byte) => count + (byte === 0x22 ? 1 : 0), 0);
  if (marks > MARKS_SURVEYED && marks * 33 > bytes.length) {
    return { list, faults: [said('名单里的内容太短，不可能是凭证', 'the entries are too short to be points')] };
  }
  const read = attempt(() => readInOrder(bytes, (reader) => reader.list((entry) => entry.text())));
  if (read.fault) return { list, faults: [read.fault] };
  const faults: Said[] = [];
  for (let first = 0; first < read.value.length; first += CHUNK) {
    const entries = read.value.slice(first, first + CHUNK).map((text, index) => entry(first + index, text));
    const points = entries.flatMap((own) => ('point' in own ? [own.point] : []));
    const checked = new Map((await checker.points(points)).map((fault, index) => [points[index] as PointText, fault]));
    entries.forEach((own, position) => {
      const index = first + position;
      const fault = 'point' in own ? pointFault(index, checked.get(own.point)) ?? list.add(index, own) : own;
      if (fault) faults.push(fault);
    });
  }
  return { list, faults };
}

function pointFault(index: number, fault: Fault | undefined): Said | undefined {
  if (!fault) return undefined;
  if (fault.code === 'point-identity') return wrong(index, '凭证是空的，谁都能用', 'the identity, for which anybody can vote');
  return at(`第 ${nth(index)} 条`, `[${index}]`, saidOf(fault));
}

function entry(index: number, text: string): Credential | Said {
  const comma = text.indexOf(',');
  const [point, written] = comma < 0 ? [text, '1'] : [text.slice(0, comma), text.slice(comma + 1)];
  const weight = countOfText(written);
  if (weight === undefined) return wrong(index, '票数不是普通的十进制数字', 'the weight is not a plain decimal number');
  if (!isPointText(point)) {
    return wrong(index, '写法不对，应是凭证，或凭证加逗号加票数', 'not of the form <point> or <point>,<weight>');
  }
  return { point, weight };
}
