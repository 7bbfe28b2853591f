/** The page as the program serves it: the files just built, and behind them the program's own interface. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';

const dist = new URL('../../dist/', import.meta.url);
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** As in `src/api/pages.rs`. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; worker-src 'self'; connect-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** What is asked of the program can be told otherwise: a test's way to spoil an answer. */
export type Spoil = (path: string) => { readonly status: number; readonly body: string; readonly type: string } | undefined;

export interface Front {
  readonly server: Server;
  readonly origin: string;
  spoil: Spoil;
}

export async function front(program: string): Promise<Front> {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path.startsWith('/api/') || path.startsWith('/.well-known/')) {
      const told = made.spoil(path);
      if (told) return response.writeHead(told.status, { 'Content-Type': told.type }).end(told.body);
      const { host: _, ...headers } = request.headers;
      const onward = forward(program + path, { method: request.method, headers, agent: false }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      return request.pipe(onward);
    }
    const name = path.startsWith('/p/') ? 'public.html' : path === '/' ? 'public.html' : `.${new URL(path, 'http://x').pathname}`;
    const file = new URL(name, dist);
    if (!file.href.startsWith(dist.href) || !existsSync(file)) return response.writeHead(404).end();
    const type = TYPES[extname(file.pathname)] ?? 'application/octet-stream';
    return response.writeHead(200, { 'Content-Security-Policy': POLICY, 'Referrer-Policy': 'no-referrer', 'X-Content-Type-Options': 'nosniff', 'Content-Type': type }).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const made: Front = { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spoil: () => undefined };
  return made;
}
