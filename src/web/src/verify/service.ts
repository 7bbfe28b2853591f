/** What the page fetches, always from where it came from itself: public documents of a poll. */

const base = (poll: string): string => `/api/v1/public/polls/${poll}`;

/** `record.zip` of a poll, or nothing; `progress` is told which part of it came, where its length is known. */
export async function fetchRecord(poll: string, signal: AbortSignal, progress: (part: number) => void): Promise<Blob | undefined> {
  const response = await get(`${base(poll)}/record`, signal);
  if (!response?.body) return undefined;
  const total = Number(response.headers.get('content-length') ?? 0);
  const parts: ArrayBuffer[] = [];
  const reader = response.body.getReader();
  try {
    for (let count = 0; ; ) {
      const { done, value } = await reader.read();
      if (done) return new Blob(parts);
      parts.push(value.slice().buffer);
      count += value.length;
      progress(total > 0 ? Math.min(count / total, 1) : 0);
    }
  } catch {
    // The network went, or the user had enough.
    return undefined;
  }
}

/** The exact bytes of a poll's `election.json`. */
export async function fetchElection(poll: string): Promise<Uint8Array | undefined> {
  const response = await get(`${base(poll)}/opening/election.json`);
  return response?.arrayBuffer().then((bytes) => new Uint8Array(bytes), () => undefined);
}

/** A page of a poll's log. */
export async function fetchEntries(path: string): Promise<Uint8Array | undefined> {
  const response = await get(path);
  return response?.arrayBuffer().then((bytes) => new Uint8Array(bytes), () => undefined);
}

async function get(path: string, signal: AbortSignal | null = null): Promise<Response | undefined> {
  try {
    const response = await fetch(path, { credentials: 'omit', redirect: 'error', signal });
    return response.ok ? response : undefined;
  } catch {
    // From the disk, or without a network, there is nothing to fetch.
    return undefined;
  }
}
