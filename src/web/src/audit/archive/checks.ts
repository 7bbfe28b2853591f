/** The questions that are asked of an archive, in the order of the report; the same as `yepiao verify` asks. */
import { said, type Said } from '../said.ts';

/** A stable name for machines. */
export type ArchiveCheck =
  | 'bytes'
  | 'digests'
  | 'chain'
  | 'grammar'
  | 'election'
  | 'trustees'
  | 'election_key'
  | 'credentials'
  | 'ballots'
  | 'ballot_credentials'
  | 'ballot_copies'
  | 'encrypted_tally'
  | 'tally_size'
  | 'shares'
  | 'quorum'
  | 'result';

/** What a check is called, and what holds if it passed. */
export interface Words {
  readonly name: Said;
  readonly meaning: Said;
}

const words = (name: readonly [string, string], meaning: readonly [string, string]): Words => ({
  name: said(...name),
  meaning: said(...meaning),
});

export const ARCHIVE_CHECKS: Readonly<Record<ArchiveCheck, Words>> = {
  // Every byte that carries no content is the one the format forces: else two files could claim to be the same election.
  bytes: words(['文件', 'File'], ['文件完整，没有夹带别的东西', 'complete, with nothing hidden in it']),
  digests: words(['内容', 'Contents'], ['每份内容都与它的防改码相符', 'every part matches the code it is filed under']),
  chain: words(['前后相连', 'Sequence'], ['每条记录都接着前一条，没有抽掉或插入', 'each event follows on; none removed or added']),
  // The independent tool does not ask this, and counts only part of the ballots where the order is another.
  grammar: words(['先后次序', 'Order of events'], ['先设定，再投票、截止、相加、开票', 'setup, votes, close, sum, opening, result']),
  election: words(['选举设定', 'Election'], ['题目、选项和加密的钥匙都合规定', 'questions, answers and key are in order']),
  trustees: words(['计票受托人', 'Trustees'], ['每位受托人都证明了自己持有钥匙', 'each has proved to hold a key']),
  election_key: words(
    ['选举的钥匙', 'Election key'],
    ['只由受托人的钥匙合成，别人打不开选票', "made of the trustees' keys and no other"],
  ),
  credentials: words(
    ['投票凭证', 'Credentials'],
    ['没有重复的凭证，每票按多少计都写得明白', 'no duplicates; every weight is a plain number'],
  ),
  ballots: words(['选票', 'Ballots'], ['每张都填得合规，并有投票凭证的签名', 'each is filled in properly and signed']),
  ballot_credentials: words(['投票资格', 'Right to vote'], ['每张选票的凭证都在名单上', "every ballot's credential is on the list"]),
  // A copied ballot would undo a later one of the same voter.
  ballot_copies: words(['复制的选票', 'Copied ballots'], ['没有一张选票被原样放进两次', 'no ballot was put in twice']),
  encrypted_tally: words(
    ['加密的总数', 'Encrypted sum'],
    ['重新加过，正是每人最后一张选票之和', "each voter's last ballot, added up again"],
  ),
  tally_size: words(
    ['参加的人数', 'Turnout'],
    ['写明的人数和票数，与计入的选票相符', 'as many voters and as much weight as stated'],
  ),
  shares: words(['受托人开票', 'Opening'], ['开票的受托人用的都是自己的钥匙', 'every trustee used the right key']),
  quorum: words(['开票人数', 'Enough trustees'], ['开票的受托人够数', 'as many trustees as needed took part']),
  result: words(['公布的结果', 'Result'], ['重新核过，正是受托人开出的数字', 'what the trustees opened, checked again']),
};

/** All of them in their order. */
export const ARCHIVE_ORDER = Object.keys(ARCHIVE_CHECKS) as readonly ArchiveCheck[];
