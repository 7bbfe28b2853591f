/** What the trustees gave, and what follows from it: signatures, strong proofs, outcome, certificate. */
import { attempt } from '../faults.ts';
import type { DigestText } from '../json.ts';
import { equals } from '../outcome/weight.ts';
import { said, type Said } from '../said.ts';
import { writeParticipation, type Participation } from './annex.ts';
import { certificateFaults, itemJson } from './certificate.ts';
import { closingFaults, readClosing, statementOf } from './closing.ts';
import { decide, DecideFault, type ItemResult } from './decide.ts';
import { MISSING, type Desk, type Setup, type Sides } from './desk.ts';
import { CERTIFICATE, CLOSING, isCertified, PEOPLE, RULES, strongFile, strongOwner } from './files.ts';
import type { History } from './log.ts';
import type { Sheet } from './paper.ts';
import { frozenTotals, writeRollTotals } from './roll.ts';
import { strongFault } from './strong.ts';

/** What the trustees must sign. */
export function expectedStatement(history: History | undefined, [{ facts: people }, { facts: area }]: Sides): string | undefined {
  const { election, tallyEvent: hp } = people;
  if (!election || !history?.sheet || hp === undefined || area.tallyEvent === undefined) return undefined;
  return statementOf(election.phi, history.sheet, hp, area.tallyEvent);
}

/** What the trustees signed; returns the statement that is there. */
export function checkClosing(desk: Desk, statement: string | undefined, [{ facts }]: Sides): string | undefined {
  const closing = desk.parse('closing', CLOSING, readClosing);
  if (!closing || statement === undefined) return closing?.statement;
  desk.trays.examine('closing', closing.signatures.length);
  for (const fault of closingFaults(closing, facts.trustees, statement)) desk.fail('closing', CLOSING, fault);
  return closing.statement;
}

/** The strong proof of every trustee who published a share. */
export function checkStrong(desk: Desk, [{ facts: people }, { facts: area }]: Sides): void {
  const stored = [...desk.files.keys()].flatMap((name) => strongOwner(name) ?? []);
  const owners = new Set([...people.shares.keys(), ...area.shares.keys(), ...stored]);
  for (const owner of [...owners].sort((a, b) => a - b)) {
    desk.trays.examine('strong', 1);
    const file = strongFile(owner);
    const [first, second] = [people.shares.get(owner), area.shares.get(owner)];
    if (!first && !second) {
      desk.fail(
        'strong',
        file,
        said(`第 ${owner} 位受托人：档案里没有他解密的数据`, `trustee ${owner}: has no share in the archives`),
      );
      continue;
    }
    if (!first || !second) {
      desk.fail(
        'strong',
        PEOPLE,
        said(
          `第 ${owner} 位受托人：没有在两份档案里都解密，或解密的数据不对`,
          `trustee ${owner}: has no share that holds in both archives`,
        ),
      );
      continue;
    }
    const bytes = desk.files.get(file);
    if (!bytes) {
      desk.fail('strong', file, MISSING);
      continue;
    }
    const { election, tallyEvent: hp } = people;
    const trustee = people.trustees.owner(owner);
    if (!election || !trustee?.key || hp === undefined || area.tallyEvent === undefined) continue;
    const fault = strongFault(
      {
        phi: election.phi,
        owner,
        key: trustee.key,
        keyText: trustee.keyText,
        people: { event: hp, tally: people.tally, share: first },
        area: { event: area.tallyEvent, tally: area.tally, share: second },
      },
      bytes,
    );
    if (fault) desk.fail('strong', file, said(`第 ${owner} 位受托人：${fault.zh}`, `trustee ${owner}: ${fault.en}`));
  }
}

/** What follows from the totals, and whether the certificate says it. */
export function checkOutcome(
  desk: Desk,
  { opening, rules, package: announced, roll }: Setup,
  history: History | undefined,
  [people, area]: Sides,
  sheet: Sheet | undefined,
  participation: Participation | undefined,
): readonly ItemResult[] | undefined {
  const bytes = desk.files.get(CERTIFICATE);
  const [{ election }, results] = [people.facts, [people, area].map(({ report }) => report.totals)];
  const [byPeople, byArea] = results.map((totals) => (totals?.source === 'published' ? totals.rows : undefined));
  if (!bytes || !opening || !rules || !announced || !byPeople || !byArea || !election || !roll) return undefined;
  if (!participation || !sheet || !history) return undefined;
  desk.trays.examine('outcome', announced.items.length);
  const fail = (what: Said): undefined => desk.fail('outcome', PEOPLE, what) as undefined;
  const at = history.sheet;
  if (!at) return fail(said('公开记录里没有计票单', 'the log has no sheet of the paper ballots'));
  if (!equals(frozenTotals(roll.totals), participation.entitled)) {
    return fail(said('名册的合计与名单不符', "the roll's totals are not those of the lists of credentials"));
  }
  let items: readonly ItemResult[];
  try {
    const { questions } = election.parameters;
    items = decide(
      announced.items,
      { questions, participation, people: byPeople, area: byArea, paper: sheet.questions },
      rules,
    );
  } catch (error) {
    if (error instanceof DecideFault) return fail(error.said);
    throw error;
  }
  desk.trays.examine('certificate', 1);
  const expected = attempt(() => ({
    phi: election.phi,
    uuid: opening.uuid,
    origin: opening.origin,
    files: Object.fromEntries([...desk.digests].filter(([name]) => isCertified(name))),
    rules: desk.digests.get(RULES) as DigestText,
    roll: writeRollTotals(roll.totals),
    participation: writeParticipation(participation),
    items: items.map(itemJson),
    checkpoint: { size: at.size, root: at.root },
  }));
  if (expected.fault) desk.fail('certificate', CERTIFICATE, expected.fault);
  else {
    for (const fault of certificateFaults(bytes, opening.keys.certificate, expected.value)) {
      desk.fail(fault.check, CERTIFICATE, fault.said);
    }
  }
  return items;
}
