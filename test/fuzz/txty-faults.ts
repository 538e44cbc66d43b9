import type { Outcome } from './oracle.ts';
import type { Received } from './received.ts';
import { echoed, isBlank, isEmail, isWithin, listItems, readSeconds } from './rules.ts';
import { txtyError } from './txty-answers.ts';

const FIELDS: Readonly<Record<string, (text: string) => boolean>> = {
  fullname: (text) => isWithin(text, 255),
  street: (text) => isWithin(text, 255),
  zipcode: (text) => isWithin(text, 16),
  email: (text) => isEmail(text.trim()),
  birthday: (text) => readSeconds(text) !== undefined,
  sex: (text) => text.trim() === '1' || text.trim() === '2',
};

/** Every fault of the parameters alone; any of them may be the one that is told. */
export function fieldFaults(operation: string, received: Received): readonly Outcome[] {
  const faults: Outcome[] = [];
  const needs = (name: string) => isBlank(received.text(name) ?? '');
  const takesContact = /^(view\.contact|contact\.(edit|delete|addgroup|removegroup))$/.test(operation);
  if (takesContact && needs('contact'))
    faults.push(txtyError('EMPTY_CONTACT', { contact: { contact: null } }));
  if (/^(view\.group|group\.(edit|delete))$/.test(operation) && needs('group')) faults.push(EMPTY_GROUP);
  if (
    /group$/.test(operation) &&
    operation.startsWith('contact.') &&
    listItems(received.list('group')).length === 0
  )
    faults.push(EMPTY_GROUP);
  if (/^group\.(create|edit)$/.test(operation)) faults.push(...nameFaults(received));
  if (operation === 'user.deleteapikey' && needs('apikey'))
    faults.push(txtyError('EMPTY_APIKEY', { apikey: { apikey: null } }));
  if (
    operation === 'user.newapikey' &&
    !isWithin(received.text('description') ?? '', 255) &&
    !needs('description')
  )
    faults.push(
      txtyError('DESCRIPTION_INVALID', { newapikey: { description: echoed(received.text('description')) } }),
    );
  if (/^contact\.(create|edit)$/.test(operation)) faults.push(...contactFaults(operation, received));
  return faults;
}

const EMPTY_GROUP = txtyError('EMPTY_GROUP', { group: { group: null } });

function nameFaults(received: Received): readonly Outcome[] {
  const name = received.text('name');
  if (name === undefined || isBlank(name)) return [txtyError('NAME_EMPTY', { group: { name: null } })];
  return isWithin(name, 255) ? [] : [txtyError('NAME_INVALID', { group: { name: echoed(name) } })];
}

function contactFaults(operation: string, received: Received): readonly Outcome[] {
  const fullname = received.text('fullname');
  const isEmpty = fullname === undefined ? operation === 'contact.create' : isBlank(fullname);
  const empty = isEmpty ? [txtyError('FULLNAME_EMPTY', { contact: { fullname: null } })] : [];
  const invalid = Object.entries(FIELDS).flatMap(([name, isTaken]) => {
    const text = received.text(name);
    if (text === undefined || isBlank(text) || isTaken(text)) return [];
    return [txtyError(`${name.toUpperCase()}_INVALID`, { contact: { [name]: echoed(text) } })];
  });
  return [...empty, ...invalid];
}
