/** The house's rules for the cryptography: what may be named where. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = new URL('../src/crypto/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const source = (name: string): string =>
  // Comments may name anything.
  readFileSync(new URL(name, folder), 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
const naming = (what: RegExp): string[] => files.filter((name) => what.test(source(name))).sort();

it('only one file names the curve, and one more its signatures', () => {
  expect(files.length).toBeGreaterThan(20);
  expect(naming(/@noble\/curves/)).toEqual(['ed25519.ts', 'group.ts']);
  expect(naming(/@noble\/hashes/)).toEqual(['hash.ts', 'seed.ts']);
});

it('only one file draws randomness, and none in another way', () => {
  expect(naming(/getRandomValues|randomUUID|webcrypto/)).toEqual(['random.ts']);
  expect(naming(/Math\.random|randomSecretKey|keygen|randomBytes/)).toEqual([]);
});

it('no network, storage, clock, console or page', () => {
  expect(naming(/\b(?:fetch|XMLHttpRequest|WebSocket|localStorage|sessionStorage|indexedDB|document|window|location|console|Date|performance|setTimeout)\b\s*[.(]/)).toEqual([]);
  expect(naming(/import\s*\(|eval\s*\(|new Function/)).toEqual([]);
});

it('nothing is taken from elsewhere than from the two libraries and this folder', () => {
  const imports = files.flatMap((name) => [...source(name).matchAll(/from '([^']+)'/g)].map((match) => match[1] as string));
  expect(imports.length).toBeGreaterThan(50);
  expect(imports.filter((from) => !/^(?:\.\.?\/|@noble\/(?:curves|hashes)\/)/.test(from))).toEqual([]);
});

describe('the audit', () => {
  const audit = new URL('../src/audit/', import.meta.url);
  const own = readdirSync(audit, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const text = (name: string): string => readFileSync(new URL(name, audit), 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');

  it('takes from the cryptography, and from one library that reads rule sets', () => {
    const imports = own.flatMap((name) => [...text(name).matchAll(/from '([^']+)'/g)].map((match) => [name, match[1] as string] as const));
    expect(imports.length).toBeGreaterThan(100);
    expect(imports.filter(([, from]) => !from.startsWith('.'))).toEqual([['record/rules.ts', 'smol-toml']]);
    expect(imports.filter(([, from]) => /verify|web\//.test(from))).toEqual([]);
  });

  it('knows no network, storage, clock, page or worker, and draws nothing at random', () => {
    const forbidden =
      /\b(?:fetch|XMLHttpRequest|localStorage|sessionStorage|indexedDB|document|window|location|console|performance|setTimeout|Worker|postMessage)\b\s*[.(]|Date\.now|new Date\(\)|Math\.random|getRandomValues/;
    expect(own.filter((name) => forbidden.test(text(name)))).toEqual([]);
  });
});
