/** From what is sealed to what is asked: every question of the ballot, with what the poll says about it. */
import type { components } from '../api/types.ts';
import type { Selection } from '../crypto/ballot/seal.ts';
import type { Question } from '../crypto/election.ts';
import { said, type Said } from '../audit/said.ts';

type Item = components['schemas']['PollItem'];
export type Candidate = components['schemas']['Candidate'];

/** What a voter chose on one question. */
export type Choice = Selection;

/** A question as a screen of its own. */
export interface Ask {
  readonly kind: 'committee' | 'candidate' | 'matter';
  readonly question: Question;
  /** As the ballot prints it. */
  readonly title: string;
  /** The whole text; may be empty. */
  readonly text: string;
  /** The candidates in the order of the answers; of a question on one candidate, this one. */
  readonly candidates: readonly Candidate[];
}

/** Names of candidates as the ballot has them: with the building where two have the same name. */
function labels(candidates: readonly Candidate[]): string[] {
  const shared = (name: string): boolean => candidates.filter((other) => other.name === name).length > 1;
  return candidates.map(({ name, building }) => (shared(name) ? `${name}（${building}）` : name));
}

const THREE = ['同意', '反对', '弃权'];
const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((own, index) => own === b[index]);

/** Nothing where the poll's words are not those that would be sealed: then nobody may vote. */
export function asksOf(questions: readonly Question[], items: readonly Item[]): Ask[] | undefined {
  const expected = items.flatMap((item): { ask: Omit<Ask, 'question'>; question: string; answers: readonly string[] }[] => {
    const { title, text } = item;
    if (item.type === 'matter') return [{ ask: { kind: 'matter', title, text, candidates: [] }, question: title, answers: THREE }];
    const { candidates } = item;
    if (item.vote === 'up_to_seats') return [{ ask: { kind: 'committee', title, text, candidates }, question: title, answers: labels(candidates) }];
    return labels(candidates).map((label, index) => {
      const candidate = candidates[index] as Candidate;
      return { ask: { kind: 'candidate', title, text, candidates: [candidate] }, question: `${title}：${label}`, answers: THREE };
    });
  });
  const fits =
    expected.length === questions.length &&
    expected.every(({ question, answers }, index) => question === questions[index]?.question && same(answers, questions[index]?.answers ?? []));
  return fits ? expected.map(({ ask }, index) => ({ ...ask, question: questions[index] as Question })) : undefined;
}

/** Whether a choice can be sealed. */
export function isComplete({ question: { min, max } }: Ask, choice: Choice | null): choice is Choice {
  if (choice === null) return false;
  return choice === 'blank' || (chosen(choice) >= min && chosen(choice) <= max);
}

/** How many answers are chosen. */
export const chosen = (choice: Choice | null): number => (choice === null || choice === 'blank' ? 0 : choice.filter(Boolean).length);

const ENGLISH: Readonly<Record<string, string>> = { 同意: 'For · 同意', 反对: 'Against · 反对', 弃权: 'Abstain · 弃权' };

/** An answer's words. The ballot has them in Chinese; the three that recur are explained. */
export const answerSaid = (answer: string): Said => said(answer, ENGLISH[answer] ?? answer);

/** What was chosen, in the words of the ballot. */
export function choiceSaid({ question }: Ask, choice: Choice | null): Said[] {
  if (choice === null) return [];
  if (choice === 'blank') return [said('一个也不选（空白票）', 'Nobody (a blank vote)')];
  return question.answers.filter((_, index) => choice[index]).map(answerSaid);
}
