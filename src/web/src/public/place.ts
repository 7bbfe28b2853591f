/**
 * Where the reader is: `/p/<poll>#/roll` is the part `roll` of a poll. Parts are told apart behind `#`, so that the way back of the browser
 * works, a link leads to a part, and the service never learns which part somebody reads.
 */
import { ref } from 'vue';

export interface Place {
  /** Empty: the first screen. */
  readonly part: string;
  /** What stands behind it, e.g. the digest of a notice. */
  readonly more: string;
}

/** The poll of this page, as its address names it. */
export const pollId = location.pathname.split('/')[2] ?? '';

function read(): Place {
  const [, part = '', ...more] = location.hash.slice(1).split('/');
  try {
    return { part, more: decodeURIComponent(more.join('/')) };
  } catch {
    return { part, more: '' };
  }
}

export const place = ref<Place>(read());

window.addEventListener('hashchange', () => (place.value = read()));

/** The address of a part. */
export const linkTo = (part: string, more = ''): string => `#/${part}${more && `/${encodeURIComponent(more)}`}`;
