/** Reading a page of the log. By itself, because the page reads it before its workers check it, and needs no cryptography for that. */
import { textOf, utf8 } from '../../crypto/bytes.ts';

/** The entries of a page of the log, as the service shows it; none if it is none, or shows hashes only. */
export function entriesOf(bytes: Uint8Array): Uint8Array[] | undefined {
  try {
    const { items } = JSON.parse(textOf(bytes) ?? '') as { items: readonly { readonly entry: string }[] };
    return items.map(({ entry }) => utf8(entry));
  } catch {
    return undefined;
  }
}
