import { isEmail, isStorable, isTextWithin, TEXT_LIMITS } from '../../domain/text.ts';
import { endpointsOf } from '../kernel/endpoint.ts';
import { type Reader, required, textReader } from '../kernel/fields.ts';
import type { FilemailCode } from './errors.ts';

export const { callerEndpoint, openEndpoint } = endpointsOf<FilemailCode>();

const anything = textReader<FilemailCode>(() => true, 'InvalidParameter');

export const nameText = textReader<FilemailCode>(
  (text) => isTextWithin(text, TEXT_LIMITS.name),
  'InvalidParameter',
);

export const groupNameText = textReader<FilemailCode>(
  (text) => isTextWithin(text, TEXT_LIMITS.groupName),
  'InvalidParameter',
);

/** Any text that can be stored: the page calls `mobile` Text (Filemail contacts page). */
export const mobileText = textReader<FilemailCode>(isStorable, 'InvalidParameter');

export const emailText: Reader<string, FilemailCode> = {
  read: (text) => (isEmail(text.trim()) ? text.trim() : undefined),
  invalid: 'InvalidEmail',
};

/** A parameter that must be there, of whatever text: what it means is judged later. */
export function requiredText(description: string) {
  return required('InputParameterMissing', anything, description);
}

export function requiredOf(reader: Reader<string, FilemailCode>, description: string) {
  return required('InputParameterMissing', reader, description);
}

export const contactid = requiredText('Id of the contact.');
export const contactgroupid = requiredText('Id of the group.');
