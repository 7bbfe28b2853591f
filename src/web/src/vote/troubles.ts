/** What can keep a vote from going on: what happened, what it means for the vote, and what to do. Never a code alone. */
import { said, type Said } from '../audit/said.ts';

export interface Words {
  readonly title: Said;
  /** What it means for the vote. */
  readonly what: Said;
  /** What to do. */
  readonly next: Said;
  /** Whether to offer 我没投过. */
  readonly denial?: true;
  /** Whether to show who helps. */
  readonly helper?: true;
}

const STAFF = said('请打票单上的电话，找工作人员。', 'Call the staff; their number is on your slip.');
const PAPER = said('您可以用纸质票投票。', 'You can vote on paper.');

export const TROUBLES: Readonly<Record<string, Words>> = {
  no_slip: {
    title: said('请扫描票单上的二维码', 'Scan the code on your slip'),
    what: said('这个网址里没有您的投票凭证。为了安全，打开后网址里的凭证会立刻去掉，所以收藏或转发的网址不能用。', 'This address has no voting credential in it. For your safety it is taken out of the address at once, so a bookmark or a forwarded address does not work.'),
    next: said('请再扫一次票单上的二维码；收到短信编号的，请再打开短信里的网址。都没有，请打公告上的电话。', 'Scan the code on the slip again, or open the address in the message that you got. With neither, call the number on the notice.'),
    helper: true,
  },
  browser: {
    title: said('这部手机的浏览器太旧', 'This browser is too old'),
    what: said('它不能在手机上加密，所以不能投票。什么都没有发出去。', 'It cannot encrypt on the phone, so it cannot vote. Nothing was sent.'),
    next: said('请换一部手机扫码，请家人帮忙，或用纸质票投票。', 'Use another phone, ask your family, or vote on paper.'),
    helper: true,
  },
  differs: {
    title: said('先不要投票', 'Do not vote yet'),
    what: said('网站给出的选票资料前后不一致，可能被改动过。您的票还没有投出。', 'What the site shows of this ballot contradicts itself; somebody may have changed it. Your ballot was not cast.'),
    next: said('请告诉工作人员和监票人，或用纸质票投票。', 'Tell the staff and the tellers, or vote on paper.'),
    helper: true,
  },
  receipt_false: {
    title: said('凭证不对，请告诉监票人', 'The receipt is false: tell the tellers'),
    what: said('网站收下了您的票，但给的凭证对不上。您的票可能没有计入。', 'The site took your ballot, but its receipt does not fit. Your ballot may not be counted.'),
    next: said('请截图保留这一页，保存凭证文件，马上打票单上的电话。不要再投纸质票，先问清楚。', 'Keep a picture of this page and the file of the receipt, and call the number on your slip at once. Ask before you vote on paper.'),
    helper: true,
  },
  unknown_fate: {
    title: said('网络断了', 'The connection broke'),
    what: said('还不知道您的票有没有送到。加密好的票还在这部手机上。', 'It is not known yet whether your ballot arrived. It is still on this phone, encrypted.'),
    next: said('请检查网络，然后按“再试一次”。会先查有没有收到，不会投两次。', 'Check your connection, then try again. It is looked up first, and cannot count twice.'),
  },
  cleared: {
    title: said('已清除', 'Cleared'),
    what: said('这部手机上不再有您的选择和凭证。您还没有投票。', 'Your choices and your credential are no longer on this phone. You have not voted.'),
    next: said('想投票时，请再扫一次票单上的二维码，或再打开短信里的网址。', 'To vote, scan the code on your slip again, or open the address in the message again.'),
  },
  sending_busy: {
    title: said('现在人太多', 'The service is busy'),
    what: said('还不知道您的票有没有收下。加密好的票还在这部手机上。', 'It is not known yet whether your ballot was taken. It is still on this phone, encrypted.'),
    next: said('请等一会儿，再按“再试一次”。会先查有没有收到，不会投两次。', 'Wait a moment, then try again. It is looked up first, and cannot count twice.'),
  },
  offline: {
    title: said('网络断了', 'There is no connection'),
    what: said('您的票还没有投出，选择还在这部手机上。', 'Your ballot was not cast; your choices are still on this phone.'),
    next: said('请检查网络，然后按“再试一次”。', 'Check your connection, then try again.'),
  },
  busy: {
    title: said('现在人太多', 'The service is busy'),
    what: said('系统一时忙不过来。您的票还没有投出；选过的，都还在这部手机上。', 'Your ballot was not cast. What you chose is still on this phone.'),
    next: said('请等一会儿，再按“再试一次”。', 'Wait a moment, then try again.'),
  },
  not_found: {
    title: said('没有找到这次表决', 'There is no such vote'),
    what: said('网址可能不完整。您的票还没有投出。', 'The address may be incomplete. Your ballot was not cast.'),
    next: said('请再扫一次票单上的二维码，或再打开短信里的网址。', 'Scan the code on your slip again, or open the address in the message again.'),
  },
  not_open_yet: {
    title: said('还没有开始投票', 'The voting has not begun'),
    what: said('您的票单没有问题，到时间就可以投票。', 'Your slip is fine; you can vote when it begins.'),
    next: said('请留好票单或短信，到时间再扫码或打开网址。', 'Keep your slip or the message, and scan or open it again then.'),
  },
  voting_ended: {
    title: said('投票已经截止', 'The voting has ended'),
    what: said('截止以后，手机票和纸质票都不再收。', 'No ballots are taken any more, neither here nor on paper.'),
    next: said('结果会张贴在公告栏，也可以在公开页上看。', 'The result will hang at the notice board and stand on the public page.'),
  },
  poll_cancelled: {
    title: said('这次表决取消了', 'This vote was cancelled'),
    what: said('已经投的票不再计算。', 'Ballots that were cast are not counted.'),
    next: said('原因在公开页和公告栏上。', 'The reason stands on the public page and at the notice board.'),
  },
  voting_elsewhere: {
    title: said('这里不收手机票', 'No electronic votes here'),
    what: said('按本地规定，电子投票在政府的平台上进行。', 'By the local rules electronic votes are cast on the official platform.'),
    next: said('请按公告上的方法投票，或用纸质票投票。', 'Vote as the notice says, or on paper.'),
    helper: true,
  },
  nobody_confirms: {
    title: said('手机上不能确认您的身份', 'You cannot be confirmed here'),
    what: said('本次表决的规则里，没有适合您的确认方法。您还没有投票。', 'None of the ways that the rules of this poll allow fits you. You have not voted.'),
    next: said('请用纸质票投票，或打票单上的电话，找工作人员。', 'Vote on paper, or call the staff; their number is on your slip.'),
    helper: true,
  },
  voted_already: {
    title: said('您已经投过票了', 'You have voted already'),
    what: said('每户一票，按规则不能再投。票已经计入。', 'One ballot each; the rules allow no more. It counts.'),
    next: said('如果您没有投过，请按“我没投过”，工作人员必须查清并答复您。', 'If you have not voted, press “I did not vote”: the staff must look into it and answer.'),
    denial: true,
    helper: true,
  },
  voted_on_paper: {
    title: said('您已经用纸质票投过了', 'You have voted on paper'),
    what: said('每户一票，不能再用手机投。', 'One ballot each; none can be cast here any more.'),
    next: said('如果您没有投过，请按“我没投过”，工作人员必须查清并答复您。', 'If you have not voted, press “I did not vote”: the staff must look into it and answer.'),
    denial: true,
    helper: true,
  },
  slip_void: {
    title: said('这张票单已经作废', 'This slip is void'),
    what: said('多半是换过新的。您的票还没有投出。', 'Most likely it was replaced. Your ballot was not cast.'),
    next: said('请用新的票单。没有新的，或者您没有要求换，请马上打票单上的电话。', 'Use the new one. If you have none, or did not ask for it, call the number on your slip at once.'),
    helper: true,
  },
  slip_unknown: {
    title: said('这张票单不是这次表决的', 'This slip is not of this vote'),
    what: said('凭证和票单编号对不上，您的票还没有投出。', 'Its code and its serial do not belong together. Your ballot was not cast.'),
    next: STAFF,
    helper: true,
  },
  not_proven: {
    title: said('这张票单不是这次表决的', 'This slip is not of this vote'),
    what: said('名单上没有这个凭证，您的票还没有投出。', 'Its code is not on the list. Your ballot was not cast.'),
    next: STAFF,
    helper: true,
  },
  ballot_false: {
    title: said('选票没有收下', 'The ballot was not taken'),
    what: said('加密的选票没有通过检查，您的票还没有投出。', 'The encrypted ballot did not pass the checks. Your ballot was not cast.'),
    next: said('请再扫一次票单上的二维码，或再打开短信里的网址，重新投票；还是不行，请用纸质票。', 'Scan your slip, or open the address in the message, and vote again; if it fails again, vote on paper.'),
    helper: true,
  },
  otherwise: {
    title: said('现在不能继续', 'This cannot go on now'),
    what: said('您的票还没有投出。', 'Your ballot was not cast.'),
    next: said(`${STAFF.zh}${PAPER.zh}`, `${STAFF.en} ${PAPER.en}`),
    helper: true,
  },
};
