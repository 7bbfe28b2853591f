/** Whether the signed certificate says what the page shows. */
import { bytes } from '../../base/api.ts';
import { hex, textOf } from '../../crypto/bytes.ts';
import { digest } from '../../crypto/hash.ts';
import { jwsPayload } from '../../crypto/jws.ts';
import { readOpening } from '../../audit/record/opening.ts';
import { path } from '../poll.ts';
import type { Result } from './shape.ts';

/** Whether everything that is shown stands so in what was signed, which says more. */
function standsIn(shown: unknown, signed: unknown): boolean {
  if (typeof shown !== 'object' || shown === null) return shown === signed;
  if (typeof signed !== 'object' || signed === null || Array.isArray(shown) !== Array.isArray(signed)) return false;
  if (Array.isArray(shown) && shown.length !== (signed as unknown[]).length) return false;
  const own = signed as Readonly<Record<string, unknown>>;
  return Object.entries(shown).every(([name, value]) => Object.prototype.hasOwnProperty.call(own, name) && standsIn(value, own[name]));
}

/** Throws where the certificate is not signed with the key of the opening. */
export async function certificateSays(result: Result): Promise<boolean> {
  const [opening, certificate] = await Promise.all([bytes(path('opening/opening.json')), bytes(path('certificate.jws'))]);
  const payload = textOf(jwsPayload('certificate', readOpening(opening).keys.certificate, certificate)) ?? '';
  return hex(digest(certificate)) === result.certificate_digest && standsIn(result.certified, JSON.parse(payload));
}
