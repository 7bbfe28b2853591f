/** JSON Web Signatures that others published (C2SP/wycheproof): `tests/public_vectors.rs` does the same in Rust. */
import { describe, expect, it } from 'vitest';
import { base64url, fromBase64url, textOf, utf8 } from '../src/crypto/bytes.ts';
import { writeSorted } from '../src/crypto/json.ts';
import { keyId, openJws } from '../src/crypto/jws.ts';
import { publicVectors } from './public.ts';
import { jws, sign, verifyingKey } from './signed.ts';
import { caught } from './support.ts';

interface Case {
  readonly tcId: number;
  readonly comment: string;
  readonly jws: string;
  readonly result: string;
}
const file = publicVectors<{ numberOfTests: number; testGroups: { comment: string; tests: Case[] }[] }>(
  'wycheproof-json_web_signature.json',
);
const key = verifyingKey(7);
const encode = (text: string): string => base64url(utf8(text));

/** One algorithm is decided on, which none of these documents has, valid ones included: nothing is read beyond the form. */
it('every document of another algorithm is refused', () => {
  const cases = file.testGroups.flatMap(({ tests }) => tests);
  expect(cases).toHaveLength(file.numberOfTests);
  for (const { tcId, jws: text } of cases) {
    for (const purpose of ['certificate', 'paper'] as const) {
      const { code, message } = caught(() => openJws(purpose, key, utf8(text)));
      expect([code, message], String(tcId)).toEqual(['jws', expect.stringMatching(/^(?:not three parts|the header is not the only)/)]);
    }
  }
});

/** Where a document with the same fault has another verdict with us. */
const DEVIATIONS = new Map([
  [367, 'the file has no padding there: letter for letter case 357, which is valid'],
  [370, 'the same'],
  [372, 'a character outside the alphabet in the header: RFC 4648 section 3.3 has it refused'],
  [373, 'the same in the payload'],
  [376, 'spaces in the header: right by RFC 7515, but here a header has one text'],
  [377, 'the same with other white space'],
]);

/** Lengths of the beginning and the end that two texts have in common, one after the other. */
function common(a: string, b: string): { readonly start: number; readonly end: number } {
  let [start, end] = [0, 0];
  const most = Math.min(a.length, b.length);
  while (start < most && a[start] === b[start]) start += 1;
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return { start, end };
}

/** Does to `ours` what was done to `good` to make `bad` of it, at the same distance from the nearer end. */
function sameEdit(good: string, bad: string, ours: string): string {
  const { start, end } = common(good, bad);
  const removed = good.length - start - end;
  const at = start <= end ? Math.min(start, ours.length) : Math.max(ours.length - end - removed, 0);
  return ours.slice(0, at) + bad.slice(start, bad.length - end) + ours.slice(at + removed);
}

const decoded = (part: string): string | undefined => {
  const bytes = fromBase64url(part);
  return bytes && textOf(bytes);
};

const own = jws(
  7,
  encode(`{"alg":"EdDSA","kid":"${keyId(key)}","typ":"yepiao-paper-v1+jws"}`),
  encode(writeSorted({ b: [1], a: '票' })),
).split('.') as [string, string, string];

/**
 * Our document with the fault that makes `bad` of `good`. A signature that `bad` has of its own, and not `good`'s with something done
 * to it, is one by the right key: the fault is elsewhere.
 */
function withTheFault(good: string, bad: string): string {
  const [ofGood, ofBad] = [good.split('.'), bad.split('.')];
  const [header, payload, signature] = ofBad;
  if (header === undefined || payload === undefined || signature === undefined || ofBad.length > 3) {
    // Parts left out, added or written another way.
    return ofGood.reduce((text, part, index) => text.split(part).join(own[index] ?? ''), bad);
  }
  const goodPart = (index: number): string => ofGood[index] ?? '';
  const like = (index: number, part: string): boolean => {
    const { start, end } = common(goodPart(index), part);
    return part === '' || (start + end) * 2 >= goodPart(index).length;
  };
  const [good0, bad0, own0] = [decoded(goodPart(0)), decoded(header), decoded(own[0])];
  const head =
    good0 !== undefined && bad0 && own0 !== undefined
      ? encode(sameEdit(good0, bad0, own0))
      : sameEdit(goodPart(0), header, own[0]);
  // Another text is no fault; a spelling of its own is.
  const body = like(1, payload)
    ? sameEdit(goodPart(1), payload, own[1])
    : decoded(payload) === undefined
      ? payload
      : own[1];
  const signed = `${head}.${body}`;
  const last = like(2, signature) ? sameEdit(goodPart(2), signature, own[2]) : base64url(sign(7, utf8(signed)));
  return `${signed}.${last}`;
}

/** What is wrong with the form of these documents does not depend on the algorithm: the same faults in one of ours. */
describe('the same faults in our documents have the same verdict', () => {
  const groups = file.testGroups.filter(({ comment }) => ['hs256', 'es256', 'base64'].includes(comment));
  it.each(groups)('$comment', ({ tests }) => {
    const good = tests.filter(({ tcId, result }) => result === 'valid' && !DEVIATIONS.has(tcId));
    for (const { tcId, comment, jws: bad, result } of tests) {
      const near = ({ jws: text }: Case): number => {
        const { start, end } = common(text, bad);
        return start + end;
      };
      // Of equally near ones the last, as in Rust.
      const nearest = good.reduce((best, candidate) => (near(candidate) >= near(best) ? candidate : best));
      const text = withTheFault(nearest.jws, bad);
      let accepted = true;
      try {
        openJws('paper', key, utf8(text));
      } catch {
        accepted = false;
      }
      expect(accepted, `case ${tcId}: ${comment}: ${text}`).toBe((result === 'valid') !== DEVIATIONS.has(tcId));
    }
  });

  it('there are as many as in Rust', () => {
    const tests = groups.flatMap((group) => group.tests);
    const accepted = tests.filter(({ tcId, result }) => (result === 'valid') !== DEVIATIONS.has(tcId)).length;
    expect([accepted, tests.length - accepted]).toEqual([7, 46]);
  });
});
