/** Everything that the pages say is said in both languages, and nothing is said beside `said`. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const folder = new URL('../src/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /^(?:base|vote|public|verify)\/.*\.(?:ts|vue)$/.test(name));
/** Without comments, which may be in any language. */
const sources = files.map((name) => [name, readFileSync(new URL(name, folder), 'utf8').replace(/<!--[^]*?-->|\/\*[^]*?\*\/|^\s*\/\/.*$|\s\/\/ .*$/gm, '')] as const);

const TEXT = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/.source;
const SAID = new RegExp(`said\\(\\s*(${TEXT})\\s*,\\s*(${TEXT})\\s*,?\\s*\\)`, 'g');
const han = /\p{Script=Han}/u;
/** What is put in is the other's word. */
const own = (text: string): string => text.slice(1, -1).replace(/\$\{[^}]*\}/g, '');

const pairs = sources.flatMap(([name, source]) => [...source.matchAll(SAID)].map(([, zh = '', en = '']) => ({ name, zh: own(zh), en: own(en) })));

it('there are all of them', () => {
  expect(pairs.length).toBeGreaterThan(600);
  // As many as are written, but for the few whose English is a number or put together.
  const written = sources.reduce((sum, [, source]) => sum + [...source.matchAll(/\bsaid\(\s*['"`]/g)].length, 0);
  expect(written - pairs.length).toBeLessThan(6);
});

it('both languages say something, each in its own signs', () => {
  // A measure word behind a number, or its counterpart, which the other language does without.
  const alone = pairs.filter(({ zh, en }) => (zh === '') !== (en === ''));
  expect(alone.filter(({ zh, en }) => (zh + en).length > 5 && !/^Notices are in Chinese/.test(en))).toEqual([]);
  expect(pairs.filter(({ en }) => han.test(en) && !/王\*\*/.test(en))).toEqual([]);
  expect(pairs.filter(({ zh, en }) => /[A-Za-z]{3}/.test(en) && /[^、，：]/.test(zh) && !han.test(zh))).toEqual([]);
});

/** Lines in Chinese that choose their language themselves, or that are Chinese for everybody. */
const MEANT = [
  /lang(?:\.value)? === 'zh'|\bzh \?/,
  // Of the ballot, which has its answers in Chinese in both languages.
  /THREE = |ENGLISH: |label.*（\$\{building\}）|question: `\$\{title\}：/,
  // An objection that goes to the staff.
  /我没有投过票/,
  // Both languages at once.
  /这一页出错了 · This page failed/,
  // Both languages on one line, in another form than `said('…', '…')`.
  /\bsaid\(`|\bfile\('[^']*', '[^']*', '[^']*'|const \[zh, en\] = /,
  // A pattern for what others write is no word.
  /replace\(\/|\.test\(|match\(/,
];

it('nothing in Chinese stands beside them', () => {
  const beside = sources.flatMap(([name, source]) =>
    source
      .replace(SAID, '')
      .split('\n')
      .filter((line) => han.test(line) && !MEANT.some((meant) => meant.test(line)))
      .map((line) => `${name}: ${line.trim()}`),
  );
  expect(beside).toEqual([]);
});
