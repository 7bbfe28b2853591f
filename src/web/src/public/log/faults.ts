/** What is wrong with something signed, in words; and what to do. */
import { said, type Said } from '../../audit/said.ts';
import { Refused } from '../../base/api.ts';
import { Fault, type Code } from '../../crypto/fault.ts';
import { asRefused } from '../asked.ts';

const NOT_WHOLE = said('内容不完整，或者被改过', 'it is not whole, or was changed');
const WORDS: Readonly<Partial<Record<Code, Said>>> = {
  note: NOT_WHOLE,
  json: NOT_WHOLE,
  'not-canonical': NOT_WHOLE,
  'note-false': said('签名是假的：内容被改过', 'the signature is false: it was changed'),
  'note-unsigned': said('不是本次表决的系统签的', 'it is not signed by the service of this vote'),
  receipt: said('不是本次表决的凭证，或者被改过', 'it is no receipt of this vote, or was changed'),
  'receipt-early': said('公开记录里还没有这张票。刚投的票请等一分钟再查', 'the log has no such entry yet. If you voted just now, wait a minute'),
  checkpoint: said('不是本次表决的防改码', 'it is no checkpoint of this vote'),
  'checkpoint-refutes': said('公开记录被改过或缩短过', 'the log was changed or shortened'),
  proof: said('公开记录与它矛盾', 'the log contradicts it'),
  election: said('系统给出的文件互相矛盾', 'the files of the service contradict each other'),
};

export const REPORT = said(
  '请保存凭证和这个画面，告诉居委会、街道，或您信任的人。这是可以证明的。',
  'Keep the receipt and this screen, and tell the residents\' committee, the subdistrict or somebody you trust. It can be proved.',
);

/** Faults that show that the service did wrong, not that something was mistyped. */
export const isGrave = (reason: unknown): boolean => reason instanceof Fault && ['proof', 'checkpoint-refutes', 'election'].includes(reason.code);

/** An answer that did not come says nothing about what is checked. */
export function wordsOf(reason: unknown): { readonly said: Said; readonly refused: Refused | undefined } {
  if (reason instanceof Fault) return { said: WORDS[reason.code] ?? said(reason.message, reason.message), refused: undefined };
  const refused = asRefused(reason);
  return { said: said(refused.message, refused.message), refused };
}
