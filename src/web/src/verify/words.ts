/** What the page says, apart from checks, findings and sentences of the law. */
import { said, type Said } from '../audit/said.ts';
import type { ItemResult } from '../audit/record/decide.ts';
import type { Status } from '../audit/report.ts';

/** A sign for a check's outcome; never without its word. */
export const SIGNS: Readonly<Record<Status, string>> = { passed: '✓', failed: '✗', not_reached: '–', impossible: '?' };
export const STATUS: Readonly<Record<Status, Said>> = {
  passed: said('通过', 'passed'),
  failed: said('不通过', 'FAILED'),
  not_reached: said('未到此步', 'not yet'),
  impossible: said('无法检查', 'unchecked'),
};
/** Beside "failed", what would hold reads like the opposite unless it is called a demand. */
export const DEMAND = said('要求：', 'required: ');

export const W = {
  title: said('核对选举档案', 'Check an election record'),
  intro: said(
    '打开 record.zip 或 .bel 文件，这一页从头核对：每张选票、每个签名、两个合计和法律规定的比例。不用相信任何人。',
    'Open a record.zip or a .bel file. This page checks it from the first byte: every ballot, every signature, both sums and the majorities of the law. You need not believe anybody.',
  ),
  local: said('文件不会上传，全部在这台设备上核对。', 'Nothing is uploaded: everything is checked on this device.'),
  choose: said('选择文件', 'Choose a file'),
  drop: said('也可以把文件拖到这里', 'or drop it here'),
  again: said('核对另一个文件', 'Check another file'),
  stop: said('停止', 'Stop'),
  working: said('正在核对', 'Checking'),
  fetching: said('正在下载档案', 'Fetching the record'),
  ballots: said('张选票已核对', 'ballots checked'),
  good: said('全部检查通过', 'Every check passed'),
  bad: said('检查没有全部通过', 'Not every check passed'),
  notPassed: said('没有通过：', 'Not passed: '),
  toConclusion: said('看结论', 'To the conclusion'),
  facts: said('这是哪次表决', 'Which vote this is'),
  file: said('文件', 'File'),
  election: said('表决', 'Vote'),
  id: said('编号', 'Id'),
  fingerprint: said('防改码', 'Fingerprint'),
  stage: said('进度', 'Stage'),
  trustees: said('计票受托人', 'Trustees'),
  unnamed: said('（未署名）', '(no name)'),
  result: said('结果', 'Result'),
  unpublished: said(
    '结果（还没有公布，由受托人已开出的数据算得）',
    "Result (not published yet: opened from the trustees' shares)",
  ),
  turnout: said('参加情况', 'Turnout'),
  checks: said('逐项检查', 'Checks'),
  checksHint: said(
    '与命令行程序 yepiao verify 逐项相同；两个程序各自编写，可以互相印证。',
    'The same as the program yepiao verify makes; both were written apart, so that each confirms the other.',
  ),
  notRelied: said('有检查没有通过，以下数字不能采信。', 'Not every check passed: do not rely on these numbers.'),
  people: said('人数', 'People'),
  area: said('面积', 'Area'),
  entitled: said('有权投票', 'Entitled'),
  tookPart: said('参加表决', 'Took part'),
  electronic: said('网上', 'Online'),
  assisted: said('协助', 'With help'),
  paper: said('纸质', 'On paper'),
  ofPaper: said('其中纸质', 'on paper'),
  blank: said('（空白票）', '(blank)'),
  answer: said('选项', 'Answer'),
  votes: said('票数', 'Votes'),
  twoThirds: said('竖线处是三分之二', 'The mark stands at two thirds'),
  half: said('竖线处是二分之一', 'The mark stands at one half'),
  threeQuarters: said('竖线处是四分之三', 'The mark stands at three quarters'),
  favour: said('同意', 'In favour'),
  against: said('反对', 'Against'),
  abstain: said('弃权', 'Abstained'),
  byPeople: said('人数档案', 'By people'),
  byArea: said('面积档案', 'By area'),
  byAuthority: said('投票凭证由投票系统以外的人制作。', 'The credentials were made outside the service.'),
  byService: said(
    '投票凭证由投票系统自己制作：管系统的人能替没有投票的业主投票，请核对参加名单。',
    'The credentials were made by the service itself: whoever runs it could vote for owners who did not. Check the list of those who took part.',
  ),
  weakDigits: said(
    '只核对身份证号后四位很弱：知道这四位的人都能冒充。',
    ' The last digits of an id number prove little: whoever knows them can pretend to be the owner.',
  ),
  areaTells: said('：由面积看得出是哪一户。', '; the area tells which home.'),
  second: said('另计，不是结果', 'Second tally, not the result'),
  noSide: said('没有哪一方过半数，无从计入。', 'No side has more than half, so there is nothing to follow.'),
  remarks: said('还应该知道', 'To be known besides'),
  rules: said('规则', 'Rules'),
  kept: said('核对我留存的凭证', 'Check what you kept'),
  keptHint: said(
    '打开您的投票凭证、公示栏上的防改码，或以前下载的 record.zip，看这份档案有没有兑现当时的承诺。',
    'Open your receipt, the head of the log from the notice board, or a record.zip that you fetched before, and see whether this record keeps what was promised.',
  ),
  keptChoose: said('打开凭证、防改码或旧档案', 'Open a receipt, a head or an older copy'),
  keptWorks: said(
    '结论只说这份档案；凭证对不上时，两者至少有一份是假的，请保留两份，提出异议。',
    'If what you kept does not agree with the record, one of them is false: keep both, and object.',
  ),
  notCompared: said(
    '这份档案自身的检查都通过。您的防改码是档案做好以后签的，还没有比对：要有后来的公开记录。',
    'The record’s own checks passed. Your head was signed after it was made and is not compared yet: the entries since are needed.',
  ),
  laterNeeded: said(
    '这个防改码是档案做好以后签的。请从这个网址下载后来的公开记录，在这里打开；下载不到，请提出异议：',
    'This head was signed after the record was made. Fetch the entries since from this address and open them here; if they cannot be had, object: ',
  ),
  laterNeededOf: said(
    '这个防改码是档案做好以后签的。请在投票网站的网址后面加上这一段，下载后来的公开记录，在这里打开；下载不到，请提出异议：',
    'This head was signed after the record was made. Put this behind the address of the voting site, fetch the entries since and open them here; if they cannot be had, object: ',
  ),
  receipt: said('投票凭证', 'Receipt'),
  head: said('留存的防改码', 'Kept head'),
  older: said('旧文件比对', 'Older copy'),
  limits: said('只凭这一份文件，还不能证明：', 'What this file alone does not prove:'),
  independent: said('用别人写的程序再查一遍', 'Check again with a program that others wrote'),
  independentHint: said(
    'Debian 自带的 belenios-tool 不是我们写的。verify 不会拒绝所有无效的选票，要逐张核对请用同一程序的 verify-ballot；它也看不到漏掉的选票、纸质票、名册和法律规定的比例。',
    'Debian ships belenios-tool, which we did not write. Its verify does not refuse every invalid ballot; verify-ballot of the same program does, one by one. It sees neither ballots that were left out nor paper, the roll or the majorities of the law.',
  ),
  ours: said('我们的命令行程序核对全部内容：', 'Our own program checks everything:'),
  save: said('保存检查报告（JSON）', 'Save the report (JSON)'),
  saveHint: said('与 yepiao verify --json 格式相同', 'in the format of yepiao verify --json'),
  offline: said('保存这个检查页，断网也能用', 'Save this page as one file that works without a network'),
  conclusion: said('结论', 'Conclusion'),
  disagrees: said(
    '这份档案自身的检查都通过，但与您留存的凭据对不上：两者至少有一份是假的，请保留两份，提出异议。',
    "The record's own checks passed, but it does not agree with what you kept: one of them is false. Keep both, and object.",
  ),
  more: said('还有', 'and'),
  moreEnd: said('处', 'more'),
  empty: said('空文件，请重新取得一份。', 'The file is empty: fetch it again.'),
  foreign: said(
    '这不是选举档案：应是完整的 record.zip，或 .bel 文件。',
    'This is no election record: give a complete record.zip, or a .bel file.',
  ),
  noManifest: said(
    '这是 zip，但不是选举档案（没有 manifest.json）。',
    'This is a zip, but no record: there is no manifest.json.',
  ),
  failed: said('没有核对完，什么也没有证明。请再试一次，或换一台设备。', 'The check was not finished, so nothing is proved. Try again, or on another device.'),
  keptFirst: said('请先打开选举档案，再打开凭证。', 'Open the record first, and then the receipt.'),
  notFetched: said(
    '从本站下载不到这次表决的档案。也许还没有公布；如果您手里有 record.zip，请选择文件。',
    'The record of this vote cannot be fetched from here. Perhaps it is not published yet; if you have its record.zip, choose the file.',
  ),
  reveal: said('核对一张没有投出的选票', 'Check a ballot that was not cast'),
  revealIntro: said(
    '投票手机上选了“先检查加密”以后，用另一台设备打开它显示的二维码，就到这里。这台设备自己重做一遍加密，看封进去的是不是您的选择。',
    'After “check the encryption first” on the voting phone, its QR code opened on another device leads here. This device makes the encryption again by itself, and sees whether your choices were sealed.',
  ),
  revealCompare: said('请比对：投票手机上的 16 位防改码应当是', 'Compare: the 16 characters on the voting phone must be'),
  revealGood: said(
    '加密没有错：手机封好的正是下面的选择。防改码也一致，就可以放心回手机上重新投票。',
    'The encryption is right: the phone sealed just the choices below. If its 16 characters agree too, go back to the phone and vote.',
  ),
  revealBad: said(
    '手机封好的不是下面的选择！请不要用那部手机投票，保留这个画面，联系工作人员，或改用纸质票。',
    'The phone did NOT seal the choices below! Do not vote with that phone; keep this screen, tell the staff, or vote on paper.',
  ),
  revealText: said('这不是检查码。', 'This is no check code.'),
  revealOther: said('这个检查码是另一次表决的。', 'This check code is of another vote.'),
  revealChoices: said('检查码里的选择与题目对不上。', 'The choices in the check code do not fit the questions.'),
  revealElection: said(
    '还没有这次表决的题目。请打开它的 record.zip、.bel 或 election.json。',
    'The questions of this vote are not here yet. Open its record.zip, .bel or election.json.',
  ),
  revealPaste: said('粘贴检查码', 'Paste a check code'),
  revealGo: said('核对', 'Check'),
  chosenBlank: said('（一个也不选：空白票）', '(nothing: a blank vote)'),
} satisfies Readonly<Record<string, Said>>;

/** How an item is called before its title. */
export const itemNumber = (number: number): Said => said(`第 ${number} 项  `, `Item ${number}: `);

/** Answers of a matter have names for machines. */
const NAMES: Readonly<Record<string, Said>> = { favour: W.favour, against: W.against, abstain: W.abstain };
export const nameOf = ({ type }: Pick<ItemResult, 'type'>, name: string): Said =>
  (type === 'matter' ? NAMES[name] : undefined) ?? said(name, name);
