import type { Random } from './chaos-random.ts';

type Garbling = (body: Buffer, random: Random) => Buffer;

const MOST_FLIPS = 8;
const FLIPPED_BITS = 0xff;
/** No byte of UTF-8. */
const NO_UTF8 = Buffer.from([0xff, 0xc0]);
const PAGE = Buffer.from(
  '<br />\n<b>Warning</b>: mysql_connect(): Too many connections in <b>/www/db.php</b>',
);

const flip: Garbling = (body, random) => {
  const garbled = Buffer.from(body);
  for (let left = random.from(1, MOST_FLIPS); left > 0; left -= 1) {
    const place = random.from(0, body.length - 1);
    garbled[place] = (garbled[place] ?? 0) ^ random.from(1, FLIPPED_BITS);
  }
  return garbled;
};

const drop: Garbling = (body, random) => {
  const [from, to] = pickRange(body, random);
  return Buffer.concat([body.subarray(0, from), body.subarray(to)]);
};

const double: Garbling = (body, random) => {
  const [from, to] = pickRange(body, random);
  return Buffer.concat([body.subarray(0, to), body.subarray(from)]);
};

function insert(piece: Buffer): Garbling {
  return (body, random) => {
    const place = random.from(0, body.length);
    return Buffer.concat([body.subarray(0, place), piece, body.subarray(place)]);
  };
}

const GARBLINGS = [flip, drop, double, insert(NO_UTF8), insert(PAGE)] as const;

/**
 * Spoils the bytes of an answer so that it is no UTF-8 or no JSON any more. Never but so: an answer that says
 * something else, and says it well, nobody could tell from a true one.
 */
export function garble(body: Buffer, random: Random): Buffer {
  for (;;) {
    const garbled = random.pick(GARBLINGS)(body, random);
    if (!isWhole(garbled)) return garbled;
  }
}

// Without one of these nothing is told; any other a vendor may leave out where it has nothing to say.
const MEMBER =
  /(?<=")(?:contacts|contactid|contactgroupid|fullname|controlcontact|controlgroup|responsestatus)(?=":)/g;

/** Misspells the name of one member that no answer can do without; the rest is good JSON. */
export function misspell(body: Buffer, random: Random): Buffer {
  const text = body.toString();
  const [first, ...others] = text.matchAll(MEMBER);
  if (first === undefined) return garble(body, random);
  const { index, 0: name } = random.pick([first, ...others]);
  return Buffer.from(`${text.slice(0, index)}${name.slice(0, -1)}_${text.slice(index + name.length)}`);
}

function pickRange({ length }: Buffer, random: Random): readonly [from: number, to: number] {
  const from = random.from(0, length - 1);
  return [from, random.from(from + 1, length)];
}

function isWhole(body: Buffer): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return true;
  } catch {
    return false;
  }
}
