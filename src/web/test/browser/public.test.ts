/** The public page in a real browser, on top of the real program, from the publication of the roll to the announcement. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Program, type Person } from './program.ts';
import { PHONE, Reader, text } from './reader.ts';
import { axeViolations, launch, open, shoot } from './site.ts';
import { FORM, OWNERS, Stage } from './stage.ts';

let browser: Browser;
let program: Program;
let stage: Stage;
let reader: Reader;

beforeAll(async () => {
  [browser, program] = await Promise.all([launch(), Program.start()]);
  stage = await Stage.new(program);
  reader = new Reader(browser, program.url + stage.page);
});
afterAll(async () => {
  await browser.close();
  program.stop();
});

const visit: Reader['visit'] = (...given) => reader.visit(...given);
const sound: Reader['sound'] = (...given) => reader.sound(...given);

it('says of a poll that is not public, or not there, what to do', async () => {
  await visit('', PHONE, async (page) => {
    expect(await text(page)).toContain('没有找到这次表决');
    expect(await axeViolations(page)).toEqual([]);
  });
});

it('shows the roll while it hangs out, to the keyboard alone', async () => {
  await stage.publishRoll();
  await sound(['', '#/items', '#/roll', '#/claims', '#/notices', '#/objections', '#/objections/roll', '#/calendar'], 'roll');
  await visit('', PHONE, async (page) => {
    // To the large button by Tab alone.
    for (let turn = 0; turn < 20; turn += 1) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate(() => document.activeElement?.textContent))?.includes('查我家的房号')) break;
    }
    await page.keyboard.press('Enter');
    await page.waitForSelector('input');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    for (let turn = 0; turn < 10; turn += 1) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate(() => document.activeElement?.tagName)) === 'INPUT') break;
    }
    await page.keyboard.type('3-2-101');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.cards');
    expect(await text(page)).toContain('丁**');
    expect(await text(page)).toContain('80.56 ㎡');
    expect(await text(page)).not.toContain('丁建国');
    // Somebody else is not found beside it.
    expect(await page.locator('.cards > li').count()).toBe(1);
    // No machine that searches the web keeps it.
    const roll = await fetch(`${program.url}/api/v1/public/polls/${stage.poll}/roll?limit=1`);
    expect([roll.status, roll.headers.get('x-robots-tag')]).toEqual([200, 'noindex, nofollow, noarchive']);
    expect(await page.locator('meta[name=robots]').getAttribute('content')).toBe('noindex, nofollow, noarchive');
    await page.fill('input', '9-9-999');
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=名册上没有找到这个房号');
  });
});

it('says what is decided and by which rules, each with where it stands', async () => {
  await visit('#/items', PHONE, async (page) => {
    const words = await text(page);
    for (const title of ['选举业主委员会委员', '是否选聘绿园物业服务有限公司', '是否续筹维修资金']) expect(words).toContain(title);
    expect(words).toContain('三分之二以上参加，表决才有效。《民法典》第二百七十八条');
    // The special matter needs more than the ordinary one.
    expect(words.match(/四分之三以上都同意。《民法典》第二百七十八条/g)?.length).toBe(1);
    expect(words.match(/过半数都同意。《民法典》第二百七十八条/g)?.length).toBe(2);
    await page.getByText('看全部规则').click();
    const rules = await page.locator('.rules dd').allInnerTexts();
    expect(rules.length).toBeGreaterThan(20);
    expect(rules.filter((rule) => !/出处：\S|没有查到明文规定/.test(rule))).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
  });
  await visit('#/calendar', PHONE, async (page) => {
    const words = await text(page);
    expect(words).toMatch(/名册公示[^]*开始 \d{4}年\d+月\d+日[^]*最后一天 \d{4}年\d+月\d+日/);
    expect(words).toContain('《民法典》第二百零一条、二百零三条');
    expect(words).toMatch(/每一步[^]*公示名册/);
  });
});

it('shows a notice word for word, and catches one that was changed', async () => {
  const digest = await stage.notice();
  await sound(['#/notices', `#/notices/${digest}`], 'notice');
  await visit('#/notices', PHONE, async (page) => {
    await page.locator('.ways a').click();
    await page.waitForSelector('text=在这部设备上重算：相同');
    expect(await text(page)).toContain(digest);
    // Nobody has hung it anywhere yet.
    expect(await text(page)).toContain('这些位置还没有张贴的照片');
  });
  reader.spoil = (asked) => (asked.endsWith('/frozen') ? { status: 200, type: 'application/json', body: '{}' } : undefined);
  await visit(`#/notices/${digest}`, PHONE, async (page) => {
    await page.waitForSelector('text=请不要相信这份公告');
  });
  reader.mend();
});

it('takes an objection, and says which field is wrong', async () => {
  await visit('#/objections/roll', PHONE, async (page) => {
    await page.getByLabel('您的意见').fill('我家的面积与房产证不符');
    await page.getByLabel('您的姓名').fill('王小明');
    await page.getByLabel('您家的房号').fill('3栋2单元102');
    await page.getByLabel('怎么联系您').fill('看不见\u200b');
    await page.click('button[type=submit]');
    await page.waitForSelector('[aria-invalid]');
    expect(await axeViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true');
    await page.getByLabel('怎么联系您').fill('13904317788');
    await page.click('button[type=submit]');
    await page.waitForSelector('text=已经收到');
    expect(await text(page)).toMatch(/您的编号是\s*1/);
  });
  await stage.answer(1);
  await visit('#/objections', PHONE, async (page) => {
    expect(await text(page)).toContain('王**');
    expect(await text(page)).toContain('不成立');
    expect(await text(page)).not.toMatch(/王小明|13904317788|102/);
  });
});

/** Which camera each field for a file opens, and what it takes. */
const cameras = (page: Page): Promise<(string | null)[][]> => page.locator('input[type=file]').evaluateAll((all) => all.map((own) => [own.getAttribute('capture'), own.getAttribute('accept')]));

