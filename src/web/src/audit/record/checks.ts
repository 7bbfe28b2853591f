/** What is asked of a record, beyond what is asked of each of its archives; in the order of the report, as `yepiao verify` asks. */
import type { Words } from '../archive/checks.ts';
import { said } from '../said.ts';

/** A stable name for machines. */
export type RecordCheck =
  | 'container'
  | 'files'
  | 'manifest'
  | 'rules'
  | 'roll'
  | 'package'
  | 'opening'
  | 'threshold'
  | 'log'
  | 'checkpoint'
  | 'cast'
  | 'pair'
  | 'rebuilt'
  | 'annex'
  | 'paper'
  | 'turnout'
  | 'closing'
  | 'strong'
  | 'outcome'
  | 'certificate';

const words = (name: readonly [string, string], meaning: readonly [string, string]): Words => ({
  name: said(...name),
  meaning: said(...meaning),
});

export const RECORD_CHECKS: Readonly<Record<RecordCheck, Words>> = {
  // No name twice, no path trick, no bomb, no byte that belongs to no file: else two programs could see two records in one file.
  container: words(['压缩包', 'Zip'], ['只装着档案的文件，没有夹带', "holds the record's files and nothing hidden"]),
  files: words(['文件齐全', 'Files'], ['该有的文件都在，没有多余的', 'all that belong to this stage, no others']),
  manifest: words(['文件清单', 'Manifest'], ['每个文件都与清单上的防改码相符', 'every file matches the list of digests']),
  rules: words(['规则', 'Rules'], ['就是事先定下的那套规则', 'the rule set that was fixed beforehand']),
  roll: words(['业主名册', "Owners' roll"], ['就是公示的名册，人数和面积都对得上', 'as published; people and areas agree']),
  package: words(['公告内容', 'Announcement'], ['选票上问的就是公告的事项', 'the ballot asks what was announced']),
  // With φ every ballot and every decryption commits to both lists of credentials, their weights and the service's keys.
  opening: words(['投票前约定', 'Opening'], ['名单、面积、钥匙都在投票前定死', 'lists, areas and keys were fixed before']),
  // Else two sums could be decrypted without anybody who signs twice; and a copied key could sign in its owner's name.
  threshold: words(['受托人门限', 'Threshold'], ['要过半数的受托人一起才能解密', 'it takes more than half to decrypt']),
  log: words(['公开记录', 'Log'], ['每条都合规则，截止后没有再添选票', 'keeps the rules; no ballot after the close']),
  checkpoint: words(['记录防改码', 'Head of log'], ['公布的防改码就是这份记录的', 'the signed head is that of this log']),
  // Of a ballot that does not count, digest and credential are compared with the log; nothing follows from its proofs.
  cast: words(['收到的选票', 'Ballots cast'], ['记录里的每一张选票都在', 'every ballot of the log is here']),
  pair: words(['两份档案', 'Both archives'], ['人数、面积两份里的选票完全相同', 'people and area hold the same ballots']),
  rebuilt: words(['重新生成', 'Rebuilt'], ['由公开记录重新生成，一字不差', 'made again from the log, byte for byte']),
  annex: words(['投票渠道', 'Channels'], ['每一票从哪个渠道来，都有据可查', 'how each vote came is on file']),
  paper: words(['纸质票', 'Paper'], ['票数平衡，没有人投了两次', 'the papers balance; nobody counts twice']),
  turnout: words(['参加情况', 'Turnout'], ['参加的人数和面积算得对', 'people and area that took part']),
  closing: words(['受托人签字', 'Signatures'], ['受托人签字解密的正是这两个合计', 'the trustees signed these very sums']),
  // The proofs of the archives alone do not bind what was decrypted.
  strong: words(['解密证明', 'Decryption'], ['每位受托人都证明没有解密别的', 'each proved to have decrypted just that']),
  outcome: words(['表决结果', 'Outcome'], ['按法律和规则重新算过', 'computed again by law and rules']),
  certificate: words(['结果证书', 'Certificate'], ['由约定的钥匙签发，说的就是这份档案', 'signed, and about this very record']),
};

/** All of them in their order. */
export const RECORD_ORDER = Object.keys(RECORD_CHECKS) as readonly RecordCheck[];
