import { defineConfig } from 'vitest/config';

// The pages in a real browser: `npm run browser`, after `npm run build`.
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // One browser, one page after another: what is measured and drawn is then the same at each run.
    fileParallelism: false,
  },
});
