/** Starting a worker from a text in this very file: a page from the disk may not read another file. */
import Inline from './worker.ts?worker&inline';

export const startWorker = (): Worker => new Inline();

/** Whether this page is one file, which may have been opened from the disk. */
export const isSingleFile: boolean = true;