/** A picture, drawn in the browser. */
async function picture(page: Page): Promise<Buffer> {
  const address = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [1200, 1600];
    const brush = canvas.getContext('2d') as CanvasRenderingContext2D;
    brush.fillStyle = '#8aa';
    brush.fillRect(0, 0, 1200, 1600);
    return canvas.toDataURL('image/jpeg');
  });
  return Buffer.from(address.slice(address.indexOf(',') + 1), 'base64');
}

it('takes a registration with a photo, and it can be found again and taken back', async () => {
  let link = '';
  await visit('#/claims', PHONE, async (page, context) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByLabel('楼栋').fill('3');
    await page.getByLabel('房号').fill('501');
    await page.getByLabel('您的姓名').fill('吴新来');
    await page.getByLabel('手机号').fill('139 0431 7788');
    await page.getByText('购房合同').click();
    await page.click('button[type=submit]');
    await page.waitForSelector('text=请保存下面的编号和口令');
    await page.getByText('复制链接').click();
    await page.waitForSelector('text=已复制');
    link = await page.evaluate(() => navigator.clipboard.readText());
    // A phone opens the camera at its back; a file can be chosen too.
    expect(await cameras(page)).toEqual([['environment', 'image/*'], [null, 'image/*,application/pdf']]);
    await page.locator('input[type=file]').first().setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: await picture(page) });
    await page.waitForSelector('text=照片 1');
    expect(await axeViolations(page)).toEqual([]);
    await shoot(page, 'claim-made');
  });
  expect(link).toContain('#/claims/');
  await visit(link.slice(link.indexOf('#')), PHONE, async (page) => {
    await page.waitForSelector('text=等待核对');
    // The secret does not stay in the address bar.
    expect(page.url().endsWith('#/claims')).toBe(true);
    await page.getByText('撤回登记').click();
    await page.getByText('立即删除').click();
    await page.waitForSelector('text=已经撤回');
  });
});

