/** An entry of the log as people read it. */
import { said, type Said } from '../../audit/said.ts';
import { fromHex, utf8 } from '../../crypto/bytes.ts';
import { base64Digest } from '../../crypto/hash.ts';
import { readLeaf, type Leaf } from '../../crypto/log/leaf.ts';
import { moment } from '../figures.ts';
import { STATES } from '../words.ts';

/** 查票码 of a ballot's entry. */
export const trackerOf = (leaf: Leaf & { readonly type: 'ballot' }): string => base64Digest(fromHex(leaf.sha256) ?? new Uint8Array());

export function leafOf(entry: string): Leaf | undefined {
  try {
    return readLeaf(utf8(entry));
  } catch {
    return undefined;
  }
}

export function entrySaid(leaf: Leaf): Said {
  switch (leaf.type) {
    case 'open':
      return said('投票开始', 'the voting begins');
    case 'ballot':
      return said('收到一张电子选票', 'an electronic ballot');
    case 'paper':
      return said('收到一个纸质票信封', 'an envelope with a paper ballot');
    case 'void':
      return said(`第 ${leaf.ballot} 条的选票作废：${leaf.reason}（${leaf.authority}）`, `the ballot of entry ${leaf.ballot} is void: ${leaf.reason} (${leaf.authority})`);
    case 'extend':
      return said(`投票延长到 ${moment(leaf.until).zh}`, `the voting is extended until ${moment(leaf.until).en}`);
    case 'close':
      return said('投票截止', 'the voting ends');
    case 'sheet':
      return said('纸质票清点表', 'the sheet of the paper ballots');
    case 'notice':
      return said('张贴了一份公告', 'a notice was posted');
    case 'objection':
      return said('提出或答复了一条异议', 'an objection was raised or answered');
    case 'state': {
      const name = STATES[leaf.state] ?? said(leaf.state, leaf.state);
      const reason = leaf.reason === undefined ? said('', '') : said(`：${leaf.reason}`, `: ${leaf.reason}`);
      return said(`进入：${name.zh}${reason.zh}`, `${name.en}${reason.en}`);
    }
  }
}
