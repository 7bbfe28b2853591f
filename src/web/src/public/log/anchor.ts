/**
 * What everything about the log hangs on: the opening of the poll, and φ. The election names the opening by its digest, and φ is the
 * digest of the election; whoever compares φ with the posted notice trusts nothing else of this service.
 */
import { bytes, Refused } from '../../base/api.ts';
import { Election } from '../../crypto/election.ts';
import { Fault } from '../../crypto/fault.ts';
import type { NoteKey } from '../../crypto/log/note.ts';
import { cosignerKeys, logKey, readOpening, receiptKey } from '../../audit/record/opening.ts';
import { path, poll } from '../poll.ts';

export interface Anchor {
  readonly phi: string;
  /** Unix milliseconds UTC. */
  readonly ends: number;
  readonly log: NoteKey;
  readonly receipt: NoteKey;
  readonly cosigners: readonly NoteKey[];
}

let known: Promise<Anchor> | undefined;

async function read(): Promise<Anchor> {
  const [openingBytes, electionBytes] = await Promise.all([bytes(path('opening/opening.json')), bytes(path('opening/election.json'))]);
  const opening = readOpening(openingBytes);
  const { parameters, phi } = Election.parse(electionBytes);
  if (parameters.credential_authority !== `yepiao/opening/v1:${opening.digest}`) throw new Fault('election', 'the election does not name this opening');
  if (parameters.uuid !== opening.uuid || opening.uuid !== poll.value?.id) throw new Fault('election', 'of another poll');
  return { phi, ends: opening.closing.at, log: logKey(opening), receipt: receiptKey(opening), cosigners: cosignerKeys(opening) };
}

/** Asked for once: an opening never changes. */
export function anchor(): Promise<Anchor> {
  known ??= read().catch((reason: unknown) => {
    if (reason instanceof Refused) known = undefined;
    throw reason;
  });
  return known;
}
