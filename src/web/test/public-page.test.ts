/** The public page, apart from its screens: numbers and dates as people read them, which part is there when, words for everything. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawn, follows } from '../src/public/candidates/draw.ts';
import { area, building, count, deadline, left, moment, percent, room } from '../src/public/figures.ts';
import { valueSaid } from '../src/public/items/value.ts';
import { KEYS, SUBJECTS, VALUES } from '../src/public/items/words.ts';
import { KINDS } from '../src/public/notices/words.ts';
import type { Poll } from '../src/public/poll.ts';
import { VERDICTS } from '../src/public/result/words.ts';
import { has, objectable, opens, PARTS, stopsOf, takesObjections } from '../src/public/states.ts';
import { MEANING, PART_HINTS, PART_NAMES, STATES } from '../src/public/words.ts';

describe('figures', () => {
  it('never round up to a threshold that was not reached', () => {
    expect(percent(66_666, 100_000)).toBe('66.66%');
    expect(percent(199_999, 300_000)).toBe('66.66%');
    expect(percent(200_000, 300_000)).toBe('66.66%');
    expect(percent(99_999, 100_000)).toBe('99.99%');
    expect(percent(3, 3)).toBe('100.00%');
    expect(percent(0, 0)).toBe('–');
  });

  it('write areas exactly', () => {
    expect([0, 5, 8956, 1_234_567_80].map((centi) => area(centi).en)).toEqual(['0.00 m²', '0.05 m²', '89.56 m²', '1\u202f234\u202f567.80 m²']);
    expect(count(999)).toBe('999');
  });

  it('say when a period ends as the law counts days', () => {
    // Midnight in Beijing is 24:00 of the day before.
    expect(deadline('2026-06-20T16:00:00Z').zh).toBe('2026年6月20日 24:00');
    expect(deadline('2026-12-31T16:00:00Z').en).toBe('31 December 2026, 24:00');
    expect(deadline('2026-06-20T02:30:00Z').zh).toBe('2026年6月20日 10:30');
    expect(moment('2026-06-20T16:00:00Z').zh).toBe('2026年6月21日 00:00');
    const until = '2026-06-20T16:00:00Z';
    const before = (milliseconds: number): string => left(until, Date.parse(until) - milliseconds).zh;
    expect([before(2 * 86_400_000), before(86_400_000 - 1), before(59 * 60_000), before(-5)]).toEqual(['还有 2 天', '还有 23 小时', '还有 59 分钟', '还有 0 分钟']);
  });

  it('say rooms as people do', () => {
    expect(room({ building: '3', stair: '2', room: '501' }).zh).toBe('3栋2单元501');
    expect(room({ building: '3', room: '501' }).en).toBe('building 3, 501');
    expect([building('12').zh, building('3号楼').zh]).toEqual(['12栋', '3号楼']);
  });
});

it('a lot is drawn as anybody repeats it on a command line', () => {
  const entrants = ['丁建国', '王桂兰', '李秀英', '张淑芬'];
  const sum = (entrant: string): string => createHash('sha256').update(`yepiao/draw/v1|20260615-3|${entrant}`).digest('hex');
  expect(drawn('20260615-3', entrants)).toEqual([...entrants].sort((one, other) => (sum(one) < sum(other) ? -1 : 1)));
  expect(drawn('20260615-4', entrants)).not.toEqual(drawn('20260615-3', entrants));
});

it('candidates follow a lot, also when somebody withdrew or two have one name', () => {
  const order = ['李秀英', '王桂兰（3栋）', '丁建国', '王桂兰（5栋）'];
  expect(follows(['李秀英', '王桂兰', '丁建国', '王桂兰'], order)).toBe(true);
  expect(follows(['李秀英', '丁建国'], order)).toBe(true);
  expect(follows([], order)).toBe(true);
  for (const other of [['丁建国', '李秀英'], ['李秀英', '李秀英'], ['赵志强'], ['王桂兰', '王桂兰', '王桂兰']]) expect(follows(other, order)).toBe(false);
});

const NOW = Date.parse('2026-05-01T00:00:00Z');
/** A poll with an election that has come to a state. */
function pollIn(state: string, more: Partial<Poll> = {}): Poll {
  const order = ['draft', 'roll_published', 'nominating', 'candidates_published', 'announced', 'open', 'closed', 'counted', 'published', 'final', 'filed'];
  const at = (stop: string): boolean => order.indexOf(state) >= order.indexOf(stop);
  const period = (name: string, ends: string) => ({ period: name, name: { zh: name, en: name }, began: '2026-04-01T00:00:00Z', ends });
  return {
    state,
    items: [{ type: 'committee', title: '选举', text: '', seats: 5, alternates: 2, candidates: [], scope: 'whole', vote: 'up_to_seats' }],
    periods: [...(at('roll_published') ? [period('roll', '2026-05-09T00:00:00Z')] : []), ...(at('open') ? [period('vote_window', '2026-07-01T00:00:00Z')] : [])],
    ...(at('roll_published') && { roll: { digest: '', published_at: '2026-04-01T00:00:00Z' } }),
    ...(at('candidates_published') && { candidates: { digest: '', published_at: '2026-04-01T00:00:00Z' } }),
    ...(at('announced') && { meeting: { announced_at: '', opens: '', closes: '', package: '' } }),
    ...more,
  } as Poll;
}
const partsOf = (poll: Poll, now = NOW): string[] => PARTS.filter((part) => has(poll, part, now));

