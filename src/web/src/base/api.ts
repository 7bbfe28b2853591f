/**
 * The service's interface, from a page of its own. What it refuses (RFC 9457) is thrown as `Refused`, with the service's words for it in
 * the page's language; no answer at all is `offline`, and an answer that the page cannot use is `busy`.
 *
 * Paths begin behind `/api/v1/public/`. Nothing is kept by the browser, no cookie goes along.
 */
import { tag } from './lang.ts';
import { said, type Said } from '../audit/said.ts';
import { noticeClock } from './service.ts';

/** A field that is wrong. */
export interface FieldProblem {
  /** JSON pointer into what was sent. */
  readonly pointer: string;
  /** What is wrong, in words. */
  readonly detail: string;
}

/** Why there is no answer, in words. */
export class Refused extends Error {
  /** The service's code; `offline`, `busy`. */
  readonly code: string;
  /** HTTP's status; 0 where nobody answered. */
  readonly status: number;
  /** Seconds to wait before the next attempt, if the service said so. */
  readonly wait: number;
  /** For whoever helps: names the request. */
  readonly number: string;
  /** Which fields of what was sent are wrong. */
  readonly fields: readonly FieldProblem[];

  constructor(code: string, title: string, status = 0, wait = 0, number = '', fields: readonly FieldProblem[] = []) {
    super(title);
    this.name = 'Refused';
    this.code = code;
    this.status = status;
    this.wait = wait;
    this.number = number;
    this.fields = fields;
  }
}

const OFFLINE = said('网络断了', 'There is no connection');
const BUSY = said('现在人太多，系统忙不过来', 'The service is busy');
const words = (own: Said): string => (tag() === 'en' ? own.en : own.zh);

/** What to do next, where a page knows nothing better. */
export function nextStep({ code, status }: Refused): Said {
  if (code === 'offline') return said('请检查网络，然后再试一次。', 'Check your connection, then try again.');
  if (code === 'busy' || status === 429) return said('请等一分钟，再试一次。', 'Wait a minute, then try again.');
  if (status >= 500) return said('请过一会儿再试；还是不行，请把下面的编号告诉工作人员。', 'Try again later; if it fails again, tell the staff the number below.');
  return said('如果不清楚怎么办，请联系工作人员。', 'If you are not sure what to do, ask the staff.');
}

export interface Ask {
  /** JSON to send, which makes it a POST unless another method is named. */
  readonly body?: unknown;
  /** A file to send as it is, in the place of JSON. */
  readonly file?: Blob;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `Authorization: Bearer …`. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether a copy that the browser kept for a minute will not do. */
  readonly fresh?: boolean;
  /** Milliseconds until an answer is no longer waited for. */
  readonly patience?: number;
}

async function asked(path: string, { body, file, method, token, headers, fresh = false, patience = 30_000 }: Ask): Promise<Response> {
  const own: Record<string, string> = { 'Accept-Language': tag(), ...headers };
  if (body !== undefined) own['Content-Type'] = 'application/json';
  if (file !== undefined) own['Content-Type'] = 'application/octet-stream';
  if (token !== undefined) own['Authorization'] = `Bearer ${token}`;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), patience);
  try {
    const response = await fetch(`/api/v1/public/${path}`, {
      method: method ?? (body === undefined && file === undefined ? 'GET' : 'POST'),
      headers: own,
      body: file ?? (body === undefined ? null : JSON.stringify(body)),
      cache: fresh ? 'no-cache' : 'default',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: limit.signal,
    });
    noticeClock(response.headers.get('yepiao-test-clock'));
    if (response.ok) return response;
    throw await refused(response);
  } catch (reason) {
    if (reason instanceof Refused) throw reason;
    throw new Refused('offline', words(OFFLINE));
  } finally {
    clearTimeout(timer);
  }
}

async function refused(response: Response): Promise<Refused> {
  const problem: { code?: unknown; title?: unknown; instance?: unknown; errors?: unknown } = await response.json().catch(() => ({}));
  const wait = Number(response.headers.get('retry-after')) || 0;
  // Without a code it is a proxy that answers in the service's place.
  if (typeof problem.code !== 'string' || typeof problem.title !== 'string') return new Refused('busy', words(BUSY), response.status, wait);
  const number = typeof problem.instance === 'string' ? problem.instance.replace('urn:uuid:', '') : '';
  return new Refused(problem.code, problem.title, response.status, wait, number, fieldsOf(problem.errors));
}

function fieldsOf(errors: unknown): FieldProblem[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((own: { pointer?: unknown; detail?: unknown } | null) =>
    typeof own?.pointer === 'string' ? [{ pointer: own.pointer, detail: typeof own.detail === 'string' ? own.detail : '' }] : [],
  );
}

/** JSON. What it looks like is the interface's promise (`src/api/types.ts`). */
export async function json<T>(path: string, ask: Ask = {}): Promise<T> {
  const response = await asked(path, ask);
  if (response.status === 204) return undefined as T;
  return response.json().catch(() => broken(response)) as Promise<T>;
}

/** A text, or the exact bytes of a document. */
export async function text(path: string, ask: Ask = {}): Promise<string> {
  const response = await asked(path, ask);
  return response.text().catch(() => broken(response));
}

/** The exact bytes of a document. */
export async function bytes(path: string, ask: Ask = {}): Promise<Uint8Array> {
  const response = await asked(path, ask);
  return response.arrayBuffer().then((own) => new Uint8Array(own), () => broken(response));
}

/** The connection went in the middle of an answer. */
function broken(response: Response): never {
  throw new Refused('offline', words(OFFLINE), response.status);
}
