import { InvalidArgumentError, Option } from 'commander';
import type { AnswerStyle } from '../../domain/account.ts';
import { findRegion, type Region } from '../../domain/phone.ts';
import { isBlank, isEmail, isTextWithin, TEXT_LIMITS } from '../../domain/text.ts';
import { CommandError, EXIT } from './exit.ts';
import { showText } from './output.ts';

const MAX_ID_DIGITS = 15;

/** Checks a user name: 1 to 255 characters, no blanks at its ends, no control characters. */
export function checkUserName(text: string): string {
  const fits = isTextWithin(text, TEXT_LIMITS.userName) && !/\p{Cc}/u.test(text);
  if (fits && !isBlank(text) && text.trim() === text) return text;
  throw refuse(
    `can't be a user name: write 1 to ${TEXT_LIMITS.userName} characters, without blanks at the ends and control characters`,
    text,
  );
}

/** Checks an e-mail address by the address book's own rule. */
export function checkEmail(text: string): string {
  if (isEmail(text)) return text;
  throw refuse('is no e-mail address: write one such as jane@example.com', text);
}

/** Reads a region of the numbering plan, in any case. */
export function checkRegion(text: string): Region {
  const region = findRegion(text);
  if (region !== undefined) return region;
  throw refuse('is no region of the numbering plan: write two letters of ISO 3166-1 such as DK or SE', text);
}

/** Checks what a key is called; blank is `null`. */
export function checkDescription(text: string | undefined): string | null {
  if (text === undefined || isBlank(text)) return null;
  if (isTextWithin(text, TEXT_LIMITS.description)) return text;
  throw refuse(`is too long for a description: write at most ${TEXT_LIMITS.description} characters`, text);
}

/** Reads the number of a key or token, as the argument parser of a command. */
export function parseId(text: string): number {
  if (/^\d+$/.test(text) && text.length <= MAX_ID_DIGITS) return Number(text);
  throw new InvalidArgumentError('An ID is a whole number, as the list shows it.');
}

const INSTANT = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)Z?)?$/;

/** Reads a date, or a date and time, of UTC, as the argument parser of an option. */
export function parseInstant(text: string): Date {
  const [, day = '', time = '00:00'] = INSTANT.exec(text) ?? [];
  const instant = new Date(`${day}T${time}Z`);
  // The 31st of a shorter month is a day of the next to `Date`.
  if (!Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(day)) return instant;
  throw new InvalidArgumentError('A date is such as 2027-01-31 or 2027-01-31T18:00:00Z.');
}

/** Reads a day of UTC, as the argument parser of an option: `YYYY-MM-DD`. */
export function parseDay(text: string): string {
  if (text.length === 'YYYY-MM-DD'.length) return parseInstant(text).toISOString().slice(0, text.length);
  throw new InvalidArgumentError('A day is such as 2027-01-31.');
}

/** What a person writes for the answers of an account; `default` leaves them to the deployment. */
export type AnswerChoice = AnswerStyle | 'default';

/** The stored form of a choice. */
export function readAnswers(choice: AnswerChoice): AnswerStyle | null {
  return choice === 'default' ? null : choice;
}

/** The option for an account's answers. */
export function answersOption(choices: readonly AnswerChoice[]): Option {
  return new Option(
    '--answers <style>',
    'keys of answers where the documentation and its published clients disagree',
  ).choices(choices);
}

function refuse(reason: string, text: string): CommandError {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return new CommandError(EXIT.refused, `"${showText(shown)}" ${reason}.`);
}
