/**
 * What the cryptography finds wrong, in Chinese too. It says it in English only, because the voter's page has no use for it and
 * should be small.
 */
import { Fault } from '../crypto/fault.ts';
import { said, type Said } from './said.ts';

type Words = (...groups: string[]) => string;
const one = (index: string | undefined): number => Number(index) + 1;

/** English and its Chinese, the first that fits. */
const WORDS: readonly (readonly [RegExp, Words])[] = [
  [/^not canonical from byte (\d+) on$/, (byte) => `从其中第 ${byte} 字节起，写法不是规定的唯一写法`],
  [/^not on the curve$/, () => '不是曲线上的点'],
  [/^not the canonical encoding of a point$/, () => '点的写法不是规定的唯一写法'],
  [/^not in the subgroup of prime order$/, () => '点不在规定的群里'],
  // Elections.
  [/^version: (\d+) is not supported, only 1$/, (version) => `协议是第 ${version} 版，只认第 1 版`],
  [/^group: only Ed25519 is supported$/, () => '用的群只认 Ed25519'],
  [/^uuid: not at least 14/, () => '编号不是至少 14 个 Base58 字符'],
  [/^public_key: the identity$/, () => '加密的钥匙是空的，谁都能看到选票内容'],
  [/^public_key: (.*)$/, (what = '') => `加密的钥匙：${chinese(what)}`],
  [/^questions\[(\d+)\]: min is greater than max$/, (q) => `第 ${one(q)} 题：最少要选的比最多能选的还多`],
  [/^questions: (\d+) answers .* more than (\d+)$/, (size, most) => `题目太大：选项和可选个数合计 ${size}，最多 ${most}`],
  // Ballots.
  [/^election_uuid: of another election$/, () => '这张选票是为另一次选举做的（编号不同）'],
  [/^election_hash: of another election$/, () => '这张选票是为另一次选举做的（防改码不同）'],
  [/^answers: (\d+) instead of (\d+)$/, (found, expected) => `答了 ${found} 题，应是 ${expected} 题`],
  [
    /^answers\[(\d+)\]\.choices: (\d+) instead of (\d+)$/,
    (q, found, expected) => `第 ${one(q)} 题有 ${found} 份密文，应是 ${expected} 份`,
  ],
  [/^answers\[(\d+)\]: a proof is missing/, (q) => `第 ${one(q)} 题的证明缺少、多出，或份数不对`],
  [
    /^answers\[(\d+)\]\.choices\[(\d+)\]\.alpha: the identity/,
    (q, c) => `第 ${one(q)} 题第 ${one(c)} 份密文没有加密，谁都看得见`,
  ],
  [/^answers\[(\d+)\]\.choices\[(\d+)\]: (not .*)$/, (q, c, what = '') => `第 ${one(q)} 题第 ${one(c)} 份密文：${chinese(what)}`],
  [
    /^answers\[(\d+)\]\.individual_proofs\[(\d+)\]: the proof is false$/,
    (q, c) => `第 ${one(q)} 题第 ${one(c)} 份密文“只选或不选”的证明是假的`,
  ],
  [/^answers\[(\d+)\]\.overall_proof: the proof is false$/, (q) => `第 ${one(q)} 题“没有多选或少选”的证明是假的`],
  [/^answers\[(\d+)\]\.blank_proof: the proof is false$/, (q) => `第 ${one(q)} 题“空白票没有另选”的证明是假的`],
  [/^credential: the identity$/, () => '投票凭证是空的，谁都能用'],
  [/^credential: (not .*)$/, (what = '') => `投票凭证：${chinese(what)}`],
  [/^signature\.hash: /, () => '签的不是这张选票'],
  [/^signature: not by the credential$/, () => '签名是假的，不是用这个投票凭证签的'],
  // Notes, checkpoints, receipts.
  [/^not a text, an empty line and/, () => '不是带签名的文本（正文、空行、签名行）'],
  [/^not plain text$/, () => '不是纯文本'],
  [/^more than \d+ signatures$/, () => '签名太多'],
  [/^signature (\d+): not of the form/, (number) => `第 ${number} 行签名的格式不对`],
  [/^the signature by (.*) is false$/, (name) => `${name} 的签名是假的`],
  [/^not signed by (.*)$/, (name) => `没有 ${name} 的签名`],
  [/^not the three lines of a checkpoint/, () => '不是防改码（应有三行：来源、条数、哈希）'],
  [/^of another log$/, () => '是另一份公开记录的防改码'],
  [
    /^the checkpoint counts (\d+) entries, the log has only (\d+)$/,
    (size, length) => `防改码说公开记录有 ${size} 条，这里只有 ${length} 条`,
  ],
  [/^the first (\d+) entries of the log are not those/, (size) => `公开记录的前 ${size} 条不是当时签名的那些：有人改过`],
  [/^not the eight lines of a receipt$/, () => '不是投票凭证（应有八行）'],
  [/^of another election$/, () => '是另一次表决的凭证'],
  [/^the entry is not of a ballot$/, () => '凭证里的记录不是选票'],
  [/^line (\d+) is not what the entry says$/, (line) => `凭证第 ${line} 行与其中的记录不一致`],
  // Signed documents.
  [/^longer than (\d+) bytes$/, (most) => `超过 ${most} 字节`],
  [/^not three parts with points between$/, () => '不是用点隔开的三段'],
  [/^the header is not the only one of .* \((.*)\)$/, (member) => `开头不是这种文件和这把钥匙唯一的开头（${member}）`],
  [/^(signature|payload): not canonical base64url/, (part) => `${part} 段的写法不是规定的唯一写法`],
  [/^the signature is false$/, () => '签名是假的，或不是约定的钥匙签的'],
];

/** The Chinese of a sentence of the cryptography. What is said of JSON is for whoever wrote the program. */
export function chinese(english: string): string {
  for (const [pattern, words] of WORDS) {
    const found = pattern.exec(english);
    if (found) return words(...found.slice(1));
  }
  return `内容的格式不对（程序原话：${english}）`;
}

/** What is wrong, of anything that was thrown. A stranger's bytes may exhaust the stack or the memory; that is a fault too. */
export function saidOf(error: unknown): Said {
  const english = error instanceof Fault ? error.message : `cannot be read here (${error instanceof Error ? error.name : 'unknown'})`;
  return said(chinese(english), english);
}

/** What `read` gives, or what is wrong with what it read. */
export function attempt<T>(read: () => T): { readonly value: T; readonly fault?: never } | { readonly fault: Said; readonly value?: never } {
  try {
    return { value: read() };
  } catch (error) {
    return { fault: saidOf(error) };
  }
}
