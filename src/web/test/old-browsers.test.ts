import { expect, it } from 'vitest';

it('a browser without Object.hasOwn is helped before the library is loaded', async () => {
  const own = Object.hasOwn;
  try {
    Reflect.deleteProperty(Object, 'hasOwn');
    const { VotingKey } = await import('../src/crypto/index.ts');
    expect(Object.hasOwn).not.toBe(own);
    expect([Object.hasOwn({ a: 1 }, 'a'), Object.hasOwn({ a: 1 }, 'toString')]).toEqual([true, false]);
    expect(VotingKey.derive('My9nJ-ruuhJC-Dt8gP-ZhGg1C', 'o3JHbEwRLoXJh1').credential).toMatch(/^edceca54/);
  } finally {
    Object.defineProperty(Object, 'hasOwn', { value: own, configurable: true, writable: true });
  }
});

it('a browser without String.replaceAll reads a rule set with long numbers all the same', async () => {
  const own = Object.getOwnPropertyDescriptor(String.prototype, 'replaceAll') as PropertyDescriptor;
  try {
    Reflect.deleteProperty(String.prototype, 'replaceAll');
    await import('../src/audit/record/rules.ts');
    const { parse } = await import('smol-toml');
    expect(parse('least = 1_000')['least']).toBe(1000);
  } finally {
    Object.defineProperty(String.prototype, 'replaceAll', own);
  }
});
