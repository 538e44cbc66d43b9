import type { Readable } from 'node:stream';
import type { Region } from '../../../domain/phone.ts';
import type { Source, SourceContact, SourceRecord } from '../records.ts';
import { createFaults } from './faults.ts';
import { type InputFile, openInputFile } from './input-file.ts';
import { createLosses, type Losses } from './losses.ts';
import { createKeyOfContent, createMentionedGroups, identityOf } from './source-keys.ts';
import { type CardText, readContactFields, sortProperties } from './vcard-contact.ts';
import { type CardGroups, createCardGroups, foldUid, isGroupCard, ownIdentity } from './vcard-groups.ts';
import { type CardLines, readCards } from './vcard-lines.ts';
import { readCard } from './vcard-properties.ts';

export interface VcardOptions {
  /** Read where the path is `-`. */
  readonly stdin: Readable;
  /** Home region of national phone numbers. */
  readonly region: Region;
  /** Told what the person should know, with texts of the file, such as what was left out. */
  readonly onNote: (message: string) => void;
}

/** Opens a file of vCards (2.1, 3.0 or 4.0). Rejects with a `SourceError` where it can't be read. */
export async function openVcardSource(
  path: string,
  { stdin, region, onNote }: VcardOptions,
): Promise<Source> {
  const file = await openInputFile(path, stdin);
  return {
    name: 'vcard',
    title: file.title,
    notShown: [],
    total: () => ({ unit: 'bytes', count: file.bytes }),
    done: file.done,
    read: async function* () {
      const groups = await findGroups(file);
      yield* groups.records;
      const losses = createLosses();
      const others = new Set<string>();
      const readContact = createReadContact(groups, region, losses, others);
      for await (const lines of readCards(file)) for (const record of readContact(lines)) yield record;
      losses.tell(onNote);
      if (others.size > 0)
        onNote(`Left out, for an address book here has no place for it: ${[...others].join(', ')}.`);
    },
    close: file.close,
  };
}

const TELLS_OF_KIND = /^(?:[\w-]+\.)?(?:X-ADDRESSBOOKSERVER-)?KIND[;:]/i;

/** Cards of groups may come after those of their members: they are looked for before all else. */
async function findGroups(file: InputFile): Promise<CardGroups> {
  const groups = createCardGroups();
  for await (const lines of readCards(file)) {
    if (!lines.lines.some((line) => TELLS_OF_KIND.test(line))) continue;
    const card = sortProperties(readCard(lines).properties);
    if (isGroupCard(card)) groups.add(card, placeOf(lines));
  }
  return groups;
}

function placeOf({ line }: CardLines): string {
  return `line ${line}`;
}

/** Without meaning of their own here. */
const OF_NO_WEIGHT = /^(?:VERSION|PRODID|REV|PROFILE|SORT-STRING|X-ABLABEL|X-ABADR|X-ABSHOWAS|CLIENTPIDMAP)$/;

function createReadContact(
  groups: CardGroups,
  region: Region,
  losses: Losses,
  others: Set<string>,
): (lines: CardLines) => readonly SourceRecord[] {
  const keyOfContent = createKeyOfContent();
  const mentioned = createMentionedGroups();
  return (lines) => {
    const place = placeOf(lines);
    const read = readCard(lines);
    const card = sortProperties(read.properties);
    if (isGroupCard(card)) return [];
    const { faults, onFault } = createFaults();
    if (!lines.ended) onFault('name', 'stands in a card that has no END:VCARD', card.first('FN'));
    for (const name of read.others) if (!OF_NO_WEIGHT.test(name)) others.add(name);
    const onLoss = (what: string) => losses.note(what, place);
    if (read.unreadable.length > 0) onLoss('A line that is no property of a card is left out');
    const { name, email, phone, street, zipcode, birthdaySeconds, sex } = readContactFields(
      card,
      region,
      onFault,
      onLoss,
    );
    const { added, keys } = readGroups(card, groups, mentioned, place);
    const uid = foldUid(card.first('UID'));
    const identity = identityOf(ownIdentity(card), () =>
      uid === '' ? keyOfContent(JSON.stringify(read.properties)) : `uid:${uid}`,
    );
    const fields = { name, email, phone, street, zipcode, birthdaySeconds, sex };
    const shown = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    const contact: SourceContact = { kind: 'contact', place, identity, faults, fields: shown, groups: keys };
    return [...added, contact];
  };
}

/** A contact's groups by their keys, and those that no card but this one tells of so far. */
function readGroups(
  card: CardText,
  groups: CardGroups,
  mentioned: ReturnType<typeof createMentionedGroups>,
  place: string,
) {
  const names = card
    .list('CATEGORIES')
    .flatMap(({ parts }) => parts.flat())
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const listed = groups.listOf(card);
  const listedNames = new Set(listed.map((key) => groups.categoryOf(key)));
  // What a card of a group is called by is that group, not another of its name.
  const others = names.filter((name) => !listedNames.has(name));
  const byName = others.flatMap((name) => groups.findByCategory(name) ?? []);
  const unknown = others.filter((name) => groups.findByCategory(name) === undefined);
  const { added, keys } = mentioned.take(
    unknown.map((name) => ({ name })),
    place,
  );
  return { added, keys: [...new Set([...listed, ...byName, ...keys])] };
}
