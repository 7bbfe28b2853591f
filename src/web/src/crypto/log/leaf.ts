/**
 * What stands in a log (protocol.md Part I section 5): leaves of canonical JSON with `index`, `nonce` (16 bytes), `time` (Unix
 * milliseconds UTC), `type` and the fields of the type, none more.
 */
import { Fault } from '../fault.ts';
import { isPointText, type PointText } from '../group.ts';
import { reread, writeSorted, type Json, Reader } from '../json.ts';

interface Common {
  readonly index: number;
  /** 32 lower-case hexadecimal digits: keeps the hash from telling a leaf that can be guessed. */
  readonly nonce: string;
  readonly time: number;
}

/** What a leaf says. Digests are 64 lower-case hexadecimal digits. */
export type Entry =
  /** The voting begins. */
  | { readonly type: 'open'; readonly opening: string; readonly phi: string }
  /** A ballot was accepted. */
  | { readonly type: 'ballot'; readonly credential: PointText; readonly sha256: string }
  /** The envelope of a voter came back, and what is in it will count. */
  | { readonly type: 'paper'; readonly credential: PointText }
  /** The ballot of the leaf `ballot` is taken out. */
  | { readonly type: 'void'; readonly ballot: number; readonly reason: string; readonly authority: string }
  /** The voting lasts until then, in Unix milliseconds UTC. */
  | { readonly type: 'extend'; readonly until: number }
  /** The voting has ended. */
  | { readonly type: 'close' }
  /** The paper ballots were counted; a notice was posted; an objection was raised or answered. */
  | { readonly type: 'sheet' | 'notice' | 'objection'; readonly sha256: string }
  /** The poll has come to another state. */
  | { readonly type: 'state'; readonly state: State; readonly reason?: string };

export type State = 'closed' | 'counted' | 'published' | 'final' | 'filed' | 'cancelled';
const STATES: readonly string[] = ['closed', 'counted', 'published', 'final', 'filed', 'cancelled'];

export type Leaf = Common & Entry;

/** Reads the exact bytes of a leaf. */
export const readLeaf = (bytes: Uint8Array): Leaf => reread(bytes, shape, (leaf) => writeSorted(leaf as unknown as Json));

const COMMON = ['index', 'nonce', 'time', 'type'] as const;
const isState = (text: string): text is State => STATES.includes(text);
const isNonce = (text: string): text is string => /^[0-9a-f]{32}$/.test(text);
/** Digests and points are written with the same digits. */
const hash = (reader: Reader): string => reader.textThat(isPointText, 'a digest');
const point = (reader: Reader): PointText => reader.textThat(isPointText, 'a point');
const number = (reader: Reader): number => reader.count(Number.MAX_SAFE_INTEGER);

function shape(value: Json): Leaf {
  const leaf = new Reader(value);
  const type = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { type?: Json }).type : undefined;
  const common = (fields: { readonly [name in (typeof COMMON)[number]]: Reader }): Common => ({
    index: number(fields.index),
    nonce: fields.nonce.textThat(isNonce, '32 hexadecimal digits'),
    time: number(fields.time),
  });
  switch (type) {
    case 'open': {
      const fields = leaf.fields([...COMMON, 'opening', 'phi']);
      return { ...common(fields), type, opening: hash(fields.opening), phi: fields.phi.text() };
    }
    case 'ballot': {
      const fields = leaf.fields([...COMMON, 'credential', 'sha256']);
      return { ...common(fields), type, credential: point(fields.credential), sha256: hash(fields.sha256) };
    }
    case 'paper': {
      const fields = leaf.fields([...COMMON, 'credential']);
      return { ...common(fields), type, credential: point(fields.credential) };
    }
    case 'void': {
      const fields = leaf.fields([...COMMON, 'ballot', 'reason', 'authority']);
      const [reason, authority] = [fields.reason.text(), fields.authority.text()];
      return { ...common(fields), type, ballot: number(fields.ballot), reason, authority };
    }
    case 'extend': {
      const fields = leaf.fields([...COMMON, 'until']);
      return { ...common(fields), type, until: number(fields.until) };
    }
    case 'close':
      return { ...common(leaf.fields(COMMON)), type };
    case 'sheet':
    case 'notice':
    case 'objection': {
      const fields = leaf.fields([...COMMON, 'sha256']);
      return { ...common(fields), type, sha256: hash(fields.sha256) };
    }
    case 'state': {
      const fields = leaf.fields([...COMMON, 'state'], ['reason']);
      const state = fields.state.textThat(isState, 'a state');
      return { ...common(fields), type, state, ...(fields.reason && { reason: fields.reason.text() }) };
    }
    default:
      throw new Fault('json', 'type: not the type of a leaf');
  }
}
