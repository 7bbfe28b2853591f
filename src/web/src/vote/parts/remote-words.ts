/** Words of the way from a message to the ballot. */
import { said } from '../../audit/said.ts';

export const W = {
  title: said('输入票单编号', 'Type the number of your slip'),
  how: said('编号在短信里，一共 8 个字母和数字，比如 K7P4-92XD。', 'It is in the message: 8 letters and digits, such as K7P4-92XD.'),
  serial: said('票单编号', 'Number of the slip'),
  send: said('发送验证码', 'Send the code'),
  misread: said('编号不对，有一处看错或打错了。请对着短信再看一遍。', 'Something in the number was misread. Look at the message once more.'),
  printed: said('手里有纸质票单的，请扫票单上的二维码，不用输编号。', 'Who has a printed slip scans its code and types nothing here.'),

  prove: said('请证明是您本人', 'Show that it is you'),
  sentTo: said('验证码已发到', 'A code was sent to'),
  code: said('6 位验证码', 'The code, 6 digits'),
  lastFour: said('您证件号码的最后四位', 'The last four characters of your ID number'),
  why: said('短信可能被别人看到，所以还要这四位。', 'Others may see a message, so these four are needed as well.'),
  open: said('打开选票', 'Open the ballot'),
  resend: said('重新发一次', 'Send another'),
  resendIn: said('秒后可以重新发', 's until another can be sent'),
  other: said('换一个编号', 'Another number'),
  notGot: said('收不到验证码，或手机号换了，请打公告上的电话，工作人员会帮您用纸质票。', 'If no code comes, or your number has changed, call the number on the notice; the staff will help you to a paper ballot.'),
} as const;
