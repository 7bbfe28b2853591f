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

/** A PNG of one grey dot, as a photo. */
const PHOTO = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';

export class Voting {
  readonly #stage: Stage;
  readonly #program: Program;
  readonly #folder = mkdtempSync(join(tmpdir(), 'yepiao-voting-'));
  #slips: readonly Slip[] = [];
  #trustee: { readonly secret: string; readonly own: readonly string[] } = { secret: '', own: [] };

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
    await this.prepare();
    await this.opens();
  }

  /** The hour comes. */
  async opens(): Promise<void> {
    const { meeting } = await this.#program.ok('GET', `/api/v1/public/polls/${this.#stage.poll}`);
    await this.#until(meeting.opens, 'open');
  }

  /** Key, credentials, opening and slips. */
  async prepare(): Promise<void> {
    const { chair, path } = this.#stage;
    const { links } = await chair.ok('POST', `${path}/trustees`, { body: { singles: ['街道赵书记'] } });
    const [key, passphrase] = [join(this.#folder, 'trustee.key'), this.#file('passphrase', 'sieben mal sieben')];
    this.#trustee = { secret: (links[0].link as string).split('#')[1] ?? '', own: ['--key', key, '--passphrase-file', passphrase] };
    const message = this.#trusteeMakes('keygen', 'half.json', ['--name', '街道赵书记']);
    await this.#program.ok('POST', '/api/v1/public/trustee/messages', { body: { secret: this.#trustee.secret, step: 1, message } });
    await chair.ok('POST', `${path}/voters`, { body: { made_by: 'service', because: '业主同意由系统制作' } });
    await this.#noticeHangs();
    await chair.ok('POST', `${path}/opening`, { body: {} });
    this.#slips = (await chair.ok('POST', `${path}/slips/print`, { body: {} })).slips;
  }

  /** The link of an owner's slip, from 1. */
  slip(number: number): string {
    const slip = this.#slips.find((own) => own.number === number);
    if (!slip) throw new Error(`no slip ${number}`);
    return slip.link;
  }

  /** The notice of the meeting is filled in, frozen, and photographed where it hangs: without that the poll does not open. */
  async #noticeHangs(): Promise<void> {
    const { chair, path } = this.#stage;
    const place = '3栋公告栏';
    const draft = await chair.ok('POST', `${path}/notices`, { body: { kind: 'meeting' } });
    const parts = (draft.parts as { text: string }[]).map((part) => ({ ...part, text: part.text.replaceAll('【请填写】', '小区门卫室') }));
    const notice = `${path}/notices/${draft.id}`;
    await chair.change('PUT', notice, { parts, places: [place], ...(draft.window === undefined ? {} : { window: draft.window }) });
    const { etag } = await chair.ask('GET', notice);
    await chair.ok('POST', `${notice}/freeze`, { headers: { 'If-Match': etag } });
    await chair.ok('POST', `${notice}/postings?seen=hangs&place=${encodeURIComponent(place)}`, { raw: Buffer.from(PHOTO, 'base64') });
  }

  async end(): Promise<void> {
    const { meeting } = await this.#program.ok('GET', `/api/v1/public/polls/${this.#stage.poll}`);
    await this.#until(meeting.closes, 'closed');
  }

  /** A command of the trustee's own program; the file that it writes. */
  #trusteeMakes(command: string, name: string, more: readonly string[]): string {
    const out = join(this.#folder, name);
    const made = spawnSync(programPath as string, ['--lang', 'en', 'trustee', command, ...this.#trustee.own, '--out', out, ...more], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(`trustee ${command}: ${made.stderr}`);
    return readFileSync(out, 'utf8');
  }

  /** Nobody voted on paper. The trustee checks the record, signs, and opens both sums. */
  async count(): Promise<void> {
    const { secret } = this.#trustee;
    await this.#countComesTo('signing');
    const signature = this.#trusteeMakes('sign', 'signature.json', ['--not-compared', await this.#record('to-sign.zip')]);
    await this.#program.ok('POST', '/api/v1/public/trustee/signature', { body: { secret, signature } });
    await this.#countComesTo('decrypting');
    const share = this.#trusteeMakes('decrypt', 'share.json', [await this.#record('to-decrypt.zip')]);
    await this.#program.ok('POST', '/api/v1/public/trustee/share', { body: { secret, share } });
    await this.#stage.comesTo('counted');
  }

  async #record(name: string): Promise<string> {
    const path = join(this.#folder, name);
    writeFileSync(path, await this.#program.bytes(`/api/v1/public/polls/${this.#stage.poll}/record`));
    return path;
  }

  async #countComesTo(stage: string): Promise<void> {
    for (let turn = 0; turn < 300; turn += 1) {
      const { stage: now } = await this.#program.ok('GET', `/api/v1/public/polls/${this.#stage.poll}/count`);
      if (now === stage) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`the count does not come to ${stage}`);
  }

  async #until(time: string, state: string): Promise<void> {
    await this.#program.wait((Date.parse(time) - (await this.#program.now())) / 1000 + 1);
    await this.#stage.comesTo(state);
  }

  /** The owner of this number, from 1, votes by SMS; what the receipt says. */
  async vote(number: number, choices: readonly (readonly number[])[]): Promise<string> {
    const link = this.slip(number);
    const phone = OWNERS[number - 1]?.[2] ?? '';
    const receipt = join(this.#folder, `receipt-${number}.txt`);
    const args = ['--lang', 'en', 'vote', '-', '--server', this.#program.url, '--choices', this.#file(`choices-${number}.json`, JSON.stringify(choices)), '--receipt', receipt];
    const before = await this.#program.codes(phone);
    const child = spawn(programPath as string, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => said.push(data.toString()));
    const done = new Promise<number | null>((resolve) => child.on('exit', resolve));
    child.stdin.write(`${link}\n`);
    child.stdin.end(`${await this.#program.code(phone, before)}\n`);
    if ((await done) !== 0) throw new Error(said.join(''));
    return readFileSync(receipt, 'utf8');
  }
}