it('lets an owner stand: code, form, photo', async () => {
  await stage.waitFor('roll');
  await stage.step('open-nomination', {});
  await sound(['', '#/nominate', '#/calendar'], 'nominating');
  const [room, name, phone] = OWNERS[0];
  await visit('#/nominate', PHONE, async (page) => {
    await page.getByLabel('您的姓名').fill(name);
    await page.getByLabel('楼栋').fill('3');
    await page.getByLabel('单元').fill('2');
    await page.getByLabel('房号').fill(room);
    await page.click('button[type=submit]');
    await page.waitForSelector('text=验证码已发到');
    await page.getByLabel('短信里的六位数字').fill(await program.code(phone));
    await fillForm(page);
    await page.getByLabel('出生年份').fill('2015');
    await page.getByLabel('职业或专长').fill(String(FORM['occupation']));
    expect(await axeViolations(page)).toEqual([]);
    await page.click('button[type=submit]');
    // Not of age: the field says so, what was written is still there, and the code still works.
    await page.waitForSelector('text=未满十八周岁');
    await page.getByLabel('出生年份').fill('1958');
    await page.click('button[type=submit]');
    await page.waitForSelector('text=报名已经收到');
    // Here the one that looks at whoever holds the phone.
    expect(await cameras(page)).toEqual([['user', 'image/*'], [null, 'image/*']]);
    await page.locator('input[type=file]').first().setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: await picture(page) });
    await page.waitForSelector('text=照片已经收到');
    expect(await axeViolations(page)).toEqual([]);
    await shoot(page, 'nominated');
  });
  await stage.acceptAll();
});

/** Everything in the form that has to be there. */
async function fillForm(page: Page): Promise<void> {
  await page.getByText('女', { exact: true }).click();
  await page.getByLabel('出生年份').fill('1958');
  await page.getByLabel('出生月份').fill('5');
  await page.getByLabel('简历').fill(String(FORM['resume']));
  await page.getByLabel('当选后想做什么').fill(String(FORM['plans']));
  for (const no of await page.getByText('否', { exact: true }).all()) await no.click();
  for (const tick of await page.locator('input[type=checkbox]').all()) await tick.check();
}

it('lets whoever was recommended agree, change the form, and withdraw', async () => {
  const [room, name, phone] = OWNERS[6];
  const entry = { origin: { type: 'owners', voters: [2, 3] }, unit: { building: '3', stair: '2', room }, name, form: { sex: 'female', birth: { year: 1958, month: 5 } } };
  const made = await (stage.members[0] as Person).ok('POST', `${stage.path}/nominations`, { body: entry });
  const handed = `#/nominate/${made.number}.${made.secret}`;
  await visit(handed, PHONE, async (page) => {
    await page.waitForSelector('text=等您同意');
    // The secret does not stay in the address bar.
    expect(page.url().endsWith('#/nominate')).toBe(true);
    expect(await axeViolations(page)).toEqual([]);
    await shoot(page, 'recommended');
    await page.getByText('发验证码').click();
    await page.getByLabel('短信里的六位数字').fill(await program.code(phone));
    await fillForm(page);
    await page.getByText('同意被推荐并提交').click();
    await page.waitForSelector('text=正在审查');
    // Another secret opens it from now on, and it is told.
    expect(await text(page)).toContain('请保存下面的编号和口令');
    expect(await text(page)).not.toContain(made.secret);
    expect(await axeViolations(page)).toEqual([]);
    await shoot(page, 'consented');

    await page.getByText('修改报名表').click();
    expect(await page.getByLabel('简历').inputValue()).toBe(FORM['resume']);
    await page.getByLabel('当选后想做什么').fill('先管好电梯。');
    // Pledge and consent are given anew with each form.
    await page.getByText('保存修改').click();
    expect(await page.locator('input[type=checkbox]:invalid').count()).toBe(2);
    expect(await axeViolations(page)).toEqual([]);
    for (const tick of await page.locator('input[type=checkbox]').all()) await tick.check();
    await page.getByText('保存修改').click();
    await page.waitForSelector('form', { state: 'detached' });
    const looked = await stage.chair.ok('POST', `${stage.path}/nominations/${made.id}/look`);
    expect(JSON.stringify(looked)).toContain('先管好电梯。');

    await page.getByText('退出报名').click();
    await page.getByText('确定退出报名').click();
    await page.waitForSelector('text=已经退出');
    // That it was received is no news any more.
    expect(await text(page)).not.toContain('报名已经收到');
    expect(await axeViolations(page)).toEqual([]);
    await shoot(page, 'withdrawn');
  });
  // What the staff handed over opens nothing any more.
  await visit(handed, PHONE, async (page) => {
    await page.waitForSelector('[role=alert]');
    expect(await text(page)).not.toContain('已退出');
  });
});

