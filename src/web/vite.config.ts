import { defineConfig } from 'vite';

// So far there are no pages: what is built is the cryptography that they will stand on. Nothing is loaded from another host.
export default defineConfig({
  build: {
    // The oldest browsers with whole numbers of any size as literals: Chrome 80, Safari 14, and what is younger syntax compiled.
    target: 'es2020',
    rolldownOptions: {
      input: { crypto: 'src/crypto/index.ts' },
      // Without pages that use them, everything exported would be thought unused.
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js' },
    },
  },
});
