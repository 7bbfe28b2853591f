/** What the auditor's page says beside a result: everything that `yepiao verify` says there, in both languages. */
import { describe, expect, it } from 'vitest';
import { sourceOf } from '../src/audit/input.ts';
import { auditRecord } from '../src/audit/record/audit.ts';
import { decisionsOf, remarksOf, secondIntro } from '../src/verify/remarks.ts';
import type { RecordView } from '../src/verify/work/messages.ts';
import { Remembering, unpack } from './archives.ts';

const files = unpack('forged.tar.zst');
const checker = new Remembering();

async function view(name: string): Promise<RecordView> {
  const report = await auditRecord(sourceOf(files.get(name) as Uint8Array), checker);
  if (typeof report === 'string') throw new Error(report);
  return { ...report, madeBy: report.opening?.credentials.madeBy };
}

const told = (all: readonly { readonly zh: string; readonly en: string }[], zh: string, en: string): void => {
  expect(all.some((own) => own.zh.includes(zh) && own.en.includes(en)), `${zh}: ${all.map((own) => own.zh).join('\n')}`).toBe(true);
};

describe('beside a result', () => {
  it('how long people could vote, who made the credentials, what is assumed, whose area is known', async () => {
    const remarks = remarksOf(await view('simulated-papers.zip'));
    told(remarks, '是假定的', 'are assumed');
    told(remarks, '的面积与别人都不同', 'have an area unlike all others');
    told(remarks, '不到 10 人', 'fewer than 10');
    told(remarks, '怎样核验是不是本人', 'were recognised');
  });

  it('that the weak way to recognise voters is weak', async () => {
    told(remarksOf(await view('remarks-the_weak_way_to_recognise_voters_is_called_so.zip')), '知道这四位的人都能冒充', 'prove little');
  });

  it('which totals show a choice', async () => {
    const { remarks, ...report } = await view('remarks-choices_that_the_totals_show_are_told.zip');
    expect(remarks.exposed.length).toBeGreaterThan(0);
    told(remarksOf({ remarks, ...report }), '由面积看得出', 'the area');
  });

  it('the second tally, never as the result', async () => {
    const { remarks } = await view('remarks-where_the_silent_follow_the_majority_that_is_counted_apart.zip');
    const { silent, items } = remarks.second ?? { silent: { people: 0n, area: 0n }, items: [] };
    expect(silent.people).toBeGreaterThan(0n);
    expect(secondIntro(silent).zh).toContain('不是结果');
    const sentences = items.flatMap((item) => item.sentences);
    expect(sentences.length).toBeGreaterThan(0);
    for (const { zh, en } of sentences) {
      expect(zh.startsWith('另计（')).toBe(true);
      expect(en.startsWith('Counted apart, ')).toBe(true);
    }
  });

  it('who took ballots out, and who cancelled a poll', async () => {
    told(decisionsOf(await view('simulated-committee.zip')), '作废。理由：', 'was taken out by entry');
    told(decisionsOf(await view('honest-a_poll_cancelled_while_people_vote_has_a_record.zip')), '表决取消。理由：', 'the poll was cancelled');
  });
});
