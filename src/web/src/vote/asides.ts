/** Words of the ways aside: paper, help, and what a receipt is good for. */
import { said } from '../audit/said.ts';

export const ASIDES = {
  paper: {
    title: said('我要纸质票', 'Vote on paper'),
    parts: [
      said('纸质票和手机票一样算数，每户只能用一种。', 'A paper ballot counts as much as this one. Each voter uses one or the other.'),
      said('请打票单上的电话，或到居委会、楼道里的投票点领取。工作人员也可以送到家里。', 'Call the number on your slip, or fetch one at the residents\' committee or a polling place. The staff can bring it to your door.'),
      said('填好后放进信封，投进投票箱。截止之前都可以。', 'Fill it in, put it into its envelope and into the ballot box, before the voting ends.'),
    ],
  },
  help: {
    title: said('请人帮忙', 'Get help'),
    parts: [
      said('可以请家人或工作人员帮您按手机，选什么由您自己定。', 'Family or staff may press the keys for you; what to choose is yours to say.'),
      said('工作人员会先看您的证件。送票单来的人不能替您确认身份。', 'The staff look at your ID first. Whoever brought your slip may not confirm who you are.'),
      said('电话印在票单上。不要把票单交给别人代投：拿着它的人可能替您投票。', 'Their number is on your slip. Do not give the slip away: whoever has it may vote for you.'),
      said('人不在本地，要委托别人，请填书面委托书，用纸质票投。', 'If you are away, a written proxy can vote for you on paper.'),
    ],
  },
  checking: {
    title: said('怎样查我的票', 'How to check my ballot'),
    parts: [
      said('打开公开页，输入查票码，就能看到您的票在不在公开记录里。查票码只说明票收到了，看不出选了谁。', 'Open the public page and type your tracker: it shows whether your ballot stands in the public log. A tracker shows that it was taken, never what is in it.'),
      said('计票后，任何人都能下载选举档案，从头核对一遍。', 'After the count anybody can fetch the record and check all of it.'),
      said('如果记录里没有您的票，请带着凭证提出异议。凭证上有签名，抵赖不了。', 'If it is not there, object and show your receipt: it is signed and cannot be denied.'),
    ],
  },
} as const;
