/** Whether the signed certificate says what the page shows. */
import { bytes } from '../../base/api.ts';
import { hex, textOf } from '../../crypto/bytes.ts';
import { digest } from '../../crypto/hash.ts';
import { jwsPayload } from '../../crypto/jws.ts';
import { readOpening } from '../../audit/record/opening.ts';
import { path } from '../poll.ts';
import type { Result } from './shape.ts';

/** JSON with the names of every object in one order, to be compared. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, own]) => [name, ordered(own)]);
}

/** Throws where the certificate is not signed with the key of the opening. */
export async function certificateSays(result: Result): Promise<boolean> {
  const [opening, certificate] = await Promise.all([bytes(path('opening/opening.json')), bytes(path('certificate.jws'))]);
  const payload = textOf(jwsPayload('certificate', readOpening(opening).keys.certificate, certificate)) ?? '';
  return hex(digest(certificate)) === result.certificate_digest && JSON.stringify(ordered(JSON.parse(payload))) === JSON.stringify(ordered(result.certified));
}
