/** Canonical JSON: one text for each value, in the form of the ballots and in that of RFC 8785. */
import { describe, expect, it } from 'vitest';
import { base64, base64url, fromBase64, fromBase64url, fromHex, textOf, utf8 } from '../src/crypto/bytes.ts';
import { Election } from '../src/crypto/election.ts';
import { readSorted, writeInOrder, writeSorted, type Json } from '../src/crypto/json.ts';
import { caught, faultOf, vectors } from './support.ts';

describe('RFC 8785', () => {
  it('sorts fields by UTF-16 (the example of section 3.2.3)', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
    expect(writeSorted(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\u{1f600}":5,"\ufb33":3}');
  });

  it('escapes as section 3.2.4 does, and not the delete character', () => {
    expect(writeSorted('\u20ac$\u000f\nA\'B"\\\\"/')).toBe('"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"');
    expect(writeSorted('\x7f\b\t\f\r\x1f')).toBe('"\x7f\\b\\t\\f\\r\\u001f"');
  });

  it('has whole numbers below 2^53 only', () => {
    expect(writeSorted([true, null, 0, -1, 9007199254740991])).toBe('[true,null,0,-1,9007199254740991]');
    for (const wrong of [9007199254740992, -9007199254740992, 0.5, -0, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(caught(() => writeSorted([wrong])).code, String(wrong)).toBe('json');
    }
  });

  it('is read from one text only', () => {
    expect(readSorted(utf8('{"index":1,"time":2}'))).toEqual({ index: 1, time: 2 });
    for (const wrong of [
      '{"time":2,"index":1}',
      '{"index":1, "time":2}',
      ' {"index":1}',
      '{"index":1}\n',
      '{"a":1,"a":1}',
      '1.0',
      '1e3',
      '-0',
      '9007199254740993',
      '"\\u0041"',
      '"\\/"',
      '"\\ud800"',
      '{"\\ud800":1}',
      '\ufeff1',
      '',
      '{',
    ]) {
      expect(() => readSorted(utf8(wrong)), wrong).toThrow(/json|canonical|number|Unicode|JSON/u);
    }
    expect(faultOf(() => readSorted(Uint8Array.of(0x22, 0xff, 0x22)))).toBe('json: not UTF-8');
    // A half of a pair in UTF-8, and a long spelling.
    expect(faultOf(() => readSorted(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22)))).toBe('json: not UTF-8');
    expect(faultOf(() => readSorted(Uint8Array.of(0x22, 0xc0, 0xaf, 0x22)))).toBe('json: not UTF-8');
    expect(() => readSorted(utf8(`${'['.repeat(100_000)}${']'.repeat(100_000)}`))).toThrow();
    expect(readSorted(utf8(`${'['.repeat(100)}${']'.repeat(100)}`))).toHaveLength(1);
  });

  it('takes fields with odd names for fields', () => {
    const text = '{"__proto__":{"x":1},"constructor":1,"toString":2}';
    expect(writeSorted(readSorted(utf8(text)))).toBe(text);
    expect((readSorted(utf8(text)) as { x?: Json }).x).toBeUndefined();
  });

  it('is not repeated in what is said of it', () => {
    expect(faultOf(() => readSorted(utf8('{"credential":"SECRET')))).toBe('json: not JSON');
  });
});

it('the form of ballots escapes the delete character, and keeps the order', () => {
  expect(writeInOrder({ b: '\x7f\u0001\u00a0\u2028', a: 1 })).toBe('{"b":"\\u007f\\u0001\u00a0\u2028","a":1}');
});

describe('an election', () => {
  const good = vectors<Record<string, string>>('belenios-v1-ed25519.json')['election'] as string;
  const parse = (text: string): Election => Election.parse(utf8(text));

  it('is fingerprinted by its bytes', () => {
    expect(parse(good).phi).toBe('f7xH7ezR5O2edi7Q9kiGM7D30DAKDRqKlwDbKVUqVb8');
    const { parameters } = parse(good.replace('"administrator"', '"language":["zh","ltr"],"administrator"').replace(/,"language":\["zh","ltr"\](.*)\}$/, '$1,"language":["zh","ltr"]}'));
    expect(parameters.language).toEqual(['zh', 'ltr']);
  });

  it('that cannot be held is refused', () => {
    const identity = `${'0'.repeat(63)}1`;
    const key = parse(good).parameters.public_key;
    for (const [from, to, message] of [
      ['"version":1', '"version":2', 'election: version: 2 is not supported, only 1'],
      ['Ed25519', 'BELENIOS-2048', 'election: group: only Ed25519 is supported'],
      ['o3JHbEwRLoXJh1', 'o3JHbEwRLoXJh', 'election: uuid: not at least 14 characters of Base58'],
      ['o3JHbEwRLoXJh1', 'o3JHbEwRLoXJ0O', 'election: uuid: not at least 14 characters of Base58'],
      ['"min":0,"max":1', '"min":2,"max":1', 'election: questions[0]: min is greater than max'],
      ['"max":1', '"max":4294967295', 'election: questions: 4294967303 answers and numbers of answers together, more than 16384'],
      ['"max":1', '"max":4294967296', 'json: questions[0].max: not a whole number up to 4294967295'],
      ['"min":0', '"min":-1', 'json: questions[0].min: not a whole number up to 4294967295'],
      ['"min":0', '"min":0.0', /^not-canonical: not canonical from byte \d+ on$/],
      ['"question":"Q1"', '"question":"Q1","extra":1', 'json: questions[0]: not an object of the fields answers, min, max, question, blank'],
      [',"uuid"', ', "uuid"', /^not-canonical: not canonical from byte \d+ on$/],
      // JSON.stringify would write the same escape again; the other program refuses it too.
      ['"name":"n"', '"name":"\\ud800"', 'json: name: not a text'],
      ['"blank":true', '"blank":null', 'json: questions[1].blank: not true or false'],
      ['"name":"n",', '', 'json: .: not an object of the fields version, description, name, group, public_key, questions, uuid, administrator, credential_authority, language'],
      [key, identity, 'election: public_key: the identity'],
      [key, key.replace('9', 'A'), 'json: public_key: not a point'],
      [key, vectors<Record<string, string>>('belenios-v1-ed25519.json')['order2'] as string, 'election: public_key: not in the subgroup of prime order'],
    ] as const) {
      const fault = faultOf(() => parse(good.replace(from, to)));
      expect(fault, to).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    }
  });
});

