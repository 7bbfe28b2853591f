import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import vue from '@vitejs/plugin-vue';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/**
 * The script that is not a module, so that every browser runs it, in front of all else on the pages of owners. As it is written: nothing may
 * compile it to what an old browser does not know.
 */
function first(): Plugin {
  const source = readFileSync(new URL('src/base/first.js', import.meta.url), 'utf8');
  const fileName = `assets/first-${createHash('sha256').update(source).digest('hex').slice(0, 8)}.js`;
  return {
    name: 'first',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'asset', fileName, source });
    },
    transformIndexHtml: (_, { path }) => (/(?:vote|public)\.html$/.test(path) ? [{ tag: 'script', attrs: { src: `/${fileName}` }, injectTo: 'head-prepend' }] : []),
  };
}

// The pages, each with its own HTML. Nothing is loaded from another host. `tools/single.mjs` makes the auditor's page once more, as one
// file; `vite.crypto.config.ts` the cryptography by itself.
export default defineConfig({
  plugins: [vue({ features: { optionsAPI: false } }), first()],
  build: {
    // The oldest browsers with whole numbers of any size as literals: Chrome 80, Safari 14. Younger syntax is compiled; of younger
    // functions, TypeScript lets our code use none (`lib`), and src/crypto/old-browsers.ts adds what the curve's library uses.
    target: 'es2020',
    modulePreload: { polyfill: false },
    // No data: addresses, which the pages' policy does not allow.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { vote: 'vote.html', public: 'public.html', verify: 'verify.html' },
      // What pages share has a name of its own, by which `tools/sizes.mjs` knows it.
      output: {
        chunkFileNames: ({ moduleIds }) => `assets/${moduleIds.some((id) => id.includes('/@vue/')) ? 'vue' : '[name]'}-[hash].js`,
        // A page's own style is called as the page, what pages share is their base.
        assetFileNames: ({ names }) => `assets/${names.some((name) => /^(?:vote|public|verify)\.css$/.test(name)) ? '[name]' : 'base'}-[hash][extname]`,
      },
    },
  },
  worker: { format: 'es' },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**'],
    // A machine with much else to do takes long over proofs. A test that hangs is still ended.
    testTimeout: 120_000,
  },
});