it('takes the roll down when its time is over, also from a page that is left open', async () => {
  const { page, context } = await open(browser, `${program.url}${stage.page}#/roll`, PHONE);
  await page.waitForSelector('text=名册公示期已满');
  expect(await text(page)).not.toContain('丁**');
  await context.close();
  // Back to the publication: it hangs out again, somebody opens it, and time passes.
  await stage.step('go-back', { to: 'roll_published', reason: '名册漏了一户' });
  const left = await open(browser, 'about:blank', PHONE);
  await left.page.clock.install();
  await left.page.goto(`${program.url}${stage.page}#/roll`);
  await left.page.getByText('看整个名册').click();
  await left.page.waitForSelector('text=丁**');
  await stage.waitFor('roll');
  // Caches keep an answer for a minute.
  await left.page.clock.fastForward(61_000);
  await left.page.waitForSelector('text=名册公示期已满');
  expect(await text(left.page)).not.toContain('丁**');
  await left.context.close();
});

it('shows the candidates with photos, and why they stand in this order', async () => {
  await stage.step('open-nomination', {});
  await stage.acceptAll();
  for (const owner of OWNERS.slice(1, 6)) await stage.nominate(owner);
  await stage.publishCandidates();
  await sound(['', '#/candidates', '#/objections/candidates'], 'candidates');
  await visit('#/candidates', PHONE, async (page) => {
    expect(await page.locator('.candidates > li').count()).toBe(6);
    const names = await page.locator('.candidates h2').evaluateAll((all) => all.map((own) => parseFloat(getComputedStyle(own).fontSize)));
    expect(Math.min(...names)).toBeGreaterThanOrEqual(28);
    expect(await text(page)).toContain('按姓氏笔画排列');
    const image = page.locator('.candidates img').first();
    expect(await image.evaluate((own: HTMLImageElement) => own.complete && own.naturalWidth > 0)).toBe(true);
    await page.getByText('看简历和想法').first().click();
    expect(await text(page)).toContain('做过楼长');
  });
});

it('draws a lot again on this device, and says if the list is another', async () => {
  await stage.step('go-back', { to: 'nominating', reason: '改用抽签' });
  await stage.draw('03 08 11 19 25 31 + 07');
  await sound(['#/candidates'], 'drawn');
  await visit('#/candidates', PHONE, async (page) => {
    await page.waitForSelector('text=顺序相同');
    expect(await text(page)).toContain('双色球 2026034 期开奖号码');
  });
  const path = `/api/v1/public/polls/${stage.poll}/candidates`;
  const list = await program.ok('GET', path);
  list.candidates.reverse();
  reader.spoil = (asked) => (asked === path ? { status: 200, type: 'application/json', body: JSON.stringify(list) } : undefined);
  await visit('#/candidates', PHONE, async (page) => {
    await page.waitForSelector('text=顺序不同');
  });
  reader.mend();
});

it('shows what was announced, and nothing whose time is over', async () => {
  await stage.waitFor('candidates');
  await stage.announce();
  await sound(['', '#/items', '#/files', '#/claims', '#/nominate', '#/log'], 'announced');
  await visit('', PHONE, async (page) => {
    const ways = await page.locator('.ways b').allInnerTexts();
    expect(ways).toContain('候选人');
    expect(ways).not.toContain('业主登记');
    expect(ways).not.toContain('公开记录');
  });
});

it('can be read large', async () => {
  await visit('', PHONE, async (page) => {
    const sizeOf = (): Promise<number> => page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
    expect(await sizeOf()).toBeGreaterThanOrEqual(18);
    const before = await sizeOf();
    await page.getByText('大字').click();
    expect(await sizeOf()).toBeGreaterThan(before * 1.2);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    // Nothing to press is smaller than a thumb.
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('a, button')].filter((own) => own.getBoundingClientRect().height < 60 && own.getBoundingClientRect().height > 0).map((own) => own.textContent),
    );
    expect(small).toEqual([]);
  });
});

it('says why a poll was cancelled', async () => {
  await stage.step('cancel', { reason: '街道要求重新筹备' });
  await sound(['', '#/calendar', '#/objections'], 'cancelled');
  await visit('', PHONE, async (page) => {
    expect(await text(page)).toContain('这次表决已经取消');
    expect(await text(page)).toContain('街道要求重新筹备');
    expect(await page.locator('.ways b').allInnerTexts()).not.toContain('公开记录');
  });
});
