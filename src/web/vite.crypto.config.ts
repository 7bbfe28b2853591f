import { defineConfig } from 'vite';

// The cryptography as the pages load it, by itself: to be measured.
export default defineConfig({
  build: {
    target: 'es2020',
    outDir: 'node_modules/.cache/crypto',
    rolldownOptions: {
      input: { crypto: 'src/crypto/index.ts' },
      // Without pages that use them, everything exported would be thought unused.
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js' },
    },
  },
});
