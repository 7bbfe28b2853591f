/** What the frame and the first screen say. Each part has its own words beside it. */
import { said, type Said } from '../audit/said.ts';
import type { Part, Stop } from './states.ts';

export const W = {
  service: said('业票', 'Yepiao'),
  back: said('返回', 'Back'),
  toFirst: said('返回首页', 'Back to the first page'),
  waiting: said('正在读取…', 'Loading…'),
  again: said('再试一次', 'Try again'),
  helpNumber: said('求助时请报这个编号：', 'When you ask for help, tell this number: '),
  unknown: said('没有找到这次表决', 'There is no such vote'),
  unknownNext: said(
    '可能网址不完整，也可能还没有公布。请对照公告上的网址，或重新扫描公告上的二维码。',
    'The address may be incomplete, or nothing is published yet. Compare it with the address on the notice, or scan the code on the notice again.',
  ),
  noPart: said('这里没有内容', 'There is nothing here'),
  noPartNext: said('这一部分现在还没有，或者已经结束。', 'This part is not there yet, or its time is over.'),
  now: said('现在', 'Now'),
  whatNow: said('您现在可以', 'What you can do now'),
  road: said('进行到哪一步', 'How far it has come'),
  done: said('已完成', 'done'),
  here: said('现在在这一步', 'now'),
  later: said('还没到', 'to come'),
  more: said('这里可以看到', 'What you find here'),
  cancelled: said('这次表决已经取消', 'This vote was cancelled'),
  reason: said('原因：', 'Reason: '),
  help: said('不会用手机？请找您的楼栋长，或居委会工作人员，纸质选票一样有效。', 'Not at ease with a phone? Ask the chief of your building or the residents\' committee. A paper ballot counts just the same.'),
} satisfies Record<string, Said>;

export const STATES: Readonly<Record<string, Said>> = {
  roll_published: said('业主名册公示', 'The roll is published'),
  nominating: said('候选人报名', 'Nominations'),
  candidates_published: said('候选人公示', 'The candidates are published'),
  announced: said('会议公告', 'The meeting is announced'),
  open: said('投票', 'Voting'),
  closed: said('投票截止', 'The voting has ended'),
  counted: said('计票', 'Counting'),
  published: said('结果公示', 'The result is published'),
  final: said('结果生效', 'The result is final'),
  filed: said('备案', 'Filed'),
  cancelled: said('已取消', 'Cancelled'),
};

/** What a state means for whoever reads it. */
export const MEANING: Readonly<Record<Stop, Said>> = {
  roll_published: said(
    '请看看您家的房号、面积对不对。不对就提出来，名册改好才往下走。',
    'See whether your flat and its area are right. If not, say so: the roll is put right before anything else happens.',
  ),
  nominating: said('愿意为大家做事的业主，现在可以报名当候选人。', 'Owners who want to serve can put themselves forward now.'),
  candidates_published: said('候选人名单已经公布。有不同意见，现在可以提出。', 'The candidates are published. If you object to one, say so now.'),
  announced: said('表决什么、什么时候投票，都已经定下来。投票用的纸条会送到您家；想用纸质选票，也可以要。', 'What is voted on and when is fixed now. A slip to vote with will be brought to your door; a paper ballot can be had as well.'),
  open: said('正在投票。请用送到您家的纸条投票；也可以投纸质选票。', 'People are voting. Vote with the slip that was brought to you, or on paper.'),
  closed: said('投票已经截止，不再收票。计票受托人正在准备开票。', 'The voting has ended, no ballot is taken any more. The trustees prepare the count.'),
  counted: said('票已经数完，结果即将公布。', 'The ballots are counted; the result is about to be published.'),
  published: said('结果已经公布。有不同意见，公示期内可以提出。', 'The result is published. Whoever objects can say so while it hangs out.'),
  final: said('公示期已过，结果已经生效。', 'The time to object is over, and the result is final.'),
  filed: said('结果已经报街道和主管部门备案。', 'The result is filed with the subdistrict and the authority.'),
};

export const PART_NAMES: Readonly<Record<Part, Said>> = {
  items: said('表决什么', 'What is decided'),
  result: said('表决结果', 'The result'),
  participants: said('参加名单', 'Who took part'),
  turnout: said('多少人投了票', 'How many have voted'),
  check: said('查我的票', 'Check my ballot'),
  roll: said('业主名册公示', 'The roll of owners'),
  claims: said('业主登记', 'Register as an owner'),
  nominate: said('报名当候选人', 'Stand as a candidate'),
  candidates: said('候选人', 'Candidates'),
  notices: said('公告', 'Notices'),
  objections: said('异议与答复', 'Objections and answers'),
  calendar: said('日程和法定期限', 'Dates and legal periods'),
  log: said('公开记录', 'The public log'),
  files: said('文件下载', 'Files to download'),
};

/** One line below the name. */
export const PART_HINTS: Readonly<Record<Part, Said>> = {
  items: said('议题、按什么规则算', 'the questions, and by which rules they are decided'),
  result: said('谁当选、通过没有、怎么算的', 'who is elected, what is passed, and how it adds up'),
  participants: said('按房号，没投过却在上面请马上提出', 'by flat; say so if you are on it and did not vote'),
  turnout: said('人数和面积，离三分之二还差多少', 'by people and area, and how far it is to two thirds'),
  check: said('用凭证或查票码，看您的票算进去没有', 'with your receipt or code, see whether your ballot is counted'),
  roll: said('查您家的房号和面积', 'look up your flat and its area'),
  claims: said('名册上没有您，或者写错了', 'you are not on the roll, or not rightly'),
  nominate: said('自荐，或查看您的报名', 'put yourself forward, or see your nomination'),
  candidates: said('照片、简历、排列顺序', 'photos, résumés, and why they stand in this order'),
  notices: said('贴在公告栏上的原文', 'what hangs on the notice board'),
  objections: said('别人提了什么，怎么答复的；我要提', 'what others objected to and the answers; object yourself'),
  calendar: said('每一步的日期，有没有等够天数', 'the date of each step, and whether its time was kept'),
  log: said('谁都可以核对有没有改过', 'anybody can check that nothing was changed'),
  files: said('选举档案、规则原文，可以自己核对', 'the record and the rules, to check them yourself'),
};

/** The same as a thing to do, for the large buttons. */
export const ACTIONS: Readonly<Partial<Record<Part, Said>>> = {
  items: said('看看表决什么', 'See what is decided'),
  result: said('看结果', 'See the result'),
  check: said('查我的票', 'Check my ballot'),
  roll: said('查我家的房号和面积', 'Look up my flat'),
  claims: said('名册上没有我，去登记', 'I am not on the roll: register'),
  nominate: said('我要报名', 'Put myself forward'),
  candidates: said('看候选人', 'See the candidates'),
  objections: said('我有不同意见', 'I object'),
};
