/** The real program, with a database of its own and a clock that can be set; and what its staff do. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** As built by cargo, or as `YEPIAO_PROGRAM` names it. A debug build shows the pages as they lie in `dist` when it starts. */
export const programPath = [process.env['YEPIAO_PROGRAM'], fileURLToPath(new URL('../../../../target/debug/yepiao', import.meta.url))].find(
  (path): path is string => path !== undefined && existsSync(path),
);

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
// What an answer looks like is the test's own expectation.
type Any = any;

export interface Answer {
  readonly status: number;
  readonly etag: string;
  readonly body: Any;
}

const PASSWORD = '花好月圆 2026 人长久';

export class Program {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, child: ChildProcess, folder: string) {
    this.url = url;
    this.#child = child;
    this.#folder = folder;
  }

  /** With these options beside what it always has. */
  static async start(more: readonly string[] = []): Promise<Program> {
    if (!programPath) throw new Error('there is no program: cargo build, or name one as YEPIAO_PROGRAM');
    const folder = mkdtempSync(join(tmpdir(), 'yepiao-browser-'));
    const [secrets, database] = [join(folder, 'secrets.toml'), `sqlite:${join(folder, 'yepiao.db')}`];
    run(['secrets', '--out', secrets, '--test']);
    // Slips lead to itself, and the pages are its own: what a browser meets there is what owners meet.
    const address = `127.0.0.1:${await freePort()}`;
    const common = ['--database', database, '--secrets-file', secrets, '--public-url', `http://${address}`];
    const rates = ['--rate-address', '--rate-attempts', '--rate-account'].flatMap((rate) => [rate, '1000000']);
    const child = spawn(programPath, ['--lang', 'en', 'serve', '--listen', address, '--test-clock', ...common, ...rates, ...more], { stdio: ['ignore', 'ignore', 'pipe'] });
    const url = await new Promise<string>((resolve, reject) => {
      const said: string[] = [];
      createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
        said.push(line);
        if (line.startsWith('listening on ')) resolve(line.slice('listening on '.length));
      });
      child.on('exit', () => reject(new Error(`the program ended: ${said.join('\n')}`)));
    });
    const program = new Program(url, child, folder);
    program.#common = common;
    return program;
  }
  #common: readonly string[] = [];

  stop(): void {
    this.#child.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async ask(method: string, path: string, { body, raw, headers = {} }: { body?: Json; raw?: Uint8Array; headers?: Record<string, string> } = {}): Promise<Answer> {
    const type: Record<string, string> = raw ? { 'Content-Type': 'application/octet-stream' } : body === undefined ? {} : { 'Content-Type': 'application/json' };
    // A connection that is kept may be closed by the other side just when it is used again.
    const response = await fetch(this.url + path, { method, headers: { ...type, ...headers, Connection: 'close' }, body: raw ? new Blob([raw as BlobPart]) : body === undefined ? null : JSON.stringify(body) });
    const text = await response.text();
    let read: unknown = text;
    try {
      read = JSON.parse(text);
    } catch {
      // A text.
    }
    return { status: response.status, etag: response.headers.get('etag') ?? '', body: read };
  }

  async ok(method: string, path: string, more: Parameters<Program['ask']>[2] = {}): Promise<Any> {
    const answer = await this.ask(method, path, more);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** The bytes of something public. */
  async bytes(path: string): Promise<Uint8Array> {
    const response = await fetch(this.url + path, { headers: { Connection: 'close' } });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Lets time pass; at most some 49 days at once. */
  async wait(seconds: number): Promise<void> {
    await this.ok('POST', '/api/test-clock', { body: { seconds: Math.ceil(seconds) } });
  }

  /** The service's time, Unix milliseconds. */
  async now(): Promise<number> {
    const response = await fetch(`${this.url}/health/live`);
    return Date.parse(response.headers.get('yepiao-test-clock') ?? '');
  }

  async #codesTo(phone: string): Promise<string[]> {
    const kept: { phone: string; template: string; text: string }[] = await this.ok('GET', '/api/test-outbox');
    return kept.filter((own) => own.phone === phone && own.template === 'code').map(({ text }) => /\d{6}/.exec(text)?.[0] ?? '');
  }

  /** How many codes went to a phone. */
  codes = async (phone: string): Promise<number> => (await this.#codesTo(phone)).length;

  /** The newest code that went to a phone, once there are more than `before`. */
  async code(phone: string, before = 0): Promise<string> {
    for (let turn = 0; turn < 600; turn += 1) {
      const codes = await this.#codesTo(phone);
      if (codes.length > before) return codes[codes.length - 1] as string;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no code came to ${phone}`);
  }

  /** Lets the night pass, in which no message goes out that nobody waits for. */
  async untilDay(): Promise<void> {
    const hour = new Date((await this.now()) + 8 * 3_600_000).getUTCHours();
    if (hour < 8 || hour >= 20) await this.wait(((33 - hour) % 24) * 3600);
  }

  /** The serial of the slip that was sent to a phone. */
  async serial(phone: string): Promise<string> {
    for (let turn = 0; turn < 600; turn += 1) {
      const kept: { phone: string; template: string; text: string }[] = await this.ok('GET', '/api/test-outbox');
      const sent = kept.filter((own) => own.phone === phone && own.template === 'slip_sent').pop();
      if (sent) return /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(sent.text)?.[0] ?? '';
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no slip came to ${phone}`);
  }

  /** A real-name service says whom it saw. */
  async seen(reference: string, name: string, lastFour: string): Promise<number> {
    const [, id, key] = /\[identity\.keys\]\n"([^"]+)" = "([^"]+)"/.exec(readFileSync(join(this.#folder, 'secrets.toml'), 'utf8')) as unknown as [string, string, string];
    const [body, seconds] = [{ reference, name, last_four: lastFour }, String(Math.floor((await this.now()) / 1000))];
    const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(`yepiao/identity/v1|confirm|${seconds}|${JSON.stringify(body)}`).digest('hex');
    const headers = { 'Yepiao-Timestamp': seconds, 'Yepiao-Key': id, 'Yepiao-Signature': signature };
    return (await this.ask('POST', '/api/v1/identity/confirmations', { body, headers })).status;
  }

  async operator(): Promise<Person> {
    const link = run(['admin', 'invite', '--role', 'operator', ...this.#common]).trim();
    return this.accepts(link);
  }

  /** Somebody uses a link to make an account, and signs in. */
  async accepts(link: string): Promise<Person> {
    const login = `person-${(this.#people += 1)}`;
    const secret = link.slice(link.indexOf('#') + 1);
    await this.ok('POST', '/api/v1/invitations/accept', { body: { secret, login, name: '王小明', phone: '13804312345', password: PASSWORD } });
    const person = new Person(this, login);
    await person.signIn();
    return person;
  }
  #people = 0;
}

/** Somebody with an account. */
export class Person {
  readonly #program: Program;
  readonly #login: string;
  #token = '';
  /** The account's. */
  id = '';

  constructor(program: Program, login: string) {
    this.#program = program;
    this.#login = login;
  }

  async signIn(): Promise<void> {
    const made = await this.#program.ok('POST', '/api/v1/sessions', { body: { login: this.#login, password: PASSWORD } });
    this.#token = made.access_token;
    this.id = made.account;
  }

  ask(method: string, path: string, more: { body?: Json; raw?: Uint8Array; headers?: Record<string, string> } = {}): Promise<Answer> {
    return this.#program.ask(method, path, { ...more, headers: { Authorization: `Bearer ${this.#token}`, ...more.headers } });
  }

  async ok(method: string, path: string, more: Parameters<Person['ask']>[2] = {}): Promise<Any> {
    const answer = await this.ask(method, path, more);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Does something to the newest version. */
  async change(method: string, path: string, body: Json, read = path.replace(/\/[a-z-]+$/, ''), how = 'GET'): Promise<Any> {
    const { etag } = await this.ask(how, read);
    return this.ok(method, path, { body, headers: { 'If-Match': etag } });
  }

  async brings(community: string, role: string): Promise<Person> {
    const { link } = await this.ok('POST', `/api/v1/communities/${community}/invitations`, { body: { role } });
    return this.#program.accepts(link);
  }
}

/** A port that nobody listens on; whoever takes it in the next moment makes the test fail. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function run(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(programPath as string, ['--lang', 'en', ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`yepiao ${args.join(' ')}: ${stderr}`);
  return stdout;
}
