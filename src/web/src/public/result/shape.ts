/** What the service says of a result (the certificate, read out), as far as it is shown. */
import type { Schema } from '../asked.ts';

export type Result = Schema<'PollResult'>;
export type Decided = Result['certified']['items'][number];
export type Committee = Extract<Decided, { type: 'committee' }>;
export type Matter = Extract<Decided, { type: 'matter' }>;
