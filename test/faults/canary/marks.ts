import { createHash, randomBytes } from 'node:crypto';

/** A text that stands nowhere else, sent in one place. */
export interface Mark {
  readonly place: string;
  readonly text: string;
}

/** A mark that was found, and in which disguise. */
export interface Leak {
  readonly where: string;
  readonly place: string;
  readonly form: string;
}

/** Makes marks and finds them again. */
export interface Marks {
  /** A new mark, safe in any protocol: 16 letters and digits. */
  add(place: string): string;
  /** Counts a text that was issued elsewhere as a mark. */
  note(place: string, text: string): string;
  all(): readonly Mark[];
  /** The marks that stand in a text in any form, but for those that `isShown` says may. */
  find(where: string, text: string, isShown?: (mark: Mark) => boolean): readonly Leak[];
}

/** Begins the set of a test's marks. */
export function createMarks(): Marks {
  const marks: Mark[] = [];
  const note = (place: string, text: string) => {
    marks.push({ place, text });
    return text;
  };
  return {
    note,
    add: (place) => note(place, `cnry${randomBytes(6).toString('hex')}`),
    all: () => marks,
    find: (where, text, isShown = () => false) => {
      const folded = text.toLowerCase();
      return marks
        .filter((mark) => !isShown(mark))
        .flatMap((mark) =>
          formsOf(mark.text)
            .filter(({ shown, isExact }) => (isExact ? text : folded).includes(shown))
            .map(({ form }) => ({ where, place: mark.place, form })),
        );
    },
  };
}

interface Form {
  readonly form: string;
  readonly shown: string;
  /** False where upper and lower case say the same. */
  readonly isExact: boolean;
}

const known = new Map<string, readonly Form[]>();

function formsOf(text: string): readonly Form[] {
  const forms = known.get(text) ?? listForms(text);
  known.set(text, forms);
  return forms;
}

/** Marks that hold letters and digits alone look the same percent-encoded and escaped in JSON. */
function listForms(text: string): readonly Form[] {
  const hash = createHash('sha256').update(text).digest();
  const folded = (form: string, shown: string) => ({ form, shown: shown.toLowerCase(), isExact: false });
  return [
    folded('plain', text),
    folded('percent-encoded', encodeURIComponent(text)),
    folded('JSON', JSON.stringify(text).slice(1, -1)),
    folded('hexadecimal', Buffer.from(text).toString('hex')),
    folded('SHA-256', hash.toString('hex')),
    { form: 'SHA-256 in base64', shown: hash.toString('base64').slice(0, 42), isExact: true },
    { form: 'SHA-256 in base64url', shown: hash.toString('base64url').slice(0, 42), isExact: true },
    ...[0, 1, 2].map((offset) => ({ form: 'base64', shown: inBase64(text, offset), isExact: true })),
  ];
}

/** What base64 makes of a text that stands so many bytes behind a multiple of three, without its edges. */
function inBase64(text: string, offset: number): string {
  const encoded = Buffer.from(`${'x'.repeat(offset)}${text}`).toString('base64');
  const whole = Math.floor((offset + text.length) / 3) * 4;
  return encoded.slice(offset === 0 ? 0 : 4, whole);
}
