/** What is said about the list of those who took part. */
import { said, type Said } from '../../audit/said.ts';

export const W = {
  intro: said(
    '按房号列出谁参加了表决。怎么选的，谁也看不到。没投过票却在名单上，请马上提出。',
    'Who took part, by flat. What they chose nobody can see. If you are on the list and did not vote, say so at once.',
  ),
  none: said('名单上没有这个房号。', 'This flat is not on the list.'),
  noneNext: said('没有投票，就不会在名单上。投过票却不在，请先检查写法，再用凭证查您的票。', 'Who did not vote is not on it. If you voted, look how you wrote the flat, and then check your receipt.'),
  check: said('查我的票', 'Check my ballot'),
  found: said('名单上有：参加了表决', 'On the list: took part'),
  right: said('投过票，就不用做什么了。', 'If you voted, there is nothing to do.'),
  wrong: said('我没投过票', 'I did not vote'),
  total: said('参加表决的业主', 'Owners who took part'),
  same: said('人数和面积与结果证书相同', 'As many, and as much area, as in the certificate of the result'),
  differs: said('人数或面积与结果证书不同！请告诉居委会', "Not as many, or not as much area, as in the certificate! Tell the residents' committee"),
  all: said('看整个名单', 'See the whole list'),
  see: said('看谁参加了表决', 'See who took part'),
  over: said('参加名单公示期已满', 'The publication of the list is over'),
  overNext: said('为了保护业主的个人信息，名单不再公开展示。您自己的票，仍然可以用凭证查。', "To protect the owners' data the list is not shown any more. Your own ballot can still be checked with your receipt."),
} satisfies Record<string, Said>;
