/** What a check found, and collecting it. */
import type { Said } from './said.ts';

/** What came of a check. */
export type Status =
  /** Everything is as it must be. */
  | 'passed'
  /** Something is wrong. */
  | 'failed'
  /** The file ends before this matters. */
  | 'not_reached'
  /** What the check needs is missing or unreadable, which another check reports. */
  | 'impossible';

/** One check and what came of it. */
export interface Ran<Check extends string, Finding> {
  readonly check: Check;
  readonly status: Status;
  /** How many things were looked at: members, events, files, ballots, numbers. */
  readonly examined: number;
  /** How many faults were found. */
  readonly failures: number;
  /** The first of them. */
  readonly findings: readonly Finding[];
}

/** Whether a file with this outcome of a check is not valid. */
export const isWrong = ({ status }: { readonly status: Status }): boolean => status === 'failed' || status === 'impossible';

/** What is wrong, and where in an archive. */
export interface ArchiveFinding {
  /** Byte of the file at which the members of the event begin. */
  readonly offset: number;
  /** The event's number, where there is one. */
  readonly height: number | undefined;
  readonly said: Said;
}

/** What is wrong with a record, and in which of its files; none for the zip as a whole. */
export interface RecordFinding {
  readonly file: string;
  readonly said: Said;
}

/** Findings kept for one check; more are only counted. */
const KEPT = 20;

interface Tray<Finding> {
  ran: boolean;
  examined: number;
  failures: number;
  findings: Finding[];
}

/** Collects what the checks see. */
export class Trays<Check extends string, Finding> {
  readonly #trays = new Map<Check, Tray<Finding>>();

  #of(check: Check): Tray<Finding> {
    let tray = this.#trays.get(check);
    if (!tray) this.#trays.set(check, (tray = { ran: false, examined: 0, failures: 0, findings: [] }));
    return tray;
  }

  /** The check looked at `count` things, perhaps none. */
  examine(check: Check, count: number): void {
    const tray = this.#of(check);
    tray.ran = true;
    tray.examined += count;
  }

  fail(check: Check, finding: Finding): void {
    const tray = this.#of(check);
    tray.failures += 1;
    if (tray.findings.length < KEPT) tray.findings.push(finding);
  }

  /** Whether nothing wrong was seen so far. */
  get isClean(): boolean {
    return [...this.#trays.values()].every(({ failures }) => failures === 0);
  }

  /** The outcome of all checks in their order. `reached`: whether the file goes as far as a check needs. */
  close(all: readonly Check[], reached: (check: Check) => boolean): Ran<Check, Finding>[] {
    return all.map((check) => {
      const { ran, examined, failures, findings } = this.#of(check);
      const status = failures > 0 ? 'failed' : ran ? 'passed' : reached(check) ? 'impossible' : 'not_reached';
      return { check, status, examined, failures, findings };
    });
  }
}
