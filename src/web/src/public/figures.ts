/** Numbers, areas and times as people read them. Areas are whole numbers of 0.01 m², times RFC 3339. */
import { said, type Said } from '../audit/said.ts';

/** With thin groups of three digits, so that long ones can be read. */
const grouped = (digits: string): string => digits.replace(/\B(?=(?:\d{3})+(?!\d))/g, '\u202f');

export const count = (value: number): string => grouped(String(value));

export const people = (value: number): Said => said(`${count(value)} 人`, `${count(value)} ${value === 1 ? 'person' : 'people'}`);

export function area(centi: number): Said {
  const whole = Math.floor(centi / 100);
  const text = `${grouped(String(whole))}.${String(centi - whole * 100).padStart(2, '0')}`;
  return said(`${text} ㎡`, `${text} m²`);
}

/** A part of a whole in per cent, cut off behind two decimals: never rounded up to a threshold that was not reached. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  const hundredths = Math.floor((part * 10_000) / whole);
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}%`;
}

/** Chinese law counts days in the place's own time; all of the mainland has that of Beijing, and no summer time. */
const BEIJING = 8 * 3_600_000;
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

const two = (value: number): string => String(value).padStart(2, '0');
const local = (millis: number): Date => new Date(millis + BEIJING);

function dayOf(at: Date): Said {
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  return said(`${year}年${month + 1}月${day}日`, `${day} ${MONTHS[month] ?? ''} ${year}`);
}

/** The day of a moment. */
export const day = (time: string): Said => dayOf(local(Date.parse(time)));

/** A local day, `2026-06-20`. */
export const dayNamed = (date: string): Said => dayOf(new Date(`${date}T00:00:00Z`));

/** A moment, to the minute. */
export function moment(time: string | number): Said {
  const at = local(typeof time === 'number' ? time : Date.parse(time));
  const clock = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  return said(`${dayOf(at).zh} ${clock}`, `${dayOf(at).en}, ${clock}`);
}

/** The first moment that is too late. At midnight it is 24:00 of the day before, as a notice says it. */
export function deadline(time: string): Said {
  const millis = Date.parse(time);
  if ((millis + BEIJING) % 86_400_000 !== 0) return moment(time);
  const last = dayOf(local(millis - 1));
  return said(`${last.zh} 24:00`, `${last.en}, 24:00`);
}

/** How much time is left, in whole days, hours or minutes. */
export function left(until: string, now: number): Said {
  const minutes = Math.max(0, Math.floor((Date.parse(until) - now) / 60_000));
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60)];
  const several = (value: number, one: string): string => `${value} ${one}${value === 1 ? '' : 's'}`;
  if (days > 0) return said(`还有 ${days} 天`, `${several(days, 'day')} left`);
  if (hours > 0) return said(`还有 ${hours} 小时`, `${several(hours, 'hour')} left`);
  return said(`还有 ${minutes} 分钟`, `${several(minutes, 'minute')} left`);
}

/** A file's size. */
export const size = (bytes: number): string => (bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);

/** A building as people say it: `3栋`. Some have names instead. */
export const building = (name: string): Said => (/^[0-9A-Za-z]+$/.test(name) ? said(`${name}栋`, `building ${name}`) : said(name, name));

/** A flat as people say it. */
export function room(unit: { readonly building: string; readonly stair?: string; readonly room: string }): Said {
  const { stair = '', room: number } = unit;
  const own = building(unit.building);
  return said(`${own.zh}${stair ? `${stair}单元` : ''}${number}`, [own.en, stair && `stair ${stair}`, number].filter(Boolean).join(', '));
}
