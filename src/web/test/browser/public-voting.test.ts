/** The public page while people vote and afterwards: turnout, the log, and receipts, true and spoiled. */
import { createHash } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Program } from './program.ts';
import { LAPTOP, PHONE, Reader, text } from './reader.ts';
import { axeViolations, launch, open, shoot } from './site.ts';
import { HELPER, OWNERS, Stage } from './stage.ts';
import { Voting } from './voting.ts';

let browser: Browser;
let program: Program;
let stage: Stage;
let voting: Voting;
let reader: Reader;
let receipt: string;

/** Blank first, then six candidates; 同意, 反对, 弃权. */
const CHOICES = [[0, 1, 1, 1, 1, 1, 0], [1, 0, 0], [0, 0, 1]];

beforeAll(async () => {
  [browser, program] = await Promise.all([launch(), Program.start()]);
  stage = await Stage.new(program);
  voting = new Voting(stage);
  reader = new Reader(browser, program.url + stage.page);
  await stage.toAnnouncement();
  await voting.open();
  receipt = await voting.vote(7, CHOICES);
});
afterAll(async () => {
  await browser.close();
  voting.close();
  program.stop();
});

beforeEach(() => {
  reader.mend();
});

const tracker = (): string => receipt.split('\n')[5] ?? '';
const checkReceipt = (given: string, look: (words: string) => void): Promise<void> =>
  reader.visit('#/check', PHONE, async (page) => {
    await page.getByLabel('凭证', { exact: true }).fill(given);
    await page.getByText('核对凭证').click();
    await page.waitForSelector('main h2');
    look(await text(page));
    expect(await axeViolations(page)).toEqual([]);
  });

it('shows turnout, never choices', async () => {
  await reader.sound(['', '#/turnout', '#/check', '#/log', '#/files', '#/calendar'], 'open');
  await reader.visit('#/turnout', PHONE, async (page) => {
    expect(await text(page)).toContain('1 人 / 8 人');
    expect(await text(page)).toContain('12.50%');
    // Drawn as two bars, each with its mark where two thirds are.
    const drawn = await page.locator('.share svg').evaluateAll((all) => all.map((svg) => [...svg.querySelectorAll('.part, .mark')].map((own) => [own.getAttribute('width'), own.getAttribute('x')])));
    expect(drawn.map(([part]) => part?.[0])).toEqual(['12.5', expect.stringMatching(/^12\.\d+$/)]);
    for (const [, mark] of drawn) expect(Number(mark?.[1]) + Number(mark?.[0]) / 2).toBeCloseTo(200 / 3, 5);
    // The same in a table, for who cannot see the bars.
    const rows = await page.locator('table tbody tr').allTextContents();
    expect(rows[0]).toContain('12.50%');
    expect(rows[0]).toContain('还不够');
  });
  // Who helps, for whoever does not get on with it.
  await reader.visit('', PHONE, async (page) => {
    expect(await text(page)).toContain(HELPER.name);
    expect(await page.locator('.helper a').getAttribute('href')).toBe('tel:043188880000');
  });
});

it('says yes to a true receipt, by its text and by its tracker', async () => {
  await checkReceipt(receipt, (words) => {
    expect(words).toContain('您的选票已经计入公开记录');
    expect(words).toContain('第 1 条');
  });
  // As it comes out of a messenger: other line ends, blanks around it.
  await checkReceipt(`  \n${receipt.trim().replace(/\n/g, '\r\n')}  `, (words) => expect(words).toContain('您的选票已经计入公开记录'));
  await reader.visit(`#/check/${encodeURIComponent(tracker())}`, PHONE, async (page) => {
    await page.waitForSelector('text=您的选票已经计入公开记录');
    await page.reload();
    await page.waitForSelector('text=您的选票已经计入公开记录');
  });
});

it('says no to a spoiled one, and why', async () => {
  const lines = receipt.split('\n');
  const spoiled = (at: number, from: RegExp, to: string): string => lines.map((line, index) => (index === at ? line.replace(from, to) : line)).join('\n');
  const cases: readonly (readonly [string, string])[] = [
    // Another place, another tracker, another origin, no signature, not a receipt at all.
    [spoiled(3, /1/, '2'), '签名是假的'],
    [spoiled(5, /^./, (tracker().startsWith('A') ? 'B' : 'A')), '签名是假的'],
    [spoiled(1, /127/, '128'), '签名是假的'],
    [receipt.replace(/— 127/, '— 128'), '不是本次表决的系统签的'],
    ['我的凭证', '不完整，或者被改过'],
  ];
  for (const [given, why] of cases) {
    await checkReceipt(given, (words) => {
      expect(words).toContain('没有通过核对');
      expect(words).toContain(why);
      expect(words).not.toContain('已经计入');
    });
  }
  await reader.visit(`#/check/${'A'.repeat(43)}`, PHONE, async (page) => {
    await page.waitForSelector('text=公开记录里没有这个查票码');
  });
});

