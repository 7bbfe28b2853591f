/**
 * The closing statement, `closing.json`: what the trustees agree to decrypt (protocol.md Part I section 7).
 *
 * C = `yepiao/close/v1|φ|size|root|hP|hA`: the tree whose last leaf is the paper sheet, and for people and area the digest of each
 * archive's event EncryptedTally. Decrypting a second sum that differs in one ballot or one weight would reveal that ballot by
 * subtraction; so nobody decrypts before enough have signed one C.
 */
import { encode } from '../../crypto/group.ts';
import { hex } from '../../crypto/bytes.ts';
import { digestOfText } from '../../crypto/hash.ts';
import type { Reader } from '../../crypto/json.ts';
import { proofOfText, type ProofText } from '../../crypto/proof.ts';
import { scalarOfText } from '../../crypto/scalar.ts';
import { verify } from '../../crypto/signature.ts';
import { countOfText } from '../count.ts';
import type { Trustees } from '../election/trustees.ts';
import { readCanonical, U32, type DigestText } from '../json.ts';
import { said, type Said } from '../said.ts';
import type { LoggedSheet } from './log.ts';

export interface Closing {
  readonly statement: string;
  /** By ascending owner, each once. */
  readonly signatures: readonly (ProofText & { readonly owner: number })[];
}

const isScalarText = (text: string): text is string => scalarOfText(text) !== undefined;

export const readClosing = (bytes: Uint8Array): Closing =>
  readCanonical(bytes, (reader) => {
    const { signatures, statement } = reader.fields(['signatures', 'statement']);
    return {
      signatures: signatures.list((own) => {
        const { challenge, owner, response } = own.fields(['challenge', 'owner', 'response']);
        const scalar = (field: Reader): string => field.textThat(isScalarText, 'a decimal number below the group order');
        return { challenge: scalar(challenge), owner: owner.count(U32), response: scalar(response) };
      }),
      statement: statement.text(),
    };
  });

/** Statement C. */
export const statementOf = (phi: string, { size, root }: LoggedSheet, people: DigestText, area: DigestText): string =>
  `yepiao/close/v1|${phi}|${size}|${root}|${people}|${area}`;

/** Whether a text has the form of a statement. */
function isStatement(text: string): boolean {
  const [tag, , size, root, people, area, ...more] = text.split('|');
  const digests = [root, people, area].every((own) => own !== undefined && /^[0-9a-f]{64}$/.test(own));
  return tag === 'yepiao/close/v1' && digests && size !== undefined && countOfText(size) !== undefined && more.length === 0;
}

/**
 * Everything why these trustees may not decrypt what `expected` names: all signatures hold, every Single trustee signed and of each
 * joint key `threshold` members, which are more than half.
 */
export function closingFaults({ statement, signatures }: Closing, trustees: Trustees, expected: string): Said[] {
  if (!isStatement(statement)) {
    return [
      said('封票声明的写法不对', 'the statement is not of the form yepiao/close/v1|φ|size|root|people|area'),
    ];
  }
  if (statement !== expected) return [said('受托人签的是另一份声明', 'the trustees signed another statement')];
  // First of all, because no trustee twice means no more signatures to verify than there are trustees.
  if (signatures.some(({ owner }, index) => index > 0 && owner <= (signatures[index - 1] as { owner: number }).owner)) {
    return [said('签名应按受托人的号数排列，每人一个', 'the signatures are not by ascending owner, each once')];
  }
  const faults: Said[] = [];
  const digest = hex(digestOfText(expected));
  for (const signature of signatures) {
    const { owner } = signature;
    const key = trustees.owner(owner)?.key;
    if (!key) {
      faults.push(said(`没有第 ${owner} 位受托人`, `there is no trustee ${owner}`));
    } else if (!verify(key, `yepiao/close-sig/v1|${digest}|${encode(key.point)}|`, proofOfText(signature))) {
      faults.push(
        said(`受托人 ${owner}：对声明的签名是假的`, `trustee ${owner}: the signature of the statement is false`),
      );
    }
  }
  const signed = new Set(signatures.map(({ owner }) => owner));
  trustees.groups.forEach((group, index) => {
    const item = index + 1;
    if (group.kind === 'single') {
      if (signed.has(group.owner)) return;
      faults.push(said(`受托人 ${group.owner} 还没有签名`, `trustee ${group.owner} has not signed`));
      return;
    }
    const { first, size, threshold } = group;
    if (threshold * 2 <= size) {
      faults.push(
        said(
          `第 ${item} 把共管钥匙：开票所需人数没有超过一半`,
          `joint key ${item}: the threshold must be more than half of its members`,
        ),
      );
    }
    const found = [...signed].filter((owner) => owner >= first && owner < first + size).length;
    if (found < threshold) {
      faults.push(
        said(
          `第 ${item} 把共管钥匙：有 ${found} 人签了名，要 ${threshold} 人`,
          `joint key ${item}: ${found} members have signed, ${threshold} must`,
        ),
      );
    }
  });
  return faults;
}
