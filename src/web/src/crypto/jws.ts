/**
 * Signed documents of the service, the certificate and the sheet of the paper ballots: compact JWS (RFC 7515) of canonical JSON,
 * by Ed25519 (RFC 8037), in one form only (protocol.md Part I sections 13 and 14).
 *
 * Nothing in a header is believed: for a purpose and a key there is exactly one,
 * `{"alg":"EdDSA","kid":"<RFC 7638 thumbprint of the key>","typ":"yepiao-certificate-v1+jws"}`, and a document with any other
 * bytes in its place is refused. The key comes from the opening.
 */
import { base64url, fromBase64url, textOf, utf8 } from './bytes.ts';
import type { VerifyingKey } from './ed25519.ts';
import { Fault } from './fault.ts';
import { digestOfText } from './hash.ts';
import { readSorted, writeSorted, type Json } from './json.ts';

/** What a document is; each has a key of its own in the opening. */
export type Purpose = 'certificate' | 'paper';

/** The longest document that is read, in bytes (protocol.md Part I section 13). */
const MAX_BYTES = { certificate: 64 * 2 ** 20, paper: 2 * 2 ** 20 } as const;

/** A key's name, `kid`: the thumbprint of RFC 7638 of its JWK. */
export const keyId = (key: VerifyingKey): string =>
  base64url(digestOfText(writeSorted({ crv: 'Ed25519', kty: 'OKP', x: base64url(key.bytes) })));

/** The payload of a document of this purpose signed with this key. The signature is verified before the payload is looked at. */
export const openJws = (purpose: Purpose, key: VerifyingKey, bytes: Uint8Array): Json =>
  readSorted(jwsPayload(purpose, key, bytes));

/** The bytes that {@link openJws} reads, for who only compares them. */
export function jwsPayload(purpose: Purpose, key: VerifyingKey, bytes: Uint8Array): Uint8Array {
  const refuse = (what: string): never => {
    throw new Fault('jws', what);
  };
  const most = MAX_BYTES[purpose];
  if (bytes.length > most) refuse(`longer than ${most} bytes`);
  const parts = textOf(bytes)?.split('.') ?? [];
  const [header, payload, signature] = parts;
  if (header === undefined || payload === undefined || signature === undefined || parts.length > 3) {
    return refuse('not three parts with points between');
  }
  const only = { alg: 'EdDSA', kid: keyId(key), typ: `yepiao-${purpose}-v1+jws` } as const;
  if (header !== base64url(utf8(writeSorted(only)))) {
    refuse(`the header is not the only one of this purpose and key (${memberThatDiffers(header, only)})`);
  }
  const signed = fromBase64url(signature) ?? refuse('signature: not canonical base64url without padding');
  if (!key.verify(utf8(`${header}.${payload}`), signed)) refuse('the signature is false');
  return fromBase64url(payload) ?? refuse('payload: not canonical base64url without padding');
}

/** In which member another header differs: `kid` if it is signed with another key. `.` for more, less, or another spelling. */
function memberThatDiffers(header: string, only: Readonly<Record<'alg' | 'typ' | 'kid', string>>): string {
  let found: unknown;
  try {
    found = JSON.parse(textOf(fromBase64url(header) ?? new Uint8Array()) ?? '');
  } catch {
    return '.';
  }
  const members = typeof found === 'object' && found !== null ? new Map<string, unknown>(Object.entries(found)) : new Map<string, unknown>();
  const names = ['alg', 'typ', 'kid'] as const;
  if (!names.every((name) => typeof members.get(name) === 'string')) return '.';
  return names.find((name) => members.get(name) !== only[name]) ?? '.';
}
