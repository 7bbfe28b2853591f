/** Notes, checkpoints, receipts and leaves: those of the Rust implementation are read, others are refused. */
import { describe, expect, it } from 'vitest';
import { base64, concat, fromHex, hex, utf8 } from '../src/crypto/bytes.ts';
import type { Digest } from '../src/crypto/hash.ts';
import { agreesWith, openCheckpoint } from '../src/crypto/log/checkpoint.ts';
import { readLeaf } from '../src/crypto/log/leaf.ts';
import { Note } from '../src/crypto/log/note.ts';
import { openReceipt, verifyReceipt } from '../src/crypto/log/receipt.ts';
import { caught, faultOf, vectors } from './support.ts';
import { cosignature, line, note, noteKey } from './signed.ts';

interface Vectors {
  keys: Record<'log' | 'receipt' | 'cosigner', { seed_byte: number; text: string }>;
  checkpoint: { note: string; root: string; size: number };
  receipt: { note: string; index: number };
  election: { phi: string };
  log: { leaves: string[]; leaf_hashes: string[]; inclusion: { index: number; size: number; proof: string[] }[] };
}

const v = vectors<Vectors>('log-v1.json');
const ORIGIN = 'vote.example.cn/oX3JHbEwRLoXJh1oX3JHbE';
const [LOG, RECEIPT] = [noteKey(ORIGIN, 1), noteKey(ORIGIN, 2)];
const COSIGNER = noteKey('jiedao.example.cn/w1', 5, 'cosignature');
const hashes = v.log.leaf_hashes.map((text) => fromHex(text) as Digest);
const { phi } = v.election;

const read = (text: string): Note => Note.parse(utf8(text));
const checkpointOf = (text: string) => openCheckpoint(read(text), LOG, [COSIGNER]);

it('keys have these texts', () => {
  for (const [key, { text }, type] of [
    [LOG, v.keys.log, 1],
    [RECEIPT, v.keys.receipt, 1],
    [COSIGNER, v.keys.cosigner, 4],
  ] as const) {
    expect(`${key.name}+${hex(key.id)}+${base64(concat(Uint8Array.of(type), key.key.bytes))}`).toBe(text);
  }
  for (const wrong of ['', 'a b', 'a+b', 'a\u3000b', 'a\u0085b', 'a\nb', 'a\u0001']) {
    expect(caught(() => noteKey(wrong, 1)).code, wrong).toBe('key');
  }
});

describe('the checkpoint of the vectors', () => {
  it('is read, and is signed by log and cosigner', () => {
    const { checkpoint, cosigned } = checkpointOf(v.checkpoint.note);
    expect([checkpoint.origin, checkpoint.size, hex(checkpoint.root)]).toEqual([ORIGIN, 16, v.checkpoint.root]);
    expect(cosigned.map(({ key }) => key)).toEqual([COSIGNER]);
    expect(cosigned[0]?.time).toBe(BigInt(`0x${'000000006b0342b8'}`));
    agreesWith(checkpoint, hashes);
  });

  it('refutes a log that lost or changed something', () => {
    const { checkpoint } = checkpointOf(v.checkpoint.note);
    expect(faultOf(() => agreesWith(checkpoint, hashes.slice(1)))).toBe(
      'checkpoint-refutes: the checkpoint counts 16 entries, the log has only 15',
    );
    const changed = hashes.map((hash, i) => (i === 3 ? (hashes[4] as Digest) : hash));
    expect(faultOf(() => agreesWith(checkpoint, changed))).toBe(
      'checkpoint-refutes: the first 16 entries of the log are not those that the checkpoint was signed for',
    );
    agreesWith(checkpoint, [...hashes, hashes[0] as Digest]);
  });
});

