/** What is said about a result. */
import { said, type Said } from '../../audit/said.ts';

export const W = {
  turnout: said('参加表决', 'Took part'),
  ofAll: said('占全体业主', 'of all owners'),
  ofTookPart: said('占参加表决的', 'of those that took part'),
  favour: said('同意', 'in favour'),
  against: said('反对', 'against'),
  abstain: said('弃权', 'abstain'),
  elected: said('当选', 'elected'),
  alternate: said('候补', 'alternate'),
  notElected: said('没有当选', 'not elected'),
  law: said('按法律的说法', 'In the words of the law'),
  votes: said('每位候选人得票', 'The votes of each candidate'),
  comments: said('对结果有异议，请在这之前提出：', 'Whoever objects to the result can say so until '),
  object: said('对结果有异议', 'Object to the result'),
  published: said('公布于', 'Published'),
  channels: said('怎么投的', 'By which way'),
  electronic: said('自己用手机投', 'on an own device'),
  paper: said('纸质票', 'on paper'),
  assisted: said('请人帮忙投', 'with help'),
  blank: said('空白票', 'blank'),
  invalid: said('无效票', 'invalid'),
  check: said('不放心？自己核对', 'In doubt? Check it yourself'),
  checkHint: said(
    '下载选举档案，在浏览器里从头算一遍：每张选票、每个签名、两个合计。也可以用 belenios-tool（别人写的程序）核对。',
    'Fetch the record and compute everything again in the browser: every ballot, every signature, both sums. belenios-tool, a program that others wrote, checks it too.',
  ),
  verify: said('打开核对页面', 'Open the page that checks'),
  record: said('下载选举档案（record.zip）', 'Download the record (record.zip)'),
  certificate: said('下载结果证书', 'Download the certificate'),
  digest: said('结果证书的防改码（与公告上印的相同）', 'Digest of the certificate, as printed on the notice'),
  signed: said('证书的签名是真的，内容和这一页相同', 'the certificate is truly signed, and says what this page says'),
  unsigned: said('证书的签名不对，或内容和这一页不同！请不要相信这一页，并告诉居委会', 'The certificate is not truly signed, or says something else. Do not rely on this page, and tell the residents\' committee'),
  otherwise: said('换一种算法（空白票、无效票按另一种规则）', 'By the other rule for blank and invalid ballots'),
  same: said('结论相同', 'the same conclusion'),
  differs: said('结论不同', 'another conclusion'),
} satisfies Record<string, Said>;

/** Of the lot that decides equal votes. */
export const TIE_LOT = {
  title: said('得票相同，由公开抽签决定', 'Equal votes are decided by a public lot'),
  among: said('参加抽签的：', 'Among: '),
  seats: said('抽中，当选：', 'Drawn, elected: '),
  alternates: said('抽中，候补（按次序）：', 'Drawn, alternates in this order: '),
} satisfies Record<string, Said>;

export const VERDICTS: Readonly<Record<string, Said>> = {
  carried: said('通过', 'Passed'),
  rejected: said('没有通过：反对的过半数', 'Not passed: more than half were against'),
  no_decision: said('没有达到通过的多数，没有形成有效决定', 'Not enough in favour: no effective decision'),
  too_few_took_part: said('参加的人数或面积不够，没有形成有效决定', 'Too few took part: no effective decision'),
  too_few_elected: said('过半数的候选人太少，业主委员会没有选成', 'Too few reached a majority: no committee is elected'),
  tied: said('有候选人得票相同，只看票数定不下全部席位', 'There is a tie: votes alone do not decide all seats'),
  seats_empty: said('业主委员会选成了，有席位空缺', 'A committee is elected, with seats left empty'),
  complete: said('业主委员会选成了', 'The committee is elected'),
};
