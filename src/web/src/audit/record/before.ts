/** What stood before the voting: opening, rule set, roll, package, trustees. */
import { hex } from '../../crypto/bytes.ts';
import { digest } from '../../crypto/hash.ts';
import type { Audited } from '../archive/audit.ts';
import { MAX_LOGARITHM } from '../election/dlog.ts';
import { attempt } from '../faults.ts';
import type { DigestText } from '../json.ts';
import { said, type Said } from '../said.ts';
import type { Desk, Setup, Sides } from './desk.ts';
import { AREA, OPENING, PACKAGE, PEOPLE, ROLL, RULES } from './files.ts';
import { cosignerKeys, extensionFault, logKey, openingFaults, readOpening } from './opening.ts';
import { hasElection, householdsFault, packageFaults, readPackage } from './package.ts';
import { householdsOf, readRoll, rollFaults } from './roll.ts';
import { readRules } from './rules.ts';

/** Reads the four files; each by itself. */
export function readSetup(desk: Desk): Setup {
  const bytes = desk.files.get(RULES);
  const rules = bytes && readRules(bytes);
  for (const fault of rules?.faults ?? []) desk.fail('rules', RULES, fault);
  const roll = desk.parse('roll', ROLL, readRoll);
  const opening = desk.parse('opening', OPENING, readOpening);
  return { opening, rules: rules?.rules, package: desk.take('package', PACKAGE, readPackage), roll };
}

/** The opening against everything it names, and the roll, the package and the trustees beside it. */
export function checkOpening(desk: Desk, setup: Setup, [{ facts: people }, { facts: area }]: Sides): void {
  checkThreshold(desk, PEOPLE, people);
  checkThreshold(desk, AREA, area);
  const { opening, rules, roll } = setup;
  if (roll) {
    desk.trays.examine('roll', roll.voters.length);
    for (const fault of rollFaults(roll, rules)) desk.fail('roll', ROLL, fault);
  }
  const { election } = people;
  if (!opening || !election) return;
  if (setup.package && rules) {
    desk.trays.examine('package', setup.package.items.length);
    const own = desk.digests.get(RULES) as DigestText;
    for (const fault of packageFaults(setup.package, opening, rules, own, election.parameters)) {
      desk.fail('package', PACKAGE, fault);
    }
    const small = roll && householdsFault(setup.package, rules, householdsOf(roll));
    if (small) desk.fail('package', PACKAGE, small);
    const extension = extensionFault(opening, rules, hasElection(setup.package));
    if (extension) desk.fail('opening', OPENING, extension);
  }
  desk.trays.examine('opening', 1);
  if (rules) desk.trays.examine('rules', 1);
  // What is not there is told where it is missing.
  const digestOf = (file: string, opened: DigestText): DigestText => desk.digests.get(file) ?? opened;
  const listed = area.credentials.entries.map(({ weight }) => weight);
  const faults = openingFaults(opening, {
    election: election.parameters,
    trustees: hex(digest(people.setup.trustees)),
    rules: digestOf(RULES, opening.rules),
    package: digestOf(PACKAGE, opening.package),
    maskedRoll: digestOf(ROLL, opening.maskedRoll),
    areas: roll ? roll.voters.map((voter) => BigInt(voter.area)) : listed,
    people: { list: people.credentials, digest: hex(digest(people.setup.credentials)) },
    area: { list: area.credentials, digest: hex(digest(area.setup.credentials)) },
  });
  for (const { check, file, said: what } of faults) desk.fail(check, file, what);
  // Refused before anybody votes: a greater sum could never be opened.
  const total = area.credentials.totalWeight;
  if (total > MAX_LOGARITHM) {
    desk.fail(
      'opening',
      AREA,
      said(
        `面积合计 ${total}（0.01 平方米），超过了能计票的上限`,
        `the areas together are ${total} units of 0.01 m², more than can be counted`,
      ),
    );
  }
  for (const keys of [attempt(() => logKey(opening)), attempt(() => cosignerKeys(opening))]) {
    if (keys.fault) desk.fail('opening', OPENING, said('钥匙的名称是空的，或有空格、加号', keys.fault.en));
  }
}

/** Of every joint key more than half of the members must be needed, and no two trustees have one key. */
function checkThreshold(desk: Desk, file: string, { trustees }: Audited['facts']): void {
  desk.trays.examine('threshold', trustees.groups.length);
  trustees.groups.forEach((group, index) => {
    if (group.kind === 'single') return;
    const { size, threshold } = group;
    const [zh, en] = [`第 ${index + 1} 把联合钥匙：`, `trustees[${index + 1}]: `];
    const other = (reason: string): Said => said(`${zh}人数不对（程序原话：${reason}）`, en + reason);
    const fault =
      size > 255
        ? other('a joint key has at most 255 members')
        : threshold >= size
          ? other('the threshold must be below the number of members')
          : threshold * 2 <= size
            ? said(
                `${zh}需要的人数没有超过一半，两组人可以各自解密`,
                `${en}the threshold must be above half the number of members`,
              )
            : undefined;
    if (fault) desk.fail('threshold', file, fault);
  });
  const first = new Map<string, number>();
  trustees.owners.forEach(({ key, keyText }, index) => {
    if (!key) return;
    const known = first.get(keyText);
    if (known === undefined) first.set(keyText, index + 1);
    else {
      desk.fail(
        'threshold',
        file,
        said(
          `受托人 ${index + 1} 的公钥与受托人 ${known} 的相同`,
          `trustee ${index + 1} has the key of trustee ${known}`,
        ),
      );
    }
  });
}
