/**
 * What a voting device shows as a QR code when its voter checks the encryption instead of casting (protocol.md Part I section 12), and
 * a second device rebuilds the unsigned ballot from: election, credential, hash, seed and choices.
 *
 *     c1.<uuid>.<φ>.<credential>.<hash>.<seed>.<choices>
 *
 * φ, credential (its 32 bytes by RFC 8032), hash and seed are base64url of 32 bytes. Choices: one part for each question with dashes
 * between, `b` for a blank vote, else 0 or 1 for each answer. The seed is of a ballot that is never cast; it opens no other.
 */
import { base64url, fromBase64url } from '../bytes.ts';
import { Fault } from '../fault.ts';
import { littleEndian, textOfLittleEndian, type PointText } from '../group.ts';
import type { Revealed, Selection } from './seal.ts';

/** A sealed ballot that is checked, with all that the check takes. */
export interface Reveal {
  readonly uuid: string;
  readonly phi: string;
  readonly credential: PointText;
  /** The hash that the voting device had shown before. */
  readonly hash: string;
  readonly revealed: Revealed;
}

/** Base64 without its `=` as the protocol writes digests, and base64url, are one alphabet but for two characters. */
const toUrl = (digest: string): string => digest.replace(/\+/g, '-').replace(/\//g, '_');
const fromUrl = (text: string): string => text.replace(/-/g, '+').replace(/_/g, '/');

const choicesOf = (selection: Selection): string =>
  selection === 'blank' ? 'b' : selection.map((chosen) => (chosen ? '1' : '0')).join('');

/** The text for a QR code, behind `#` of the auditor's page. */
export const writeReveal = ({ uuid, phi, credential, hash, revealed: { seed, selections } }: Reveal): string =>
  ['c1', uuid, toUrl(phi), base64url(littleEndian(credential)), toUrl(hash), base64url(seed), selections.map(choicesOf).join('-')].join('.');

/** Reads the text of a QR code. Throws where it is none. */
export function readReveal(text: string): Reveal {
  const refuse = (): never => {
    throw new Fault('reveal', 'not a checked ballot');
  };
  const [version, uuid, phi, credential, hash, seed, choices, ...more] = text.split('.');
  if (version !== 'c1' || !uuid || !/^[1-9A-HJ-NP-Za-km-z]{14,64}$/.test(uuid) || choices === undefined || more.length > 0) return refuse();
  const bytes = (part: string | undefined): Uint8Array => {
    const read = fromBase64url(part ?? '');
    return read?.length === 32 ? read : refuse();
  };
  bytes(phi);
  bytes(hash);
  const selections = choices.split('-').map((own): Selection => {
    if (own === 'b') return 'blank';
    return /^[01]+$/.test(own) ? [...own].map((mark) => mark === '1') : refuse();
  });
  return {
    uuid,
    phi: fromUrl(phi as string),
    credential: textOfLittleEndian(bytes(credential)),
    hash: fromUrl(hash as string),
    revealed: { seed: bytes(seed), selections },
  };
}
