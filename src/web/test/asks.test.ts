/** What is asked has to be what is sealed. */
import { expect, it } from 'vitest';
import { asksOf, chosen, choiceSaid, isComplete, type Ask, type Candidate } from '../src/vote/asks.ts';

const candidate = (name: string, building = '3'): Candidate => ({ name, building, age_band: '60-69', resume: '', plans: '' });
const committee = (vote: string, candidates: Candidate[]) => ({ type: 'committee' as const, title: '选举', text: '', scope: 'whole' as const, seats: 3, alternates: 0, vote, candidates });
const matter = { type: 'matter' as const, title: '选聘物业', text: '', subject: 'property_company', majority: 'ordinary' };
const three = { answers: ['同意', '反对', '弃权'], min: 1, max: 1 };

it('items become questions as the ballot has them', () => {
  const people = [candidate('张三', '1'), candidate('李四'), candidate('张三', '2')];
  const answers = ['张三（1）', '李四', '张三（2）'];
  const asks = asksOf([{ answers, min: 1, max: 3, blank: true, question: '选举' }, { ...three, question: '选聘物业' }], [committee('up_to_seats', people), matter]);
  expect(asks?.map(({ kind }) => kind)).toEqual(['committee', 'matter']);
  const each = asksOf(answers.map((label) => ({ ...three, question: `选举：${label}` })), [committee('each', people)]);
  expect(each?.map(({ kind, candidates }) => [kind, candidates[0]?.name])).toEqual([['candidate', '张三'], ['candidate', '李四'], ['candidate', '张三']]);
});

it('a page that shows something else than what is sealed lets nobody vote', () => {
  const people = [candidate('张三'), candidate('李四')];
  const question = { answers: ['张三', '李四'], min: 1, max: 2, blank: true, question: '选举' };
  for (const [questions, items] of [
    [[{ ...question, answers: ['李四', '张三'] }], [committee('up_to_seats', people)]],
    [[{ ...question, question: '别的' }], [committee('up_to_seats', people)]],
    [[question, question], [committee('up_to_seats', people)]],
    [[question], [committee('up_to_seats', people), matter]],
    [[{ ...three, answers: ['反对', '同意', '弃权'], question: '选聘物业' }], [matter]],
  ] as const) {
    expect(asksOf(questions, items)).toBeUndefined();
  }
});

it('what can be sealed, and what it says', () => {
  const ask = { kind: 'committee', title: '', text: '', candidates: [], question: { answers: ['甲', '乙', '丙'], min: 1, max: 2, blank: true, question: '' } } satisfies Ask;
  expect(isComplete(ask, null)).toBe(false);
  expect(isComplete(ask, [false, false, false])).toBe(false);
  expect(isComplete(ask, [true, true, true])).toBe(false);
  expect(isComplete(ask, 'blank')).toBe(true);
  expect(isComplete(ask, [true, false, true])).toBe(true);
  expect(chosen([true, false, true])).toBe(2);
  expect(choiceSaid(ask, [true, false, true]).map(({ zh }) => zh)).toEqual(['甲', '丙']);
  expect(choiceSaid(ask, 'blank')).toHaveLength(1);
});
