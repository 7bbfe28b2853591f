/** What the service says of a result (the certificate, read out), as far as it is shown. */
import type { Schema } from '../asked.ts';

export type Result = Schema<'PollResult'>;
export type Decided = Result['certified']['items'][number];
export type Committee = Extract<Decided, { type: 'committee' }>;
export type Matter = Extract<Decided, { type: 'matter' }>;

/** People and area, as the bars take them. */
export const weights = ({ people, area }: { readonly people: number; readonly area: number }): Schema<'Weights'> => ({ people, area_centi_m2: area });
