/** What is said about notices. */
import { said, type Said } from '../../audit/said.ts';

export const W = {
  none: said('还没有公告。', 'There is no notice yet.'),
  intro: said('这些就是贴在公告栏上的公告，一字不差。', 'These are the notices that hang on the board, word for word.'),
  frozen: said('定稿', 'fixed'),
  allNotices: said('全部公告', 'All notices'),
  chinese: said('', 'Notices are in Chinese: they hang on a board in China.'),
  hung: said('张贴情况', 'How it hung'),
  since: said('所有位置都贴出，始于', 'It hangs at all its places since'),
  missing: said('这些位置还没有张贴的照片：', 'Places without a photo of it hanging: '),
  interrupted: said('这些位置曾经不见或被取下：', 'Places where it was gone for a time: '),
  places: said('应当张贴的位置', 'Where it has to hang'),
  window: said('公示时间', 'Hangs out'),
  corrects: said('更正了这份公告', 'It corrects this notice'),
  corrected: said('这份公告后来有更正', 'It was corrected later'),
  print: said('打印版', 'To print'),
  digest: said('防改码（与纸上印的相同，就是没有改过）', 'Digest (if it is the one printed on the paper, nothing was changed)'),
  here: said('在这部设备上重算：相同', 'computed again on this device: the same'),
  notSame: said('与内容不符！请不要相信这份公告，并告诉居委会', 'It does not fit the text. Do not rely on this notice, and tell the residents\' committee'),
} satisfies Record<string, Said>;

export const KINDS: Readonly<Record<string, Said>> = {
  group_formed: said('筹备组成立', 'The preparatory group is formed'),
  roll: said('业主名册公示', 'The roll'),
  draft_rules: said('规约与议事规则草案', 'Draft rules'),
  candidate_method: said('候选人产生办法', 'How candidates are found'),
  call_for_candidates: said('候选人报名通知', 'Call for candidates'),
  candidates: said('候选人公示', 'The candidates'),
  meeting: said('业主大会会议公告', 'Notice of the meeting'),
  voting_opens: said('投票开始', 'The voting begins'),
  reminder: said('投票提醒', 'Reminder to vote'),
  extension: said('投票延期', 'Extension of the voting'),
  counting: said('开箱计票', 'Opening of the boxes and count'),
  result: said('表决结果公示', 'The result'),
  first_committee_meeting: said('首次业主委员会会议', 'First meeting of the committee'),
  filing: said('备案', 'Filing'),
  correction: said('更正', 'Correction'),
};
