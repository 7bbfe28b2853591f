/** The real program with an estate's first election open for voting, as `yepiao demo` makes it; and slips that nobody has used. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `YEPIAO_PROGRAM`, else what cargo built last. */
export const program = [process.env['YEPIAO_PROGRAM'], fileURLToPath(new URL('../../../../target/debug/yepiao', import.meta.url))].find(
  (path): path is string => path !== undefined && existsSync(path),
);

/** How long the demo may take to make its election; a machine may have much else to do. */
export const TO_MAKE = 900_000;

export interface Demo {
  readonly origin: string;
  /** The link of a person's slip that was not given out yet. */
  slip(): string;
  /** The latest code that was sent to a phone. */
  code(): Promise<string>;
  /** A teller has looked at the document of whoever shows these two numbers. */
  attest(serial: string, pairing: string): Promise<number>;
  stop(): void;
}

export async function startDemo(): Promise<Demo> {
  if (!program) throw new Error('there is no program: cargo build, or its path as YEPIAO_PROGRAM');
  const folder = mkdtempSync(join(tmpdir(), 'yepiao-pages-'));
  const child = spawn(program, ['demo', '--lang', 'en', '--port', '0', '--data', join(folder, 'demo')], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = (): void => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  const link = await firstLink(child).catch((reason: unknown) => {
    stop();
    throw reason;
  });
  const { origin } = new URL(link);
  // Of people, whose names are masked: a company gets no code.
  const slips = [...readFileSync(join(folder, 'demo', 'slips.txt'), 'utf8').matchAll(/^\S+ \S\*\* \S+\n(http:\S+)/gm)].map((found) => found[1] as string);
  return {
    origin,
    slip: () => slips.pop() ?? link,
    code: await nextCode(origin),
    attest: witness(origin, join(folder, 'demo')),
    stop,
  };
}

/** The link that the program prints when everything stands. */
const firstLink = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = '';
    const hear = (part: Buffer): void => {
      said += part.toString();
      const link = /http:\/\/\S+\/v\/\w+#\S+/.exec(said)?.[0];
      // The last line says how to stop it: everything before it is there.
      if (link && /Ctrl-C/.test(said)) resolve(link);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.on('exit', (code) => reject(new Error(`the demo ended (${code}): ${said.slice(-500)}`)));
    setTimeout(() => reject(new Error(`the demo is not ready: ${said.slice(-500)}`)), TO_MAKE);
  });

/** Gives the code that was sent since it was asked last; a message may take a moment. */
async function nextCode(origin: string): Promise<() => Promise<string>> {
  const newestCode = async (): Promise<{ id: string; text: string } | undefined> => {
    // A connection that the service closed meanwhile is opened again.
    const asked = await fetch(`${origin}/api/test-outbox`).catch(() => fetch(`${origin}/api/test-outbox`));
    const messages = (await asked.json()) as { id: string; template: string; text: string }[];
    return messages.filter(({ template, text }) => template === 'code' && text.includes('业主大会投票')).pop();
  };
  let last = (await newestCode())?.id;
  return async () => {
    for (let tries = 0; tries < 100; tries += 1) {
      const newest = await newestCode();
      if (newest && newest.id !== last) {
        last = newest.id;
        return /验证码 (\d{6})/.exec(newest.text)?.[1] ?? '';
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('no code was sent');
  };
}

/** One of the demo's tellers, on a phone of their own. */
const witness = (origin: string, folder: string) => async (serial: string, pairing: string): Promise<number> => {
  const { password, community, poll } = JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8')) as Record<string, string>;
  const post = (path: string, body: unknown, token = ''): Promise<Response> =>
    fetch(`${origin}/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` }, body: JSON.stringify(body) });
  const { access_token: token } = (await (await post('api/v1/sessions', { login: 'jianpiao1', password })).json()) as { access_token: string };
  return (await post(`${community}/polls/${poll}/attestations`, { serial, pairing }, token)).status;
};

/** Whether the program knows the demo. */
export const hasDemo = program !== undefined && spawnSync(program, ['demo', '--help']).status === 0;
