import { filemailError, filemailFormat } from './filemail-answers.ts';
import type { Outcome } from './oracle.ts';
import type { Received } from './received.ts';
import { echoed, isBlank, isCallback, isEmail, isStorable, isWithin } from './rules.ts';

/** Every fault of the parameters alone; any of them may be the one that is told. */
export function parameterFaults(operation: string, received: Received): readonly Outcome[] {
  return [...commonFaults(operation, received), ...fieldFaults(operation, received)];
}

const missing = (name: string) =>
  filemailError('InputParameterMissing', `Required parameter missing: "${name}"`);
const invalid = (name: string) => filemailError('InvalidParameter', `Parameter '${name}' is not valid`);

function commonFaults(operation: string, received: Received): readonly Outcome[] {
  const callback = received.text('callback') ?? '';
  const isBad = !isBlank(callback) && !isCallback(callback) && filemailFormat(received).format !== 'xml';
  const token = operation === 'authentication.login' ? 'present' : received.text('logintoken');
  return [...(isBad ? [invalid('callback')] : []), ...(isBlank(token ?? '') ? [missing('logintoken')] : [])];
}

/** The parameters that must be there, by operation. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'authentication.login': ['username', 'password'],
  'contacts.add': ['name', 'email'],
  'contacts.update': ['contactid'],
  'contacts.delete': ['contactid'],
  'contacts.group.add': ['name'],
  'contacts.group.update': ['contactgroupid', 'name'],
  'contacts.group.delete': ['contactgroupid'],
  'contacts.addtogroup': ['contactgroupid', 'contactid'],
  'contacts.removefromgroup': ['contactgroupid', 'contactid'],
};

function fieldFaults(operation: string, received: Received): readonly Outcome[] {
  const required = REQUIRED[operation] ?? [];
  const absent = required.filter((name) => isBlank(sentValue(operation, received, name) ?? ''));
  return [...absent.map(missing), ...textFaults(operation, received, required)];
}

function textFaults(operation: string, received: Received, required: readonly string[]): readonly Outcome[] {
  if (!/^contacts\.(add|update|group\.add|group\.update)$/.test(operation)) return [];
  const faults: Outcome[] = [];
  const name = received.text('name');
  if (name !== undefined && (isBlank(name) ? !required.includes('name') : !isWithin(name, 255)))
    faults.push(invalid('name'));
  if (operation.includes('group')) return faults;
  const email = received.text('email');
  const isEmpty = email !== undefined && isBlank(email);
  if (email !== undefined && (isEmpty ? !required.includes('email') : !isEmail(email.trim())))
    faults.push(badEmail(email));
  const mobile = received.text('mobile');
  if (mobile !== undefined && !isBlank(mobile) && !isStorable(mobile)) faults.push(invalid('mobile'));
  return faults;
}

function badEmail(email: string): Outcome {
  const value = (echoed(email) ?? '').trim();
  return filemailError('InvalidEmail', `Parameter 'email' is not a valid e-mail address: ${value}`.trimEnd());
}

/** A parameter's value; the page's own examples name a group by `contactid`. */
export function sentValue(operation: string, received: Received, name: string): string | undefined {
  const standIn = name === 'contactgroupid' && /group\.(update|delete)$/.test(operation);
  return received.text(name) ?? (standIn ? received.text('contactid') : undefined);
}
