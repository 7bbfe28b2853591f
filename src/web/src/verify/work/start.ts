/** Starting a worker from a file of this page. In the page that is one file, `start-inline.ts` stands in its place. */
export const startWorker = (): Worker => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

/** Whether this page is one file, which may have been opened from the disk. */
export const isSingleFile: boolean = false;
