/**
 * The auditor's page as one file, `dist/yepiao-verify.html`: it works from the disk and without a network, workers included. Its policy
 * admits the script and the style that stand in it, by their digests, and no address at all.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
export const SINGLE = 'yepiao-verify.html';

/** The page's text. */
export async function singleFile() {
  const built = await build({
    root,
    logLevel: 'warn',
    worker: { format: 'iife' },
    plugins: [
      {
        name: 'start-inline',
        enforce: 'pre',
        resolveId: (source, importer) =>
          source.endsWith('/start.ts') || source === './start.ts' ? new URL('src/verify/work/start-inline.ts', pathToFileURL(root)).pathname : null,
      },
    ],
    build: {
      write: false,
      cssCodeSplit: false,
      rolldownOptions: { input: 'src/verify/main.ts', output: { format: 'iife' } },
    },
  });
  const files = (Array.isArray(built) ? built : [built]).flatMap(({ output }) => output);
  const code = only(files.filter((file) => file.type === 'chunk')).code.trim();
  // In a text of the script they would end its element, or begin a comment of HTML.
  const script = code.replace(/<(?=!--|\/script)/gi, '\\x3c');
  const style = String(only(files.filter((file) => file.type === 'asset' && file.fileName.endsWith('.css'))).source).trim();
  if (/<\/style/i.test(style)) throw new Error('the style ends its own element');

  const digest = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = `default-src 'none'; script-src ${digest(script)}; style-src ${digest(style)}; worker-src blob:; img-src data:; base-uri 'none'; form-action 'none'`;
  const page = readFileSync(new URL('../verify.html', import.meta.url), 'utf8');
  const replaced = (text, from, to) => {
    if (!from.test(text)) throw new Error(`verify.html has no ${from}`);
    // A function: the text may have `$&`.
    return text.replace(from, () => to);
  };
  const withPolicy = replaced(page, /content="default-src[^"]*"/, `content="${policy}"`);
  const withStyle = replaced(withPolicy, / *<\/head>/, `    <style>${style}</style>\n  </head>`);
  // Behind the element that it fills: a script that stands in the page is not deferred.
  return replaced(withStyle, / *<script type="module".*<\/script>/, `    <script>${script}</script>`);
}

/** @template T @param {T[]} items */
function only(items) {
  if (items.length !== 1) throw new Error(`${items.length} files instead of one`);
  return items[0];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  mkdirSync(new URL('../dist', import.meta.url), { recursive: true });
  const text = await singleFile();
  writeFileSync(new URL(`../dist/${SINGLE}`, import.meta.url), text);
  console.log(`dist/${SINGLE}: ${text.length} characters`);
}