describe('a checkpoint', () => {
  const root = base64(fromHex(v.checkpoint.root) as Uint8Array);
  const open = (text: string) => openCheckpoint(Note.parse(note(LOG, 1, text)), LOG, []);

  it('has one text', () => {
    expect(open(`${ORIGIN}\n16\n${root}\n`).checkpoint.size).toBe(16);
    for (const text of [
      `${ORIGIN}\n016\n${root}\n`,
      `${ORIGIN}\n+16\n${root}\n`,
      `${ORIGIN}\n-1\n${root}\n`,
      `${ORIGIN}\n1e1\n${root}\n`,
      `${ORIGIN}\n\n${root}\n`,
      `${ORIGIN}\n16\n${root}\nextension\n`,
      `${ORIGIN}\n16\n${root.slice(0, -1)}\n`,
      `${ORIGIN}\n16\n${base64(new Uint8Array(31))}\n`,
      `${ORIGIN}\n16\n`,
      `\n16\n${root}\n`,
      `${ORIGIN}\n99999999999999999999\n${root}\n`,
    ]) {
      expect(faultOf(() => open(text)), text).toBe('checkpoint: not the three lines of a checkpoint: origin, size, root');
    }
    expect(faultOf(() => open(`${ORIGIN}\n9007199254740992\n${root}\n`))).toBe('checkpoint: a log of 2^53 entries or more');
    expect(faultOf(() => open(`${ORIGIN}x\n16\n${root}\n`))).toBe('checkpoint: of another log');
  });
});

describe('a note', () => {
  const text = 'a\n\nb\n';
  const good = `${text}\n${line(LOG, 1, text)}`;

  it('is passed over by unknown signers, and condemned by a false signature', () => {
    expect(read(good).verify([LOG])).toEqual([{ key: LOG }]);
    expect(read(good).verify([RECEIPT])).toEqual([]);
    expect(read(good).verify([noteKey('other', 1)])).toEqual([]);
    expect(read(`${text}\n${line(LOG, 1, text)}${line(LOG, 1, text)}`).verify([LOG])).toHaveLength(1);
    expect(faultOf(() => read(`${text}\n${line(LOG, 1, text)}${line(LOG, 1, 'other\n')}`).verify([LOG]))).toBe(
      `note-false: the signature by ${ORIGIN} is false`,
    );
    expect(faultOf(() => read(good.replace('a', 'c')).verifyBy(LOG))).toContain('note-false');
    expect(faultOf(() => read(`${text}\n${line(RECEIPT, 2, text)}`).verifyBy(LOG))).toBe(`note-unsigned: not signed by ${ORIGIN}`);
    const short = `— ${LOG.name} ${base64(concat(LOG.id, Uint8Array.of(1)))}\n`;
    expect(caught(() => read(`${text}\n${short}`).verify([LOG])).code).toBe('note-false');
  });

  it('of a cosigner binds its time', () => {
    const cosigned = `${text}\n${cosignature(COSIGNER, 5, text, 1_795_375_819n)}`;
    expect(read(cosigned).verify([COSIGNER])).toEqual([{ key: COSIGNER, time: 1_795_375_819n }]);
    const late = cosignature(COSIGNER, 5, text, 2n ** 63n);
    expect(caught(() => read(`${text}\n${late}`).verify([COSIGNER])).code).toBe('note-false');
    // The same key as a plain one is another key.
    expect(caught(() => read(`${text}\n${line(COSIGNER, 5, text)}`).verify([COSIGNER])).code).toBe('note-false');
  });

  it('has a text, an empty line and signature lines, and no control characters', () => {
    for (const wrong of ['', '\n', '\n\n', 'a\n', 'a\n\n', text, `${text}\n`, good.slice(0, -1), good.replace('a', '\r'), good.replace('a', '\0'), good.replace('a', '\t')]) {
      expect(caught(() => read(wrong)).code, JSON.stringify(wrong)).toBe('note');
    }
    const signature = line(LOG, 1, text);
    for (const wrong of [
      signature.replace('—', '-'),
      signature.replace('— ', '—'),
      signature.replace(' ', '  '),
      signature.replace('\n', ' \n'),
      signature.replace('\n', '=\n'),
      `— ${ORIGIN} ${base64(LOG.id)}\n`,
      `— ${ORIGIN}\n`,
      '— a+b AAAAAAA=\n',
    ]) {
      expect(faultOf(() => read(`${text}\n${wrong}`)), wrong).toBe('note: signature 1: not of the form — <name> <base64>');
    }
    expect(faultOf(() => read(`${text}\n${signature.repeat(101)}`))).toBe('note: more than 100 signatures');
    expect(faultOf(() => read('a'.repeat(2 ** 20 + 1)))).toBe('note: longer than 1048576 bytes');
    expect(faultOf(() => Note.parse(Uint8Array.of(0x61, 0xff)))).toBe('note: not plain text');
  });
});