describe('texts of bytes', () => {
  it('have one spelling', () => {
    const bytes = Uint8Array.of(0xfb, 0xff, 0x00, 0x7f);
    expect([base64(bytes), base64url(bytes)]).toEqual(['+/8Afw==', '-_8Afw']);
    expect(fromBase64('+/8Afw==')).toEqual(bytes);
    expect(fromBase64url('-_8Afw')).toEqual(bytes);
    for (const wrong of ['+/8Afw', '+/8Afw=', '+/8Afx==', '-_8Afw==', '+/8Afw==\n', ' +/8Afw==', '+/8A fw==', 'A', '=']) {
      expect(fromBase64(wrong), wrong).toBeUndefined();
    }
    for (const wrong of ['-_8Afw==', '-_8Afx', '+/8Afw', '-_8Af', ' ', 'A']) expect(fromBase64url(wrong), wrong).toBeUndefined();
    for (const wrong of ['0', 'AA', '0g', ' 00']) expect(fromHex(wrong), wrong).toBeUndefined();
    expect(fromHex('00', 2)).toBeUndefined();
    const long = new Uint8Array(100_000).fill(7);
    expect(fromBase64(base64(long))).toEqual(long);
  });

  it('are UTF-8 or nothing', () => {
    expect(textOf(utf8('业票\u0000🏠'))).toBe('业票\u0000🏠');
    expect(textOf(Uint8Array.of(0xef, 0xbb, 0xbf))).toBe('\ufeff');
    expect(textOf(Uint8Array.of(0x80))).toBeUndefined();
  });
});
