/** What is said about the roll. */
import { said, type Said } from '../../audit/said.ts';

export const W = {
  intro: said(
    '请查您家的房号。姓名只显示姓，其他用星号代替。名册决定谁能投票、您这一票算多少面积。',
    'Look up your flat. Of names only the first character is shown. The roll decides who may vote and how much area each vote has.',
  ),
  until: said('公示到', 'Hangs out until'),
  label: said('您家的房号', 'Your flat'),
  hint: said('例如：3-2-501（3 栋 2 单元 501），没有单元写 3-501', 'e.g. 3-2-501 (building 3, stair 2, flat 501); without a stair 3-501'),
  find: said('查找', 'Look up'),
  none: said('名册上没有找到这个房号。', 'The roll has no such flat.'),
  noneNext: said('请检查一下写法，再试一次。如果写对了还是没有，请办理业主登记。', 'Check how you wrote it and try again. If it is right and still missing, register as an owner.'),
  found: said('名册上是这样写的', 'The roll says'),
  name: said('姓名', 'Name'),
  counts: said('表决时算', 'Counts as'),
  one: said('1 人', '1 person'),
  flats: said('房屋', 'Flats'),
  notCounted: said('面积不计入', 'area does not count'),
  wrong: said('这里有错', 'Something is wrong here'),
  register: said('名册上没有我', 'I am not on the roll'),
  right: said('都对就不用做什么了。', 'If all is right, there is nothing to do.'),
  all: said('看整个名册', 'See the whole roll'),
  total: said('全体业主', 'All owners'),
  with: said('车位计入', 'with parking'),
  without: said('车位不计入', 'without parking'),
  used: said('本次采用', 'used in this vote'),
  over: said('名册公示期已满', 'The publication of the roll is over'),
  overNext: said('为了保护业主的个人信息，名册不再公开展示。现在发现名册有错，请提出异议。', 'To protect the owners\' data the roll is not shown any more. Whoever finds a mistake now can object.'),
  object: said('提出异议', 'Object'),
  digest: said('名册的防改码（与公告上印的相同）', 'Digest of the roll, as printed on the notice'),
} satisfies Record<string, Said>;

export const USES: Readonly<Record<string, Said>> = {
  residential: said('住宅', 'flat'),
  shop: said('商铺', 'shop'),
  parking: said('车位', 'parking'),
  storage: said('储藏室', 'storage'),
};