describe('a receipt', () => {
  const good = v.receipt.note;
  const text = good.slice(0, good.lastIndexOf('\n\n') + 1);
  const open = (changed: string) => openReceipt(Note.parse(note(RECEIPT, 2, changed)), RECEIPT, phi);
  const { checkpoint } = checkpointOf(v.checkpoint.note);
  const proof = v.log.inclusion.find(({ index }) => index === v.receipt.index)?.proof.map((h) => fromHex(h) as Digest) ?? [];

  it('is read, and the log keeps its promise', () => {
    const receipt = openReceipt(read(good), RECEIPT, phi);
    expect(receipt.leaf.index).toBe(v.receipt.index);
    expect([hex(receipt.leafHash), receipt.tracker]).toEqual([text.split('\n')[4], text.split('\n')[5]]);
    verifyReceipt(receipt, checkpoint, proof);
    expect(caught(() => verifyReceipt(receipt, checkpoint, proof.slice(1))).code).toBe('proof');
    expect(faultOf(() => verifyReceipt(receipt, { ...checkpoint, size: 4 }, proof))).toBe(
      'receipt-early: the checkpoint counts 4 entries only; this one has index 4',
    );
    expect(faultOf(() => verifyReceipt(receipt, { ...checkpoint, origin: 'other' }, proof))).toBe('receipt: of another election');
  });

  it('says what its leaf says, signed by the right key, for this election', () => {
    expect(open(text).tracker).toHaveLength(43);
    const lines = text.split('\n');
    for (const [number, to] of [
      [4, '5'],
      [5, '00'.repeat(32)],
      [6, 'A'.repeat(43)],
      [7, '1795375730001'],
    ] as const) {
      const changed = lines.map((own, i) => (i === number - 1 ? to : own)).join('\n');
      expect(faultOf(() => open(changed))).toBe(`receipt: line ${number} is not what the entry says`);
    }
    const replaced = (number: number, to: string): string => lines.map((own, i) => (i === number - 1 ? to : own)).join('\n');
    expect(caught(() => open(replaced(1, 'yepiao/receipt/v2'))).message).toBe('not the eight lines of a receipt');
    expect(caught(() => open(`${text}x\n`)).message).toBe('not the eight lines of a receipt');
    expect(caught(() => open(replaced(2, 'other.example.cn/x'))).message).toBe('of another election');
    expect(caught(() => open(replaced(3, phi.toLowerCase()))).message).toBe('of another election');
    expect(caught(() => open(replaced(8, v.log.leaves[3] as string))).message).toBe('the entry is not of a ballot');
    expect(caught(() => open(replaced(8, `${lines[7]} `))).code).toBe('not-canonical');
    expect(caught(() => openReceipt(read(good), LOG, phi)).code).toBe('note-unsigned');
    expect(caught(() => openReceipt(read(good.replace('1795375730000', '1795375730001')), RECEIPT, phi)).code).toBe('note-false');
  });
});

describe('leaves', () => {
  it('of the vectors are read', () => {
    const types = new Set(v.log.leaves.map((text) => readLeaf(utf8(text)).type));
    expect([...types].sort()).toEqual(['ballot', 'close', 'extend', 'notice', 'objection', 'open', 'paper', 'sheet', 'state', 'void']);
  });

  it('that are none are refused', () => {
    const good = v.log.leaves[1] as string;
    const of = (text: string): string => caught(() => readLeaf(utf8(text))).code;
    for (const wrong of [
      '',
      'null',
      '[]',
      '{}',
      good.replace('"ballot"', '"balot"'),
      good.replace('"type":"ballot"', '"type":1'),
      good.replace('"index":1', '"index":-1'),
      good.replace('"index":1', '"index":1.5'),
      good.replace('"index":1', '"index":9007199254740992'),
      good.replace('"index":1,', ''),
      good.replace('"index":1', '"index":"1"'),
      good.replace(/"nonce":".{32}"/, '"nonce":""'),
      good.replace(/"sha256":".{64}"/, '"sha256":"00"'),
      good.replace('"index":1', '"extra":1,"index":1'),
    ]) {
      expect(of(wrong), wrong).toBe('json');
    }
    expect(of(good.replace('"index":1,', '"index":1, '))).toBe('not-canonical');
    expect(of(good.replace('"index":1', '"index":1,"index":1'))).toBe('not-canonical');
    expect(of('{"index":1,"nonce":"654e2c87d7820cbeb1b5b550f4316654","state":"lost","time":1,"type":"state"}')).toBe('json');
  });
});
