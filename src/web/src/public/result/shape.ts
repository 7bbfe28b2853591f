/** What the service says of a result (the certificate, read out), as far as it is shown. */

interface Votes {
  readonly people: number;
  /** In 0.01 m². */
  readonly area: number;
}
interface Option {
  readonly name: string;
  readonly both: Votes;
}
interface Common {
  readonly title: string;
  readonly turnout: { readonly both: { readonly blank: Votes; readonly invalid: Votes } };
  readonly options: readonly Option[];
  readonly readings: { readonly by_rule: { readonly took_part: Votes; readonly verdict: string }; readonly otherwise: { readonly verdict: string } };
  readonly sentences: readonly { readonly zh: string; readonly en: string }[];
}
interface Ranked {
  readonly position: number;
  readonly name: string;
}

export interface Committee extends Common {
  readonly type: 'committee';
  readonly elected: readonly Ranked[];
  readonly alternates: readonly Ranked[];
}
export interface Matter extends Common {
  readonly type: 'matter';
  readonly majority: string;
}
export interface Result {
  readonly published_at?: string;
  readonly comments_until?: string;
  readonly certificate_digest: string;
  readonly certified: {
    readonly items: readonly (Committee | Matter)[];
    readonly participation: Readonly<Record<'entitled' | 'took_part' | 'electronic' | 'paper' | 'assisted', Votes>>;
  };
}