it('catches a service that breaks its promise, and does not blame one that is silent', async () => {
  const good = await program.ok('GET', `/api/v1/public/polls/${stage.poll}/log/inclusion?index=1&size=2`);
  reader.spoil = (path) => {
    if (!path.includes('/log/inclusion')) return undefined;
    const proof = good.proof.map((hash: string) => hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')));
    return { status: 200, type: 'application/json', body: JSON.stringify({ ...good, proof }) };
  };
  await checkReceipt(receipt, (words) => {
    expect(words).toContain('没有通过核对');
    expect(words).toContain('公开记录与它矛盾');
    expect(words).toContain('请保存凭证和这个画面');
  });
  reader.spoil = (path) => (path.includes('/log/checkpoint') ? { status: 502, type: 'text/html', body: '<h1>Bad Gateway</h1>' } : undefined);
  await checkReceipt(receipt, (words) => {
    expect(words).toContain('现在没有查成');
    expect(words).not.toContain('没有通过核对');
  });
});

it('checks the log on this device: all of it, and that it only grew', async () => {
  const { page, context, complaints } = await reader.open('#/log', PHONE);
  const check = async (): Promise<string> => {
    await page.getByText('在这部设备上核对').click();
    await page.waitForFunction(() => !document.body.innerText.includes('正在核对') && document.querySelectorAll('.findings li').length > 1);
    return (await page.locator('.findings').allInnerTexts()).join();
  };
  expect(await check()).toContain('这部设备第一次看');
  expect(await check()).toContain('和您上次看到的一样');
  const kept = await page.locator('pre').textContent();
  await voting.vote(8, CHOICES);
  await page.reload();
  const grown = await check();
  expect(grown).toContain('全部记录逐条算过');
  expect(grown).toContain('只是变长了');
  // A checkpoint from somebody else's notes.
  await page.getByText('我有以前的防改码').click();
  await page.getByLabel('以前保存的').fill(kept ?? '');
  await page.getByText('比较', { exact: true }).click();
  await page.waitForSelector('text=您给的防改码对得上');
  expect(await axeViolations(page)).toEqual([]);
  // An entry that is another one than was signed for.
  reader.spoil = (path) => {
    if (!path.includes('/log/entries')) return undefined;
    const items = [0, 1, 2].map((index) => ({ index, hash: String(index).repeat(64) }));
    return { status: 200, type: 'application/json', body: JSON.stringify({ items }) };
  };
  expect(await check()).toContain('公开记录被改过或缩短过');
  reader.mend();
  expect(complaints).toEqual([]);
  await context.close();
});

it('shows every entry once the voting has ended, and whether the ballot still counts', async () => {
  // Enough for a decision: both two thirds.
  for (const number of [1, 2, 3, 4, 5]) await voting.vote(number, CHOICES);
  await voting.end();
  await reader.sound(['', '#/log', '#/check', '#/files'], 'closed');
  await checkReceipt(receipt, (words) => expect(words).toContain('这张票没有被作废'));
  await reader.visit('#/log', PHONE, async (page) => {
    await page.getByText('一条一条看').click();
    await page.waitForSelector('.entries');
    const words = await text(page);
    expect(words).toContain('投票开始');
    expect(words).toContain(tracker());
  });
});

it('shows the result in the words of the law, and what proves it', async () => {
  await voting.count();
  await reader.sound([''], 'counted');
  await stage.step('publish-result', null);
  await reader.sound(['', '#/result', '#/objections/result', '#/files', '#/calendar'], 'published');
  await reader.visit('#/result', PHONE, async (page) => {
    const words = await text(page);
    expect(words).toContain('业主委员会选成了');
    expect(words).toMatch(/是否选聘绿园物业服务有限公司\s*✓?\s*通过/);
    // Special matter, everybody abstained.
    expect(words).toMatch(/是否续筹维修资金[\s\S]*没有形成有效决定/);
    expect(words).toContain('7 人 / 8 人');
    await page.waitForSelector('text=证书的签名是真的');
    await page.getByText('每位候选人得票').click();
    // Both majorities of each candidate, by people and by area, against half of those that took part.
    const votes = page.locator('.votes');
    expect(await votes.count()).toBe(6);
    expect(await votes.locator('svg').count()).toBe(12);
    const marks = await votes.locator('.mark').evaluateAll((all) => all.map((own) => Number(own.getAttribute('x')) + Number(own.getAttribute('width')) / 2));
    expect(marks.map((at) => Math.round(at * 100) / 100)).toEqual(Array(12).fill(50));
    const rows = await votes.first().locator('tbody tr').allInnerTexts();
    expect(rows.map((row) => row.replace(/\s+/g, ' '))).toEqual([expect.stringMatching(/^人数 7 人 7 人 100\.00% ✓ 够了/), expect.stringMatching(/^面积 [\d\u202f.]+ ㎡ [\d\u202f.]+ ㎡ 100\.00% ✓ 够了/)]);
    expect(words).toContain('民法典第二百七十八条');
    expect(await axeViolations(page)).toEqual([]);
    await shoot(page, 'published-votes');
    const record = page.waitForEvent('download');
    await page.getByText('record.zip').click();
    expect((await record).suggestedFilename()).toBe(`${stage.poll}.zip`);
  });
  // A service that shows another result than it signed.
  const path = `/api/v1/public/polls/${stage.poll}/result`;
  const told = await program.ok('GET', path);
  told.certified.items[0].elected.reverse();
  reader.spoil = (asked) => (asked === path ? { status: 200, type: 'application/json', body: JSON.stringify(told) } : undefined);
  await reader.visit('#/result', PHONE, async (page) => {
    await page.waitForSelector('text=请不要相信这一页');
  });
});

it('shows by room who took part, and leads whoever did not to object', async () => {
  await reader.sound(['#/participants'], 'published');
  await reader.visit('#/participants', PHONE, async (page) => {
    const look = async (room: string): Promise<string> => {
      await page.getByLabel('您家的房号').fill(room);
      await page.getByRole('button', { name: '查找' }).click();
      await page.waitForTimeout(300);
      return text(page);
    };
    expect(await text(page)).toContain('7 人');
    await page.waitForSelector('text=✓ 人数和面积与结果证书相同');
    expect(await look(OWNERS[0][0])).toContain('名单上没有这个房号');
    const found = await look(`3-2-${OWNERS[0][0]}`);
    expect(found).toContain('名单上有：参加了表决');
    expect(found).not.toContain(OWNERS[0][1]);
    await shoot(page, 'participants-found');
    expect(await axeViolations(page)).toEqual([]);
    // Number 6 did not vote.
    expect(await look(`3-2-${OWNERS[5][0]}`)).toContain('名单上没有这个房号');
    await page.getByRole('button', { name: '看整个名单' }).click();
    await page.waitForSelector('section .cards');
    expect(await page.locator('section .cards > li').count()).toBe(7);
    await look(`3-2-${OWNERS[0][0]}`);
    await page.getByText('我没投过票').click();
    await page.waitForURL(/#\/objections\/ballot$/);
    await page.waitForSelector('main form');
    expect(await page.locator('main input:checked').count()).toBe(1);
  });
  // Whoever voted for others may want to leave them out.
  const told = await program.ok('GET', `/api/v1/public/polls/${stage.poll}/participants`);
  reader.spoil = (path) => (path.includes('/participants') ? { status: 200, type: 'application/json', body: JSON.stringify({ ...told, took_part: { ...told.took_part, people: 6 } }) } : undefined);
  await reader.visit('#/participants', PHONE, (page) => page.waitForSelector('text=✗ 人数或面积与结果证书不同').then(() => undefined));
  // Nobody who left the page open still sees names when the service has taken the list down.
  reader.spoil = (path) =>
    path.includes('/participants') ? { status: 410, type: 'application/problem+json', body: JSON.stringify({ status: 410, code: 'participants_taken_down', title: '' }) } : undefined;
  await reader.visit('#/participants', PHONE, async (page) => {
    await page.waitForSelector('text=参加名单公示期已满');
    expect(await page.locator('.cards').count()).toBe(0);
  });
});

it('leads the auditor’s page to the record that the service writes, and the receipt is in it', async () => {
  const { page, context, complaints } = await open(browser, `${program.url}/verify?poll=${stage.poll}`, { width: 390, height: 844 });
  await page.locator('.conclusion').waitFor({ timeout: 170_000 });
  expect(await page.locator('.conclusion').textContent()).toContain('各项检查都通过');
  expect(await page.locator('.failed, .impossible').count()).toBe(0);
  const kept = page.locator('section', { hasText: '核对我留存的凭证' }).last();
  await kept.locator('input[type=file]').setInputFiles([{ name: 'receipt.txt', mimeType: 'text/plain', buffer: Buffer.from(receipt) }]);
  expect(await kept.locator('li.passed').textContent()).toContain('这张选票在公开记录第 1 条');
  // The head that hangs at the board by now counts entries that came after the record was made: the page fetches them from the service.
  const head = await program.bytes(`/api/v1/public/polls/${stage.poll}/log/checkpoint`);
  await kept.locator('input[type=file]').setInputFiles([{ name: 'checkpoint.txt', mimeType: 'text/plain', buffer: Buffer.from(head) }]);
  await kept.locator('li').nth(1).waitFor();
  expect(await kept.locator('li').nth(1).innerText()).toMatch(/通过[^]*档案做好以后又记了 \d+ 条/);
  expect(await page.locator('.band.passed').count()).toBe(2);
  expect(await axeViolations(page)).toEqual([]);
  await shoot(page, 'verify-live');
  expect(complaints).toEqual([]);
  await context.close();
});

it('draws the lot that decides equal votes again, and says so when the seat went to another', async () => {
  const own = await Program.start();
  const tied = await Stage.new(own, [{ key: 'tie', value: 'lot', basis: 'S', source: '业主大会议事规则 9' }]);
  const votes = new Voting(tied);
  try {
    await tied.toAnnouncement();
    await votes.open();
    // Five want the last two, and three of the first four; three want the first four. One seat is left for two with five votes each.
    for (let voter = 1; voter <= OWNERS.length; voter += 1) {
      const wants = voter <= 5;
      const first = [0, 1, 2, 3].map((candidate) => (wants && candidate === (voter - 1) % 4 ? 0 : 1));
      await votes.vote(voter, [[0, ...first, wants ? 1 : 0, wants ? 1 : 0], [1, 0, 0], [1, 0, 0]]);
    }
    await votes.end();
    await votes.count();
    await tied.step('publish-result', null);
    const look = new Reader(browser, own.url + tied.page);
    await look.visit('#/result', PHONE, async (page) => {
      expect(await text(page)).toContain('有候选人得票相同，只看票数定不下全部席位');
      expect(await page.locator('#tie-lot').count()).toBe(0);
    });
    await tied.chair.signIn();
    const from = new Date((await own.now()) + 600_000).toISOString();
    const { entrants } = await tied.chair.ok('POST', `${tied.path}/tie-lot`, { body: { source: '双色球 2026058 期开奖号码', seed_from: from } });
    await look.visit('#/result', PHONE, async (page) => {
      await page.waitForSelector('#tie-lot');
      const words = await text(page);
      for (const said of [...entrants, '双色球 2026058 期开奖号码', '种子还没有公布']) expect(words).toContain(said);
      expect(words).not.toContain('抽中');
    });
    await own.wait(601);
    const seed = '03 08 11 19 25 31 + 07';
    await tied.chair.signIn();
    const lot = await tied.chair.ok('POST', `${tied.path}/tie-lot/seed`, { body: { seed } });
    // As a stranger does it.
    const ticket = (name: string): string => createHash('sha256').update(`yepiao/draw/v1|${seed}|${name}`).digest('hex');
    const [winner, second] = [...entrants].sort((one, other) => (ticket(one) < ticket(other) ? -1 : 1));
    await look.sound(['#/result'], 'tie-lot');
    for (const size of [PHONE, LAPTOP]) {
      await look.visit('#/result', size, async (page) => {
        await page.waitForSelector('text=在这部设备上重新抽了一遍：顺序相同');
        const words = await text(page);
        expect(words).toContain(`抽中，当选：${winner}`);
        expect(words).toContain(`候补（按次序）：${second}`);
        await page.getByText('您也可以自己验算').click();
        expect(await page.locator('pre').innerText()).toContain(`yepiao/draw/v1|${seed}|${entrants[0]}`);
        expect(await axeViolations(page)).toEqual([]);
        await shoot(page, `tie-lot-open-${size.width}`);
      });
    }
    // A service whose order is the number's, and that gives the seat to the other; one with another order; one with somebody who is not tied.
    const [{ seats, alternates, nothing }] = lot.settled;
    const told = [
      { ...lot, settled: [{ seats: alternates, alternates: seats, nothing }] },
      { ...lot, order: [...lot.order].reverse() },
      { ...lot, entrants: [...entrants, '别人'] },
    ];
    for (const body of told) {
      look.spoil = (asked) => (asked.endsWith('/tie-lot') ? { status: 200, type: 'application/json', body: JSON.stringify(body) } : undefined);
      await look.visit('#/result', PHONE, async (page) => {
        await page.waitForSelector('text=在这部设备上重新抽了一遍：顺序不同');
        expect(await axeViolations(page)).toEqual([]);
      });
    }
  } finally {
    votes.close();
    own.stop();
  }
});
