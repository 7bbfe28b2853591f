/** From the announcement to the vote: a trustee's key, slips, and owners who vote with the program's own voter. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programPath, type Program } from './program.ts';
import { OWNERS, type Stage } from './stage.ts';

interface Slip {
  readonly number: number;
  readonly link: string;
  readonly serial: string;
}

export class Voting {
  readonly #stage: Stage;
  readonly #program: Program;
  readonly #folder = mkdtempSync(join(tmpdir(), 'yepiao-voting-'));
  #slips: readonly Slip[] = [];

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#program = stage.program;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** A file that only this test reads. */
  #file(name: string, content: string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  }

  /** Key, credentials and opening; then the hour comes. */
  async open(): Promise<void> {
    const { chair, path, poll } = this.#stage;
    const { links } = await chair.ok('POST', `${path}/trustees`, { body: { singles: ['街道赵书记'] } });
    const [key, half, passphrase] = [join(this.#folder, 'trustee.key'), join(this.#folder, 'trustee.json'), this.#file('passphrase', 'sieben mal sieben')];
    const made = spawnSync(programPath as string, ['--lang', 'en', 'trustee', 'keygen', '--key', key, '--out', half, '--passphrase-file', passphrase, '--name', '街道赵书记'], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(made.stderr);
    const secret = (links[0].link as string).split('#')[1] ?? '';
    await this.#program.ok('POST', '/api/v1/public/trustee/messages', { body: { secret, step: 1, message: readFileSync(half, 'utf8') } });
    await chair.ok('POST', `${path}/voters`, { body: { made_by: 'service', because: '业主同意由系统制作' } });
    const { meeting } = await this.#program.ok('GET', `/api/v1/public/polls/${poll}`);
    await chair.ok('POST', `${path}/opening`, { body: { notice_since: meeting.announced_at } });
    this.#slips = (await chair.ok('POST', `${path}/slips/print`, { body: {} })).slips;
    await this.#until(meeting.opens, 'open');
  }

  async end(): Promise<void> {
    const { meeting } = await this.#program.ok('GET', `/api/v1/public/polls/${this.#stage.poll}`);
    await this.#until(meeting.closes, 'closed');
  }

  async #until(time: string, state: string): Promise<void> {
    await this.#program.wait((Date.parse(time) - (await this.#program.now())) / 1000 + 1);
    await this.#stage.comesTo(state);
  }

  /** The owner of this number, from 1, votes by SMS; what the receipt says. */
  async vote(number: number, choices: readonly (readonly number[])[]): Promise<string> {
    const slip = this.#slips.find((own) => own.number === number);
    const phone = OWNERS[number - 1]?.[2] ?? '';
    if (!slip) throw new Error(`no slip ${number}`);
    const receipt = join(this.#folder, `receipt-${number}.txt`);
    const args = ['--lang', 'en', 'vote', '-', '--server', this.#program.url, '--choices', this.#file(`choices-${number}.json`, JSON.stringify(choices)), '--receipt', receipt];
    const before = await this.#program.codes(phone);
    const child = spawn(programPath as string, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => said.push(data.toString()));
    const done = new Promise<number | null>((resolve) => child.on('exit', resolve));
    child.stdin.write(`${slip.link}\n`);
    child.stdin.end(`${await this.#program.code(phone, before)}\n`);
    if ((await done) !== 0) throw new Error(said.join(''));
    return readFileSync(receipt, 'utf8');
  }
}
