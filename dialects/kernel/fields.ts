import * as v from 'valibot';
import { isBlank } from '../../domain/text.ts';

/*
 * The kinds of parameters. A value of blanks only is empty; the message of a failed check is a wire code.
 * (valibot ignores an entry's message when its key is missing, so every kind starts from an optional text.)
 */

/** How a text becomes a value, and the wire code where it can't. */
export interface Reader<T, Code extends string> {
  /** Undefined where the text can't be taken. */
  read(text: string): T | undefined;
  readonly invalid: Code;
}

/** A reader of the texts that pass `accepts`, which it leaves as they are. */
export function textReader<Code extends string>(
  accepts: (text: string) => boolean,
  invalid: Code,
): Reader<string, Code> {
  return { read: (text) => (accepts(text) ? text : undefined), invalid };
}

/** A parameter that must be there and not empty; else `missing`. */
export function required<T, Code extends string>(
  missing: Code,
  reader: Reader<T, Code>,
  description: string,
) {
  return v.pipe(
    v.optional(v.string(), ''),
    v.check((text) => !isBlank(text), missing),
    v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
      // An earlier check has failed already where the text is blank.
      if (isBlank(dataset.value)) return NEVER;
      return apply(reader, dataset.value, addIssue) ?? NEVER;
    }),
    v.description(description),
    v.metadata({ required: true }),
  );
}

/** A parameter that is as if absent where it is empty. */
export function optional<T, Code extends string>(reader: Reader<T, Code>, description: string) {
  return v.pipe(
    v.optional(v.string()),
    v.rawTransform<string | undefined, T | undefined>(({ dataset: { value }, addIssue }) =>
      value === undefined || isBlank(value) ? undefined : apply(reader, value, addIssue),
    ),
    v.description(description),
  );
}

/** A parameter of an edit: absent leaves the field as it is (undefined), empty clears it (null). */
export function clearable<T, Code extends string>(reader: Reader<T, Code>, description: string) {
  return v.pipe(
    v.optional(v.string()),
    v.rawTransform<string | undefined, T | null | undefined>(({ dataset: { value }, addIssue }) => {
      if (value === undefined) return undefined;
      return isBlank(value) ? null : apply(reader, value, addIssue);
    }),
    v.description(description),
  );
}

/** A parameter of an edit that may be absent but not empty; else `empty`. */
export function replaceable<T, Code extends string>(
  empty: Code,
  reader: Reader<T, Code>,
  description: string,
) {
  return v.pipe(
    v.optional(v.string()),
    v.rawTransform<string | undefined, T | undefined>(({ dataset: { value }, addIssue }) => {
      if (value === undefined) return undefined;
      if (!isBlank(value)) return apply(reader, value, addIssue);
      addIssue({ message: empty });
      return undefined;
    }),
    v.description(description),
  );
}

/** A list, each value of which may hold several, parted by commas; empty ones are dropped. */
export function requiredList<Code extends string>(missing: Code, description: string) {
  return v.pipe(
    v.optional(v.array(v.string()), []),
    v.transform((values) => splitList(values)),
    v.check((items) => items.length > 0, missing),
    v.description(description),
    v.metadata({ required: true, list: true }),
  );
}

/** The items of a list parameter, each of whose values may hold several, parted by commas. */
export function splitList(values: readonly string[]): readonly string[] {
  return values
    .flatMap((value) => value.split(','))
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** A text that nobody checks here; undefined where it is absent. */
export function anyText(description: string) {
  return v.pipe(v.optional(v.string()), v.description(description));
}

/** A text whose absence is judged later: it is a wrong credential. */
export function credentialText(description: string) {
  return v.pipe(anyText(description), v.metadata({ required: true }));
}

function apply<T, Code extends string>(
  reader: Reader<T, Code>,
  text: string,
  addIssue: (info: { message: string }) => void,
): T | undefined {
  const value = reader.read(text);
  if (value === undefined) addIssue({ message: reader.invalid });
  return value;
}
