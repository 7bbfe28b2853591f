/** What is said about registrations. */
import { said, type Said } from '../../audit/said.ts';

export const W = {
  intro: said(
    '名册上没有您，或者姓名、面积写错了，在这里登记。筹备组核对证明以后改名册。',
    'If you are not on the roll, or your name or area is wrong, register here. The preparatory group checks your papers and puts the roll right.',
  ),
  over: said('会议已经公告，名册不再改。发现名册有错，请提出异议。', 'The meeting is announced and the roll stands. Whoever finds a mistake can object.'),
  object: said('提出异议', 'Object'),
  building: said('楼栋', 'Building'),
  buildingHint: said('例如 3', 'e.g. 3'),
  stair: said('单元（没有就不填）', 'Stair (if there is one)'),
  room: said('房号', 'Flat'),
  roomHint: said('例如 501', 'e.g. 501'),
  name: said('您的姓名', 'Your name'),
  nameHint: said('和房产证上一样', 'As on the deed'),
  phone: said('手机号', 'Mobile phone'),
  phoneHint: said('加密保存，只用来联系您', 'Kept encrypted, used only to reach you'),
  basis: said('您有哪种证明', 'What shows that the flat is yours'),
  note: said('还要说明的（可以不填）', 'Anything else (optional)'),
  noteHint: said('例如：名册上的面积应为 89.56', 'e.g. the area should be 89.56'),
  send: said('登记', 'Register'),
  sending: said('正在提交…', 'Sending…'),
  taken: said('登记已经收到', 'Your registration is received'),
  files: said('证明的照片', 'Photos of your papers'),
  filesHint: said('请拍下证明的内容页，看得清字就行，最多六张。照片加密保存，只有筹备组核对时看。', 'Photograph the page that says it; the writing has to be legible. Six at most. They are kept encrypted and seen only by those who check them.'),
  remove: said('删除', 'Remove'),
  looked: said('查看登记', 'Look at a registration'),
  mine: said('我登记过，查看结果', 'I have registered: what became of it?'),
  state: said('现在', 'Now'),
  answer: said('筹备组的答复', 'Answer of the preparatory group'),
  registered: said('登记于', 'Registered'),
  withdraw: said('撤回登记', 'Take the registration back'),
  withdrawSure: said('撤回以后，您填的内容和照片立即删除。确定撤回', 'What you told and the photos are erased at once. Take it back'),
  withdrawn: said('已经撤回，内容已删除。', 'It was taken back, and everything erased.'),
  another: said('再登记一个', 'Register another'),
  photo: said('照片', 'Photo'),
  paper: said('文件', 'Paper'),
} satisfies Record<string, Said>;

export const BASES: Readonly<Record<string, Said>> = {
  certificate: said('不动产权证书（房产证）', 'title deed'),
  contract: said('购房合同', 'contract of sale'),
  judgment: said('法院判决或仲裁裁决', 'judgment or award'),
  inheritance: said('继承', 'inheritance'),
  construction: said('合法建造', 'lawful building'),
  handover: said('已交房、还没办证', 'handed over, not yet registered'),
};

export const CLAIM_STATES: Readonly<Record<string, Said>> = {
  open: said('等待核对', 'waiting to be checked'),
  confirmed: said('已核对，名册会改正', 'confirmed: the roll will be put right'),
  rejected: said('没有通过', 'not accepted'),
  withdrawn: said('已撤回', 'taken back'),
};

export const REASONS: Readonly<Record<string, Said>> = {
  not_proven: said('证明不够', 'the papers do not show it'),
  unreadable: said('照片看不清，请重新登记并拍清楚', 'the photos are not legible; register again with better ones'),
  other_holder: said('登记簿上是别的人', 'the register names somebody else'),
  unit_unknown: said('没有这个房号', 'there is no such flat'),
  repeated: said('已经登记过', 'registered already'),
  nothing_to_change: said('名册已经是对的', 'the roll is right as it is'),
};
