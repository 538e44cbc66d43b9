import type { Sex } from '../../../domain/contact.ts';

const WORDS: Readonly<Record<Sex | 'other', string>> = {
  male: '1 m male man boy mand dreng mann männlich herr h homme masculin hombre masculino mies uomo',
  female:
    '2 f female woman girl kvinde pige kvinna kvinne k w weiblich frau femme féminin mujer femenino nainen donna',
  other:
    '0 3 9 o n u x d other none unknown unspecified nonbinary non-binary divers andet ukendt annat okänd annet',
};
const MEANINGS: ReadonlyMap<string, Sex | 'other'> = new Map(
  Object.entries(WORDS).flatMap(([meaning, words]) =>
    words.split(' ').map((word) => [word, meaning as Sex | 'other'] as const),
  ),
);

/** Reads a sex in any case and several languages; `other` is one that the address book has no place for. */
export function readSex(text: string): Sex | 'other' | undefined {
  return MEANINGS.get(text.trim().toLowerCase());
}
