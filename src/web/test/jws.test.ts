/** Signed documents: one header for a purpose and a key, one text, and nothing else is believed. */
import { describe, expect, it } from 'vitest';
import { base64url, fromBase64url, fromHex, utf8 } from '../src/crypto/bytes.ts';
import { VerifyingKey } from '../src/crypto/ed25519.ts';
import { keyId, openJws, type Purpose } from '../src/crypto/jws.ts';
import { writeSorted, type Json } from '../src/crypto/json.ts';
import { caught, faultOf, vectors } from './support.ts';
import { jws, sign, verifyingKey } from './signed.ts';

const key = verifyingKey(7);
const payload: Json = { b: [1, { 业: '票' }], a: true };
const encode = (text: string): string => base64url(utf8(text));
const header = `{"alg":"EdDSA","kid":"${keyId(key)}","typ":"yepiao-certificate-v1+jws"}`;
const body = encode(writeSorted(payload));
const read = (text: string): Json => openJws('certificate', key, utf8(text));
const good = jws(7, encode(header), body);

it('key ids are those of RFC 8037 appendix A.3', () => {
  const rfc = VerifyingKey.fromBytes(fromBase64url('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo') as Uint8Array);
  expect(keyId(rfc)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  // Its document is valid by the RFC, and refused here: the header says nothing of a purpose and a key.
  const text =
    'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';
  expect(rfc.verify(utf8(text.slice(0, text.lastIndexOf('.'))), fromBase64url(text.slice(text.lastIndexOf('.') + 1)) as Uint8Array)).toBe(true);
  expect(faultOf(() => openJws('certificate', rfc, utf8(text)))).toMatch(/^jws: the header is not the only one of this purpose and key \((?:alg|typ|kid|\.)\)$/);
});

it('a document is read', () => {
  expect(read(good)).toEqual(payload);
});

describe('only one header is believed:', () => {
  const replaced = (from: string, to: string): string => header.replace(from, to);
  const withMore = (more: string): string => header.replace('{', `{${more},`);
  it.each([
    ['no algorithm', replaced('EdDSA', 'none')],
    ['the key as a secret', replaced('EdDSA', 'HS256')],
    ['another curve', replaced('EdDSA', 'ES256')],
    ['the newer name', replaced('EdDSA', 'Ed25519')],
    ['another purpose', replaced('certificate', 'paper')],
    ['another version', replaced('-v1', '-v2')],
    ["a session's token", replaced('yepiao-certificate-v1+jws', 'JWT')],
    ['another key', replaced(keyId(key), keyId(verifyingKey(8)))],
    ['no kid', replaced(`"kid":"${keyId(key)}",`, '')],
    ['no typ', replaced(',"typ":"yepiao-certificate-v1+jws"', '')],
    ['a key of its own', withMore(`"jwk":{"crv":"Ed25519","kty":"OKP","x":"${base64url(key.bytes)}"}`)],
    ['a key elsewhere', withMore('"jku":"https://example.org/keys"')],
    ['a certificate of its own', withMore('"x5c":["AA=="]')],
    ['an extension', withMore('"crit":["exp"],"exp":1')],
    ['a payload that is not encoded', withMore('"b64":false,"crit":["b64"]')],
    ['compression', withMore('"zip":"DEF"')],
    ['alg twice', withMore('"alg":"none"')],
    ['a space', replaced(',', ', ')],
    ['a line feed at the end', `${header}\n`],
    ['another order', `{"kid":"${keyId(key)}","alg":"EdDSA","typ":"yepiao-certificate-v1+jws"}`],
    ['an escape', replaced('EdDSA', '\\u0045dDSA')],
    ['nothing', ''],
  ])('not one with %s', (_, wrong) => {
    expect(faultOf(() => read(jws(7, encode(wrong), body)))).toMatch(/^jws: the header is not the only one of this purpose and key \((?:alg|typ|kid|\.)\)$/);
  });

  it('not one spelt otherwise', () => {
    for (const wrong of [`${encode(header)}=`, `${encode(header)} `]) expect(caught(() => read(jws(7, wrong, body))).code).toBe('jws');
  });
});

it('a payload is canonical or refused', () => {
  const open = (text: string): string => caught(() => read(jws(7, encode(header), text))).code;
  for (const wrong of ['{"b":1,"a":2}', '{"a":1,"a":2}', '{"a": 1}', '{"a":1}\n', '{"a":1.0}', '{"a":1e2}', '', '{']) {
    expect(['json', 'not-canonical'], wrong).toContain(open(encode(wrong)));
  }
  expect(read(jws(7, encode(header), 'W10'))).toEqual([]);
  for (const wrong of ['W11', 'W10=', 'W1 0', 'W10A', 'W+0', 'W/0']) expect(['jws', 'json'], wrong).toContain(open(wrong));
});

it('a signature is of this text by this key in one spelling', () => {
  const [head, own, signature] = good.split('.') as [string, string, string];
  const signed = `${head}.${own}`;
  const bytes = fromBase64url(signature) as Uint8Array;
  // s + q: the same equation, another number.
  const q = 7237005577332262213973186563042994240857116359379907606001950938285454250989n;
  const s = bytes.slice(32).reduceRight((n, byte) => n * 256n + BigInt(byte), 0n) + q;
  const greater = bytes.slice();
  greater.set((fromHex(s.toString(16).padStart(64, '0')) as Uint8Array).reverse(), 32);
  for (const [name, wrong] of [
    ['none', new Uint8Array()],
    ['of another key', sign(8, utf8(signed))],
    ['s not reduced', greater],
    ['a byte too short', bytes.slice(1)],
    ['a byte too long', Uint8Array.of(...bytes, 0)],
    ['zeros', new Uint8Array(64)],
  ] as const) {
    expect(faultOf(() => read(`${signed}.${base64url(wrong)}`)), name).toBe('jws: the signature is false');
  }
  const last = signature.at(-1) as string;
  for (const spare of ['B', 'R', 'h', 'x'].filter((letter) => letter !== last)) {
    expect(caught(() => read(`${signed}.${signature.slice(0, -1)}${spare}`)).code).toBe('jws');
  }
});

it('a document of one purpose is none of another', () => {
  expect(caught(() => openJws('paper', key, utf8(good))).code).toBe('jws');
  const paper = jws(7, encode(header.replace('certificate', 'paper')), body);
  expect(openJws('paper', key, utf8(paper))).toEqual(payload);
});

it('other forms are refused', () => {
  const [head, own, signature] = good.split('.') as [string, string, string];
  for (const other of [
    JSON.stringify({ protected: head, payload: own, signature }),
    '',
    '.',
    '..',
    '...',
    own,
    `${head}.${own}`,
    `${head}..${signature}`,
    `${good}.`,
    `${good}.${signature}`,
    `${good}\n`,
    ` ${good}`,
  ]) {
    expect(caught(() => read(other)).code, other).toBe('jws');
  }
  expect(faultOf(() => openJws('paper', key, Uint8Array.of(0xff)))).toBe('jws: not three parts with points between');
  expect(faultOf(() => openJws('paper', key, new Uint8Array(2 ** 21 + 1)))).toBe('jws: longer than 2097152 bytes');
  expect(faultOf(() => openJws('certificate', key, new Uint8Array(2 ** 26 + 1)))).toBe('jws: longer than 67108864 bytes');
});

interface Document {
  header: string;
  payload: string;
  document: string;
}

interface RecordVectors {
  keys: { [purpose in Purpose]: { seed_byte: number; public: string; kid: string } };
  certificate: Document;
  paper: Document;
  refused: { name: string; document: string; fault: string }[];
}

describe('tests/vectors/record-v1.json', () => {
  const v = vectors<RecordVectors>('record-v1.json');

  it.each(['certificate', 'paper'] as const)('its %s is read, and its signature is the one made here', (purpose) => {
    const { seed_byte: byte, public: text, kid } = v.keys[purpose];
    const own = VerifyingKey.parse(text);
    expect([keyId(own), own.toString()]).toEqual([kid, verifyingKey(byte).toString()]);
    const { header: head, payload: expected, document } = v[purpose];
    expect(writeSorted(openJws(purpose, own, utf8(document)))).toBe(expected);
    expect(jws(byte, encode(head), encode(expected))).toBe(document);
  });

  it.each(v.refused)('refused: $name', ({ document }) => {
    const refused = caught(() => openJws('paper', verifyingKey(v.keys.paper.seed_byte), utf8(document)));
    expect(['jws', 'json', 'not-canonical']).toContain(refused.code);
  });
});
