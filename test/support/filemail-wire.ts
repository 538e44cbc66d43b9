import { connect } from 'node:net';
import type { TestAccount } from './account.ts';
import type { Reply } from './client.ts';

// Held apart from the program's own table, so that neither can change alone.
const ERROR_NUMBERS = {
  InvalidParameter: 1002,
  InputParameterMissing: 1003,
  InvalidEmail: 1004,
  NotFound: 1005,
  ServiceInterruption: 1009,
  WrongUsernamePassword: 2001,
  InvalidOrExpiredLoginToken: 2003,
  AccountExpired: 2004,
  CaptchaRequiredForNextLogin: 2005,
  AccessDenied: 2008,
} as const;

export const OK = '{"responsestatus":"OK"}';
export const CONTACT_NOT_FOUND = errorText('InvalidParameter', 'Contact not found');
export const GROUP_NOT_FOUND = errorText('InvalidParameter', 'Contact group not found');
export const BAD_TOKEN = errorText('InvalidOrExpiredLoginToken', 'The login token is invalid or has expired');
export const ACCOUNT_EXPIRED = errorText('AccountExpired', 'The account has expired');

export const ACCESS_DENIED = errorText('AccessDenied', 'Access to this API is denied');

/** The whole text of an error's answer. */
export function errorText(name: keyof typeof ERROR_NUMBERS, message: string): string {
  return `{"responsestatus":"${name}","errorcode":${ERROR_NUMBERS[name]},"errormessage":${JSON.stringify(message)}}`;
}

/** The refusal of a call without a required parameter. */
export function missingText(parameter: string): string {
  return errorText('InputParameterMissing', `Required parameter missing: "${parameter}"`);
}

/** The refusal of a value that can't be taken. */
export function invalidText(parameter: string): string {
  return errorText('InvalidParameter', `Parameter '${parameter}' is not valid`);
}

/** The refusal of what is no e-mail address, which it echoes. */
export function invalidEmailText(sent: string): string {
  return errorText('InvalidEmail', `Parameter 'email' is not a valid e-mail address: ${sent}`.trimEnd());
}

/** A value in the answer, by the keys and positions that lead to it. */
export function at(reply: Reply, ...steps: readonly (string | number)[]): unknown {
  return steps.reduce<unknown>((value, step) => Object(value)[step], reply.json);
}

/** Adds a contact and returns its id. */
export async function addContact(account: TestAccount, name: string, mobile?: string): Promise<string> {
  const email = `${name.toLowerCase().replaceAll(/[^a-z]/g, '') || 'nobody'}@example.com`;
  const reply = await account.filemail('contacts/add', {
    name,
    email,
    ...(mobile === undefined ? {} : { mobile }),
  });
  return String(at(reply, 'contact', 'contactid'));
}

/** Adds a group and returns its id. */
export async function addGroup(account: TestAccount, name: string): Promise<string> {
  return String(at(await account.filemail('contacts/group/add', { name }), 'Groups', 0, 'contactgroupid'));
}

export interface RawReply {
  readonly status: number;
  /** The status line and the header lines. */
  readonly head: string;
  readonly text: string;
}

/** Sends these very bytes on a connection of their own and reads the answer until it is closed. */
export function sendRaw(port: number, request: Uint8Array): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.once('error', reject);
    socket.once('close', () => resolve(readRaw(Buffer.concat(chunks).toString('utf8'))));
  });
}

function readRaw(answer: string): RawReply {
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, text: rest.join('\r\n\r\n') };
}
