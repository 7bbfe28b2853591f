/** A make-believe estate on its way to a vote: roll, nominations, candidates, announcement. Names and numbers are invented. */
import type { Json, Person, Program } from './program.ts';

export const OWNERS = [
  ['101', '丁建国', '13900000001'],
  ['102', '王桂兰', '13900000002'],
  ['201', '李秀英', '13900000003'],
  ['202', '张淑芬', '13900000004'],
  ['301', '赵志强', '13900000005'],
  ['302', '欧阳明', '13900000006'],
  ['401', '孙红梅', '13900000007'],
  ['402', '周德海', '13900000008'],
] as const;

/** An ID number of a region that does not exist, with its check character (GB 11643). */
function idNumber(serial: number): string {
  const digits = `99010419600101${String(serial).padStart(3, '0')}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, at) => all + Number(digits[at]) * weight, 0);
  return digits + '10X98765432'[sum % 11];
}

/** Who helps. */
export const HELPER = { name: '王书记', phone: '0431-88880000', place: '社区服务站', hours: '每天9点到17点', boxes: ['社区服务站', '3栋门厅'] };

/** What an owner, from 1, knows of their own ID number. */
export const lastFour = (owner: number): string => idNumber(owner).slice(-4);

const ROLL = ['楼栋,单元,房号,专有面积,权利人姓名,证件号码,手机号', ...OWNERS.map(([room, name, phone], at) => `3,2,${room},8${at}.56,${name},${idNumber(at + 1)},${phone}`), ''].join('\n');

export const FORM: { readonly [name: string]: Json } = {
  sex: 'female',
  birth: { year: 1958, month: 5 },
  political_status: '中共党员',
  occupation: '退休教师',
  resume: '在湖光住了二十年，做过楼长。',
  plans: '先修水泵，再谈物业费。',
  pledged: true,
  publishable: true,
  statements: { serves_property_company: false, owes_property_fee: false, owes_maintenance_fund: false, illegal_building: false, dishonest_or_convicted: false },
};

export class Stage {
  readonly program: Program;
  readonly chair: Person;
  readonly members: readonly Person[];
  readonly community: string;
  readonly poll: string;

  private constructor(program: Program, chair: Person, members: readonly Person[], community: string, poll: string) {
    this.program = program;
    this.chair = chair;
    this.members = members;
    this.community = community;
    this.poll = poll;
  }

  /** Where its page is. */
  get page(): string {
    return `/p/${this.poll}`;
  }
  /** Where its staff find it. */
  get path(): string {
    return `/api/v1/communities/${this.community}/polls/${this.poll}`;
  }

  /** A draft; `changes` of its rules beside the calendar. */
  static async new(program: Program, changes: readonly Json[] = []): Promise<Stage> {
    const operator = await program.operator();
    const founded = await operator.ok('POST', '/api/v1/communities', { body: { name: '湖光示范小区', address: '长春市朝阳区湖光路', rules: 'jilin-changchun' } });
    const chair = await operator.brings(founded.id, 'chair');
    const members = [await chair.brings(founded.id, 'member'), await chair.brings(founded.id, 'member')];
    const items = [
      { type: 'committee', title: '选举业主委员会委员', scope: 'whole', seats: 5, alternates: 2, text: '任期五年。' },
      { type: 'matter', subject: 'property_company', title: '是否选聘绿园物业服务有限公司', text: '合同草案见公告栏。' },
      { type: 'matter', subject: 'raising_of_fund', title: '是否续筹维修资金' },
    ];
    const made = await chair.ok('POST', `/api/v1/communities/${founded.id}/polls`, { body: { title: '首次业主大会会议', text: '选出业主委员会，决定由谁管理小区。', items } });
    const stage = new Stage(program, chair, members, founded.id, made.id);
    // A calendar of all years, so that the story can be told on any day.
    const calendar = { utc_offset_minutes: 480, years: Array.from({ length: 40 }, (_, at) => 2020 + at), holidays: [], working_weekends: [] };
    await chair.change('PUT', `${stage.path}/rules`, { changes: [{ key: 'calendar', value: calendar, basis: 'A', source: '试用' }, ...changes] });
    return stage;
  }

  async step(step: string, body: Json): Promise<void> {
    await this.chair.signIn();
    await this.chair.change('POST', `${this.path}/${step}`, body);
  }

  async publishRoll(): Promise<void> {
    const imports = `/api/v1/communities/${this.community}/roll/imports`;
    const { id } = await this.chair.ok('POST', imports, { raw: new TextEncoder().encode(ROLL) });
    const { version } = await this.chair.ok('POST', `${imports}/${id}/take`, { body: {}, headers: { 'If-Match': '"1"' } });
    await this.step('publish-roll', { roll_version: version.id });
  }

  /** From the draft to an announced poll with six candidates and somebody who helps. */
  async toAnnouncement(photo?: Uint8Array): Promise<void> {
    await this.publishRoll();
    await this.waitFor('roll');
    await this.step('open-nomination', {});
    for (const owner of OWNERS.slice(0, 6)) await this.nominate(owner, photo);
    await this.publishCandidates();
    await this.waitFor('candidates');
    await this.announce();
    await this.says(HELPER);
  }

  /** Lets a legal period pass. */
  async waitFor(period: string): Promise<void> {
    const { periods } = await this.program.ok('GET', `/api/v1/public/polls/${this.poll}`);
    const { ends } = (periods as { period: string; ends: string }[]).find((own) => own.period === period) as { ends: string };
    await this.program.wait((Date.parse(ends) - (await this.program.now())) / 1000 + 1);
    for (const person of [this.chair, ...this.members]) await person.signIn();
  }

  /** An owner nominates themselves by the interface and is accepted. */
  async nominate([room, name, phone]: (typeof OWNERS)[number], photo?: Uint8Array): Promise<void> {
    const unit = { building: '3', stair: '2', room };
    const nominations = `/api/v1/public/polls/${this.poll}/nominations`;
    const { challenge } = await this.program.ok('POST', `${nominations}/code`, { body: { unit, name } });
    const code = await this.program.code(phone);
    const { id, number, secret } = await this.program.ok('POST', nominations, { body: { unit, name, challenge, code, form: FORM } });
    if (photo) await this.program.ok('POST', `/api/v1/public/nominations/${number}/photo`, { raw: photo, headers: { 'Yepiao-Secret': secret } });
    await this.accept(id);
  }

  async accept(nomination: string): Promise<void> {
    const own = `${this.path}/nominations/${nomination}`;
    for (const member of this.members) await member.change('POST', `${own}/reviews`, { verdict: 'accept' }, `${own}/look`, 'POST');
  }

  /** Accepts every nomination that waits for a review. */
  async acceptAll(): Promise<void> {
    for (const person of [this.chair, ...this.members]) await person.signIn();
    const { items } = await this.chair.ok('GET', `${this.path}/nominations`);
    for (const { id, standing } of items as { id: string; standing: string }[]) if (standing === 'in_review') await this.accept(id);
  }

  async publishCandidates(): Promise<void> {
    await this.step('publish-candidates', { rule: 'strokes' });
  }

  /** A lot for the order: announced, drawn with this seed, and the candidates published by it. */
  async draw(seed: string): Promise<void> {
    await this.chair.signIn();
    const lots = `${this.path}/candidates/lots`;
    const from = new Date((await this.program.now()) + 600_000).toISOString();
    await this.chair.ok('POST', lots, { body: { source: '双色球 2026034 期开奖号码', seed_from: from } });
    await this.program.wait(601);
    await this.chair.ok('POST', `${lots}/seed`, { body: { seed } });
    await this.step('publish-candidates', { rule: 'draw' });
  }

  /** Says who helps owners. */
  async says(contact: Json): Promise<void> {
    await this.chair.change('PUT', `${this.path}/contact`, contact, this.path);
  }

  async announce(): Promise<void> {
    const now = await this.program.now();
    const at = (days: number): string => new Date(Math.ceil((now + days * 86_400_000) / 86_400_000) * 86_400_000 - 8 * 3_600_000).toISOString();
    await this.step('announce', { opens: at(30), closes: at(40) });
  }

  /** Waits until the poll is in a state, 30 s at most. */
  async comesTo(state: string): Promise<void> {
    for (let turn = 0; turn < 150; turn += 1) {
      if ((await this.program.ok('GET', `/api/v1/public/polls/${this.poll}`)).state === state) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`the poll does not come to ${state}`);
  }

  /** A frozen notice that the preparatory group was formed; its digest. */
  async notice(): Promise<string> {
    await this.chair.signIn();
    const draft = await this.chair.ok('POST', `${this.path}/notices`, { body: { kind: 'group_formed' } });
    const notice = `${this.path}/notices/${draft.id}`;
    const parts = (draft.parts as { part: string; text: string }[]).map(({ part, text }) => ({ part, text: text.replace(/【请填写】/g, '小区门卫室') }));
    await this.chair.ok('PUT', notice, { body: { parts, places: draft.places, ...(draft.window && { window: draft.window }) }, headers: { 'If-Match': '"1"' } });
    const frozen = await this.chair.ok('POST', `${notice}/freeze`, { headers: { 'If-Match': '"2"' } });
    return frozen.digest;
  }

  async object(text: string, answer?: { decision: string; summary: string; answer: string }): Promise<void> {
    const { number } = await this.program.ok('POST', `/api/v1/public/polls/${this.poll}/objections`, { body: { about: 'roll', name: '王小明', room: '3栋2单元102', contact: '13904317788', text } });
    if (answer) await this.answer(number, answer);
  }

  async answer(number: number, answer = { decision: 'rejected', summary: '车位怎么算', answer: '按本次规则，车位面积不计入。' }): Promise<void> {
    await this.chair.signIn();
    await this.chair.ok('PUT', `${this.path}/objections/${number}/answer`, { body: answer, headers: { 'If-Match': '"1"' } });
  }
}
