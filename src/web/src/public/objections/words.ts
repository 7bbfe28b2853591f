/** What is said about objections. */
import { said, type Said } from '../../audit/said.ts';

export const W = {
  intro: said(
    '对名册、候选人、公告或结果有不同意见，都可以在这里提。每一条都要答复，答复公开；您的全名、房号、联系方式不公开。',
    'Whoever disagrees with the roll, the candidates, the notice or the result can say so here. Each objection is answered in public; your full name, flat and contact are not shown.',
  ),
  new: said('我要提异议', 'Object'),
  over: said('异议期已过，不能再提。', 'The time to object is over.'),
  none: said('还没有人提出异议。', 'Nobody has objected so far.'),
  number: said('第', 'No. '),
  numberEnd: said('号', ''),
  by: said('提出人', 'by'),
  waits: said('等待答复', 'not answered yet'),
  aboutWhat: said('关于什么', 'What it is about'),
  summary: said('提的是', 'What it was about'),
  answer: said('答复', 'Answer'),
  disputed: said('最多牵涉', 'Concerns at most'),
  name: said('您的姓名', 'Your name'),
  nameHint: said('公开时只显示姓，例如 王**', 'Only the first character is shown, e.g. 王**'),
  room: said('您家的房号', 'Your flat'),
  roomHint: said('例如：3 栋 2 单元 501。不公开', 'e.g. building 3, stair 2, flat 501. Not shown'),
  contact: said('怎么联系您', 'How to reach you'),
  contactHint: said('手机号就可以。不公开', 'A phone number will do. Not shown'),
  text: said('您的意见', 'Your objection'),
  textHint: said('写清楚哪里不对、应该是什么。公开的是工作人员写的摘要', 'Say what is wrong and what would be right. Shown is a summary written by the staff'),
  send: said('提出', 'Send'),
  sending: said('正在发送…', 'Sending…'),
  taken: said('已经收到', 'It is received'),
  takenNumber: said('您的编号是', 'Your number is'),
  takenNext: said('请记下这个编号。答复会公布在这一页的“异议与答复”里。', 'Please note it. The answer will appear on this page, under “Objections and answers”.'),
  list: said('看全部异议', 'See all objections'),
  fix: said('有的地方要改一下', 'Some answers need another look'),
} satisfies Record<string, Said>;

export const ABOUT: Readonly<Record<string, Said>> = {
  roll: said('业主名册', 'the roll'),
  candidates: said('候选人', 'the candidates'),
  notice: said('会议公告', 'the notice'),
  ballot: said('不是本人投的票', 'a ballot that the voter did not cast'),
  result: said('表决结果', 'the result'),
};

export const DECISIONS: Readonly<Record<string, Said>> = {
  upheld: said('成立', 'upheld'),
  partly: said('部分成立', 'upheld in part'),
  rejected: said('不成立', 'rejected'),
};
