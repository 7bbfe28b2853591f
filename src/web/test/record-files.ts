/** The text files of a record. */
import { sourceOf } from '../src/audit/input.ts';
import { limitOf } from '../src/audit/record/files.ts';
import { Container } from '../src/audit/zip/container.ts';

export function fileText(record: Uint8Array, name: string): string {
  const stream = Container.open(sourceOf(record), limitOf).stream(name);
  if (!stream) throw new Error(`the record has no ${name}`);
  return new TextDecoder().decode(stream.takeAll());
}

/** The lines of a file of which each ends with a line feed. */
export const fileLines = (record: Uint8Array, name: string): string[] => fileText(record, name).trimEnd().split('\n');
