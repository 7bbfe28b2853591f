/** What a file alone does not prove, and what does. Said every time. */
import { said, type Said } from './said.ts';

export interface Limit {
  /** A stable name for machines. */
  readonly code: string;
  /** What is not proved. */
  readonly what: Said;
  /** What to do about it. */
  readonly remedy: Said;
}

const limit = (code: string, what: readonly [string, string], remedy: readonly [string, string]): Limit => ({
  code,
  what: said(...what),
  remedy: said(...remedy),
});

const CREDENTIALS = limit(
  'credentials',
  ['凭证是不是都在本人手里。', "Whether each credential was in its owner's hands."],
  [
    '请看公布的参加名单：没投却在名单上，请马上提出。',
    'Look at the published list of who took part: object at once if you are on it and did not vote.',
  ],
);

/** Of an archive. */
export const ARCHIVE_LIMITS: readonly Limit[] = [
  // A ballot left out before it was chained leaves no trace in the file.
  limit(
    'omitted_ballots',
    ['有没有人的选票被漏掉。', 'Whether any ballot was left out.'],
    [
      '请检查整套选举档案 record.zip；投票人请拿凭证图片上的查票码到公开记录里查。',
      'Check the full record, record.zip; voters look up their receipt in the public log.',
    ],
  ),
  // Any weights are consistent in themselves.
  limit(
    'weights',
    ['每票按多少计，是不是与业主名册一致。', "Whether the weights are those of the owners' roll."],
    ['请把上面的合计与公示的业主名册核对。', 'Compare the sums above with the published roll.'],
  ),
  CREDENTIALS,
  // The decryption proof of version 1 hashes neither the ciphertext nor the factor (weak Fiat–Shamir).
  limit(
    'decryption_proof',
    [
      '受托人与最后投票的人串通时，开出的数字是不是真的。',
      'Whether the numbers are true if a trustee and the last voter worked together.',
    ],
    [
      '整套选举档案里有更强的开票证明，请一并检查。',
      "The election's full record holds a stronger proof of the opening: check that too.",
    ],
  ),
  // An archive counts once, by people or by area, and knows no paper; the law asks for both, and counts paper.
  limit(
    'legal_outcome',
    ['表决在法律上有没有通过。', 'Whether the decision is carried by law.'],
    [
      '那要看人数、面积两份文件，还要加上纸质选票；请看整套选举档案里的计票证书。',
      'That takes both files, people and area, and the paper ballots: see the certificate in the full record.',
    ],
  ),
  limit(
    'this_program',
    ['这个程序自己有没有算错。', 'Whether this program itself is right.'],
    [
      '请用别人写的 belenios-tool 再查一遍，命令见下面。',
      'Check again with belenios-tool, which others wrote: the commands stand below.',
    ],
  ),
];

/** Of a record. */
export const RECORD_LIMITS: readonly Limit[] = [
  // A ballot that never reached the log leaves no trace in it; nor does a second log shown to others.
  limit(
    'omitted_ballots',
    ['有没有选票根本没进公开记录。', 'Whether a ballot never reached the log.'],
    [
      '投票人请在下面打开自己的投票凭证；公示栏上的防改码也可以打开核对。',
      'Voters open their receipt below, and anybody the head of the log from the notice board.',
    ],
  ),
  limit(
    'roll',
    ['名册上的人和面积对不对。', 'Whether people and areas on the roll are right.'],
    ['请与公示的业主名册核对。', 'Compare with the roll as it was posted.'],
  ),
  CREDENTIALS,
  limit(
    'devices',
    ['投票人的手机有没有被动过手脚。', "Whether a voter's device sealed what the voter chose."],
    ['投票时的“先检查加密”和纸质票可以防。', 'The check before casting, and paper, guard against that.'],
  ),
  limit(
    'this_program',
    ['这个程序自己有没有算错。', 'Whether this program itself is right.'],
    [
      '请用别人写的 belenios-tool 再查一遍，命令见下面。',
      'Check again with belenios-tool, which others wrote: the commands stand below.',
    ],
  ),
];
