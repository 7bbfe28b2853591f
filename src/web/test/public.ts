/** Test data that others published, unchanged; tests/vectors/README.md says whose it is. */
import { unpack } from './archives.ts';

const files = unpack('public.tar.zst');

/** The JSON of a file. */
export function publicVectors<T>(name: string): T {
  const bytes = files.get(name);
  if (!bytes) throw new Error(`the pack has no ${name}`);
  return JSON.parse(new TextDecoder().decode(bytes)) as T;
}
