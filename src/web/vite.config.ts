import { defineConfig } from 'vite';

// So far there are no pages: what is built is the cryptography that they will stand on. Nothing is loaded from another host.
export default defineConfig({
  build: {
    // The oldest browsers with BigInt literals and private fields compiled away: Chrome 80, Safari 14, WeChat's of 2021.
    target: 'es2020',
    lib: { entry: 'src/crypto/index.ts', formats: ['es'], fileName: 'crypto' },
  },
});
