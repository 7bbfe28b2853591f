/** The service's side, for tests: keys made of 32 equal bytes, notes and documents signed with them. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { base64, base64url, concat, fromHex, utf8 } from '../src/crypto/bytes.ts';
import { VerifyingKey } from '../src/crypto/ed25519.ts';
import { NoteKey, type KeyKind } from '../src/crypto/log/note.ts';

const seedOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);

export const sign = (byte: number, message: Uint8Array): Uint8Array => ed25519.sign(message, seedOf(byte));

export const verifyingKey = (byte: number): VerifyingKey => VerifyingKey.fromBytes(ed25519.getPublicKey(seedOf(byte)));

export const noteKey = (name: string, byte: number, kind: KeyKind = 'note'): NoteKey => new NoteKey(name, kind, verifyingKey(byte));

/** A signature line below `text`. */
export const line = (key: NoteKey, byte: number, text: string): string =>
  `— ${key.name} ${base64(concat(key.id, sign(byte, utf8(text))))}\n`;

/** A cosigner's line. */
export function cosignature(key: NoteKey, byte: number, text: string, time: bigint): string {
  const stamp = fromHex(time.toString(16).padStart(16, '0')) as Uint8Array;
  return `— ${key.name} ${base64(concat(key.id, stamp, sign(byte, utf8(`cosignature/v1\ntime ${time}\n${text}`))))}\n`;
}

/** A note signed with one key. */
export const note = (key: NoteKey, byte: number, text: string): Uint8Array => utf8(`${text}\n${line(key, byte, text)}`);

/** A compact JWS of parts as they are. */
export function jws(byte: number, header: string, payload: string): string {
  const text = `${header}.${payload}`;
  return `${text}.${base64url(sign(byte, utf8(text)))}`;
}
