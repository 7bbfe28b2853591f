/**
 * A checked ballot (protocol.md Part I section 12): the second device rebuilds the unsigned ballot from seed and choices, compares φ and
 * the hash, and shows the texts.
 */
import { rebuildHash } from '../crypto/ballot/seal.ts';
import { readReveal } from '../crypto/ballot/reveal.ts';
import { Election } from '../crypto/election.ts';
import { attempt } from './faults.ts';

export type Revealed =
  | {
      readonly kind: 'rebuilt';
      /** The ballot made of seed and choices has the hash that the text names. */
      readonly agrees: boolean;
      /** The hash of the ballot that was rebuilt. */
      readonly hash: string;
      /** Name of the poll. */
      readonly poll: string;
      /** Each question with the answers chosen; none: blank. */
      readonly choices: readonly { readonly question: string; readonly answers: readonly string[] }[];
    }
  /** The text is none, is of another election, or does not fit its questions; or there is no election to rebuild it with. */
  | { readonly kind: 'refused'; readonly why: 'text' | 'other-election' | 'no-election' | 'choices' };

/** `election`: the exact bytes of an `election.json`. */
export function rebuild(text: string, election: Uint8Array | undefined): Revealed {
  const { value: reveal } = attempt(() => readReveal(text));
  if (!reveal) return { kind: 'refused', why: 'text' };
  const { value: parsed } = attempt(() => election && Election.parse(election));
  if (!parsed) return { kind: 'refused', why: 'no-election' };
  const { uuid, questions, name } = parsed.parameters;
  if (parsed.phi !== reveal.phi || uuid !== reveal.uuid) return { kind: 'refused', why: 'other-election' };
  const { selections } = reveal.revealed;
  const { value: hash } = attempt(() => rebuildHash(parsed, reveal.credential, reveal.revealed));
  if (hash === undefined) return { kind: 'refused', why: 'choices' };
  const choices = questions.map(({ question, answers }, index) => {
    const selection = selections[index] ?? 'blank';
    return { question, answers: selection === 'blank' ? [] : answers.filter((_, position) => selection[position]) };
  });
  return { kind: 'rebuilt', agrees: hash === reveal.hash, hash, poll: name, choices };
}
