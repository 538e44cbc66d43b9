import type { ContactColumn } from './contact-columns.ts';

/** What a column of a file may hold: a column of our own tables, or what such a column is made of. */
export const CSV_FIELDS = [
  ...['id', 'text_id', 'name', 'first_name', 'middle_name', 'last_name', 'company', 'email'],
  ...['phone', 'msisdn', 'dialcode', 'phone_text', 'street', 'zipcode', 'birthday', 'sex', 'groups'],
] as readonly CsvField[];

export type CsvField = ContactColumn | 'phone' | 'first_name' | 'middle_name' | 'last_name' | 'company';

/** What a header most likely means; of several columns for a field the one of the lowest rank is read first. */
export interface Guess {
  readonly field: CsvField;
  readonly rank: number;
}

/*
 * Headers of the exports of Outlook, Google, Apple and telephones, in several languages. Without accents, marks,
 * numbers and the words below, which tell of which address or number of a person a column speaks.
 */
const HEADERS: Readonly<Record<string, string>> = {
  name: `name, full name, fullname, display name, formatted name, contact, contact name, navn, fulde navn, fuldt navn,
    visningsnavn, kontakt, kontaktnavn, fullt navn, namn, fullstandigt namn, visningsnamn, anzeigename, nom complet,
    vollstandiger name, nombre completo, naam, volledige naam, nimi`,
  first_name: `first name, firstname, given name, givenname, fornavn, fornamn, vorname, prenom, nombre, nome,
    voornaam, etunimi`,
  middle_name: `middle name, middlename, additional name, mellemnavn, mellomnavn, mellannamn, zweiter vorname,
    weitere vornamen, deuxieme prenom, segundo nombre, tussenvoegsel`,
  last_name: `last name, lastname, family name, familyname, surname, efternavn, etternavn, efternamn, nachname,
    familienname, nom, nom de famille, apellido, apellidos, cognome, achternaam, sukunimi`,
  company: `company, company name, organization, organisation, organization name, organisation name, firma, firmanavn,
    firmanavn, virksomhed, bedrift, foretag, foretagsnamn, unternehmen, societe, entreprise, empresa, azienda, bedrijf`,
  email: `e mail, email, mail, e mail address, email address, emailaddress, mail address, mailadresse, e mailadresse,
    emailadresse, e mail adresse, email adresse, e post, epost, e postadresse, epostadresse, e postadress, epostadress,
    courriel, adresse e mail, adresse de messagerie, correo, correo electronico, e mailadres, sahkoposti`,
  'phone 0': `mobile, mobile phone, mobile number, mobile telephone, mobilephone, cell, cell phone, cellphone,
    iphone, mobil, mobiltelefon, mobilnummer, mobilnr, mobiltlf, mobil telefon, mobil nr, handy, handynummer,
    telephone mobile, portable, tel portable, movil, telefono movil, cellulare, gsm, mobiel, matkapuhelin`,
  'phone 1': `phone, phone number, phonenumber, telephone, telephone number, telefon, telefonnummer, telefonnr, tel,
    telefon nr, tlf, tlf nr, tlfnr, telefono, telefoon, puhelin, numero de telephone`,
  'phone 2': `homephone, privattelefon, hemtelefon, hjemmetelefon, telefon hjemme`,
  'phone 3': `workphone, firmatelefon, arbejdstelefon, arbeidstelefon, jobbtelefon, arbetstelefon, company phone,
    telefon firma, hovedtelefon`,
  street: `street, street address, streetaddress, address street, address, adresse, adress, gade, gadenavn, vej,
    gadeadresse, gateadresse, gate, gata, gatuadress, strasse, anschrift, rue, calle, direccion, indirizzo, straat`,
  zipcode: `zip, zip code, zipcode, postal code, postalcode, postcode, post code, address postal code, address zip,
    postnr, postnummer, post nr, plz, postleitzahl, code postal, codigo postal, cap, postinumero`,
  birthday: `birthday, birth date, birthdate, date of birth, dob, fodselsdag, fodselsdato, fodt, fodelsedag, fodd,
    fodelsedatum, geburtstag, geburtsdatum, date de naissance, anniversaire, fecha de nacimiento, cumpleanos`,
  sex: 'sex, gender, kon, kjonn, geschlecht, sexe, sexo, sukupuoli',
  groups: `groups, group, group membership, categories, category, labels, label, tags, lists, grupper, gruppe, kategori,
    kategorier, gruppen, kategorie, kategorien, etiketter, etiketten, groupes, categorie, grupos, categorias`,
};

const FIELD_OF_HEADER: ReadonlyMap<string, Guess> = new Map(
  Object.entries(HEADERS).flatMap(([key, headers]) => {
    const [field, rank = '0'] = key.split(' ');
    const guess = { field: field as CsvField, rank: Number(rank) * 10 };
    return headers.split(/,\s*/).map((header) => [header, guess] as const);
  }),
);

// Of a person's addresses the one at home is taken before one that may be anybody's, and before the one at work.
const WORDS: readonly (readonly [number, string])[] = [
  [0, 'home private personal privat hjem hem hjemme primary primaer main value preferred'],
  [2, 'business work company arbejde arbeid arbete geschaftlich jobb travail professionnel firma'],
  [3, 'other anden andre andet annan ovrig weitere autre otro secondary'],
];
const RANK_OF_WORD: ReadonlyMap<string, number> = new Map(
  WORDS.flatMap(([rank, words]) => words.split(' ').map((word) => [word, rank] as const)),
);
const PLAIN_RANK = 1;

/** Guesses what a column holds by its header; undefined where nothing fits. */
export function guessField(header: string): Guess | undefined {
  const words = foldHeader(header).split(' ');
  const whole = FIELD_OF_HEADER.get(words.join(' '));
  if (whole !== undefined) return { ...whole, rank: whole.rank + PLAIN_RANK };
  const guess = FIELD_OF_HEADER.get(words.filter(isTelling).join(' '));
  if (guess === undefined) return undefined;
  const ranks = words.flatMap((word) => RANK_OF_WORD.get(word) ?? []);
  const number = Number(words.find((word) => NUMBER.test(word)) ?? 1);
  const rank = guess.rank + (ranks.length === 0 ? PLAIN_RANK : Math.max(...ranks)) + (number - 1) / 100;
  return { ...guess, rank };
}

const NUMBER = /^\d{1,2}$/;

function isTelling(word: string): boolean {
  return !RANK_OF_WORD.has(word) && !NUMBER.test(word);
}

/** A header without case, accents and marks. */
export function foldHeader(header: string): string {
  return header
    .toLowerCase()
    .replaceAll('ø', 'o')
    .replaceAll('æ', 'ae')
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
