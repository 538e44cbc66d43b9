/*
 * The address book has a date of birth as Unix time: the first moment of the day in Denmark (Txty contacts page).
 */

/** A day of the calendar; months count from 1. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const ZONE = 'Europe/Copenhagen';
const OFFSET = new Intl.DateTimeFormat('en-US', { timeZone: ZONE, timeZoneName: 'longOffset' });
const OFFSET_PARTS = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;
const MAX_DATE_SECONDS = 8_640_000_000_000 - 86_400;

const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/;
const COMPACT = /^(\d{4})(\d\d)(\d\d)$/;
const YEAR_LAST = /^(\d{1,2})([-/.]) ?(\d{1,2})\2 ?(\d{4})$/;
const TIME = /(?:[T ]\d\d?:\d\d|T\d{4,6}).*$/;

/**
 * Reads a date as people and programs write it: `1980-05-17`, `19800517`, or with the year last, when the day is
 * first wherever that is possible. A time of the day is left out. Undefined where the text is no such date.
 */
export function readDay(text: string): Day | undefined {
  const date = text.trim().replace(TIME, '');
  const yearFirst = YEAR_FIRST.exec(date);
  if (yearFirst !== null) return toDay(Number(yearFirst[1]), Number(yearFirst[3]), Number(yearFirst[4]));
  const compact = COMPACT.exec(date);
  if (compact !== null) return toDay(Number(compact[1]), Number(compact[2]), Number(compact[3]));
  const yearLast = YEAR_LAST.exec(date);
  if (yearLast === null) return undefined;
  const [first, second, year] = [Number(yearLast[1]), Number(yearLast[3]), Number(yearLast[4])];
  return toDay(year, second, first) ?? toDay(year, first, second);
}

function toDay(year: number, month: number, day: number): Day | undefined {
  const date = new Date(utcSeconds({ year, month, day }) * 1000);
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? { year, month, day } : undefined;
}

/** The moment at which a day begins in Denmark, as Unix time in seconds. */
export function secondsOfDay(day: Day): number {
  const utc = utcSeconds(day);
  const before = known.get(utc);
  if (before !== undefined) return before;
  // The offset of a moment near by, then that of the moment itself.
  const seconds = utc - offsetSeconds(utc - offsetSeconds(utc));
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(utc, seconds);
  return seconds;
}

// People are born on some 40,000 days, and to ask for an offset takes longer than to read a row.
const known = new Map<number, number>();
const MAX_KNOWN = 50_000;

/** The day of a moment in Denmark; undefined where its year can't be written with four digits. */
export function dayOfSeconds(seconds: number): Day | undefined {
  if (Math.abs(seconds) > MAX_DATE_SECONDS) return undefined;
  const date = new Date((seconds + offsetSeconds(seconds)) * 1000);
  const year = date.getUTCFullYear();
  if (year < 0 || year > 9999) return undefined;
  return { year, month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function utcSeconds({ year, month, day }: Day): number {
  const date = new Date(0);
  // By its setter: the constructor takes the years 0 to 99 for those of the last century.
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / 1000;
}

function offsetSeconds(seconds: number): number {
  const [, sign, hours, minutes, rest = 0] = OFFSET_PARTS.exec(OFFSET.format(seconds * 1000)) ?? [];
  const offset = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(rest);
  return sign === '-' ? -offset : offset;
}
