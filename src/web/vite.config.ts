import { defineConfig } from 'vitest/config';

// So far there are no pages: what is built is the cryptography that they will stand on. Nothing is loaded from another host.
export default defineConfig({
  build: {
    // The oldest browsers with whole numbers of any size as literals: Chrome 80, Safari 14. Younger syntax is compiled; of younger
    // functions, TypeScript lets our code use none (`lib`), and src/crypto/old-browsers.ts adds what the curve's library uses.
    target: 'es2020',
    rolldownOptions: {
      input: { crypto: 'src/crypto/index.ts' },
      // Without pages that use them, everything exported would be thought unused.
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js' },
    },
  },
  test: {
    include: ['test/**/*.test.ts'],
    // A machine with much else to do takes long over proofs. A test that hangs is still ended.
    testTimeout: 120_000,
  },
});
