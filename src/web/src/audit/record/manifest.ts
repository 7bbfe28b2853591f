/** `manifest.json`: the SHA-256 of every other file. */
import { Fault } from '../../crypto/fault.ts';
import { saidOf } from '../faults.ts';
import { digestText, readCanonical, type DigestText } from '../json.ts';
import { said, type Said } from '../said.ts';

const FORMAT = 'yepiao/record/v1';

/** Reads the bytes of `manifest.json`: the digests by the names of the files. */
export function readManifest(bytes: Uint8Array): { readonly value: ReadonlyMap<string, DigestText> } | { readonly fault: Said } {
  try {
    const { format, files } = readCanonical(bytes, (reader) => {
      const fields = reader.fields(['files', 'format']);
      return { format: fields.format.text(), files: fields.files.map(digestText) };
    });
    return format === FORMAT ? { value: files } : { fault: said('不是这种格式的清单', `format: not ${FORMAT}`) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { fault: saidOf(error) };
  }
}
