/** What is written in the form, as the page holds it; and as the service takes it. */
import { reactive } from 'vue';
import type { Schema } from '../asked.ts';
import { STATEMENTS } from './words.ts';

export type Statement = keyof typeof STATEMENTS;
export const statements = Object.keys(STATEMENTS) as readonly Statement[];

export interface Answers {
  sex: 'male' | 'female' | '';
  year: string;
  month: string;
  political: string;
  education: string;
  occupation: string;
  resume: string;
  plans: string;
  readonly statements: Record<Statement, 'yes' | 'no' | ''>;
  pledged: boolean;
  publishable: boolean;
}

const answered = (told: boolean | null | undefined): 'yes' | 'no' | '' => (told === true ? 'yes' : told === false ? 'no' : '');

/** Empty, or what was told before. Pledge and consent are given anew with each form. */
export function newAnswers(told?: Schema<'FormTold'>): Answers {
  const own = Object.fromEntries(statements.map((name) => [name, answered(told?.statements[name])])) as Answers['statements'];
  return reactive({
    sex: told?.sex === 'male' || told?.sex === 'female' ? told.sex : '',
    year: told ? String(told.birth.year) : '',
    month: told ? String(told.birth.month) : '',
    political: told?.political_status ?? '',
    education: told?.education ?? '',
    occupation: told?.occupation ?? '',
    resume: told?.resume ?? '',
    plans: told?.plans ?? '',
    statements: own,
    pledged: false,
    publishable: false,
  });
}

const whole = (text: string): number => (/^\d{1,4}$/.test(text.trim()) ? Number(text.trim()) : 0);
const orNull = (text: string): string | null => text.trim() || null;

export const toForm = (own: Answers): Schema<'NominationForm'> => ({
  sex: own.sex,
  birth: { year: whole(own.year), month: whole(own.month) },
  political_status: orNull(own.political),
  education: orNull(own.education),
  occupation: orNull(own.occupation),
  resume: own.resume.trim(),
  plans: own.plans.trim(),
  statements: Object.fromEntries(statements.map((name) => [name, own.statements[name] === '' ? null : own.statements[name] === 'yes'])),
  pledged: own.pledged,
  publishable: own.publishable,
});