describe('parts', () => {
  const ALWAYS = ['items', 'notices', 'objections', 'calendar'];
  it.each([
    ['roll_published', ['roll', 'claims']],
    ['nominating', ['roll', 'claims', 'nominate']],
    ['candidates_published', ['roll', 'claims', 'nominate', 'candidates']],
    ['announced', ['roll', 'nominate', 'candidates', 'files']],
    ['open', ['turnout', 'check', 'roll', 'candidates', 'log', 'files']],
    ['closed', ['turnout', 'check', 'roll', 'candidates', 'log', 'files']],
    ['counted', ['turnout', 'check', 'roll', 'candidates', 'log', 'files']],
    ['published', ['result', 'participants', 'turnout', 'check', 'roll', 'candidates', 'log', 'files']],
    ['filed', ['result', 'turnout', 'check', 'roll', 'candidates', 'log', 'files']],
  ])('while %s', (state, parts) => {
    expect(partsOf(pollIn(state)).sort()).toEqual([...ALWAYS, ...parts].sort());
  });

  it('the roll is offered for its period only, but a link to it still says that it is over', () => {
    const later = Date.parse('2026-05-09T00:00:00Z');
    expect(partsOf(pollIn('open'), later)).not.toContain('roll');
    expect(opens(pollIn('open'), 'roll', later)).toBe(true);
  });

  it('who took part hangs out with the result, until it is final; then a link to it says so', () => {
    expect(['counted', 'published', 'final', 'filed', 'cancelled'].map((state) => [has(pollIn(state), 'participants', NOW), opens(pollIn(state), 'participants', NOW)])).toEqual([
      [false, false],
      [true, true],
      [false, true],
      [false, true],
      [false, false],
    ]);
  });

  it('a cancelled poll has a log if it was opened', () => {
    const of = (opened: boolean): string[] => partsOf(pollIn('cancelled', { ...pollIn('announced'), state: 'cancelled', opened }));
    expect(of(true)).toContain('log');
    expect(of(false)).not.toContain('log');
    expect([...of(true), ...of(false)]).not.toContain('result');
    expect([...of(true), ...of(false)]).not.toContain('roll');
  });

  it('without an election nobody is nominated', () => {
    const poll = pollIn('nominating', { items: [{ type: 'matter', subject: 'property_company', majority: 'ordinary', title: '', text: '' }] } as Partial<Poll>);
    expect(partsOf(poll)).not.toContain('nominate');
    expect(stopsOf(poll)).not.toContain('candidates_published');
  });

  it('objections are taken from the publication to the end of the last period, about what is published', () => {
    expect(['draft', 'roll_published', 'open', 'published', 'final', 'cancelled'].map((state) => takesObjections(pollIn(state)))).toEqual([false, true, true, true, false, false]);
    expect(objectable(pollIn('nominating'))).toEqual(['roll']);
    expect(objectable(pollIn('published'))).toEqual(['roll', 'candidates', 'notice', 'ballot', 'result']);
  });
});

describe('words', () => {
  const source = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const wordsIn = (path: string): string[] => [...source(path).matchAll(/Self::\w+(?: \{ \.\. \})? => "(\w+)"/g)].map((match) => match[1] as string);

  it('for every rule, state, notice and part', () => {
    const keys = [...source('election/rules/national.toml').matchAll(/^\[(\w+)\]$/gm)].map((match) => match[1] as string);
    expect(keys.length).toBeGreaterThan(20);
    expect(keys.filter((key) => !(key in KEYS))).toEqual([]);
    const states = wordsIn('election/poll/course/phase.rs').filter((state) => state !== 'draft');
    expect(states.length).toBeGreaterThan(10);
    expect(states.filter((state) => !(state in STATES))).toEqual([]);
    const kinds = wordsIn('election/poll/notice/kind.rs');
    expect(kinds.length).toBeGreaterThan(14);
    expect(Object.keys(KINDS).filter((kind) => !kinds.includes(kind))).toEqual([]);
  });

  it('for every verdict', () => {
    const verdicts = ['matter', 'committee'].flatMap((file) => {
      const [, own = ''] = /pub enum \w+Verdict \{([^}]*)\}/.exec(source(`election/outcome/${file}.rs`)) ?? [];
      return [...own.matchAll(/^ {4}([A-Z]\w+),/gm)].map(([, name = '']) => name.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase());
    });
    expect(verdicts.length).toBe(9);
    expect(verdicts.filter((verdict) => !(verdict in VERDICTS))).toEqual([]);
  });

  it('in both languages', () => {
    const all = [KEYS, SUBJECTS, VALUES, KINDS, STATES, MEANING, VERDICTS, PART_NAMES, PART_HINTS].flatMap((table) => Object.values(table));
    expect(all.filter(({ zh, en }) => !/\p{Script=Han}/u.test(zh) || !/[a-z]/i.test(en) || /\p{Script=Han}/u.test(en))).toEqual([]);
  });

  it('for values of every form', () => {
    expect(valueSaid('roll_publish_days', { count: 7, unit: 'days' }).zh).toBe('7 天');
    expect(valueSaid('seats', { min: 5, max: 11, small_households: 0, small_seats: 0 }).zh).toBe('5–11 人，单数');
    expect(valueSaid('identity_level', ['sms', 'witness']).zh).toBe('短信验证码、工作人员当面看证件');
    expect(valueSaid('parking_as_area', false).en).toBe('does not count');
    // What nobody foresaw is shown as it stands.
    expect(valueSaid('new', { odd: 1 }).zh).toBe('{"odd":1}');
  });
});
