import { type Book, type Borrowed, findMade, parametersFor } from './book.ts';
import { createCallWriter } from './call-writing.ts';
import { listOperations, type MixedOperation, type Thing } from './mix-roles.ts';
import type { LoadReply } from './reply-reader.ts';

/** A call that is ready to be sent. */
export interface PlannedCall {
  readonly operation: string;
  readonly request: string;
  /** True where the answer is a success of this operation. */
  succeeds(reply: LoadReply): boolean;
  /** Must be told of the answer, or that there was none, once. */
  settle(reply: LoadReply | undefined): void;
}

/** Where calls come from. */
export interface Mix {
  /** Every operation, by its weight. */
  next(): PlannedCall;
  /** A call that makes such a thing; undefined where the book holds enough of them. */
  planMaking(book: Book, thing: Thing): PlannedCall | undefined;
}

interface Source extends MixedOperation {
  readonly write: ReturnType<typeof createCallWriter>;
}

/** Mixes all operations of all dialects over these books; `pickBook` says in whose name the next one is. */
export function createMix(pickBook: () => Book): Mix {
  const sources = listOperations().map((operation) => ({ ...operation, write: createCallWriter(operation) }));
  const pickSource = createPick(sources);
  const reads = createPick(sources.filter(({ role }) => !role.makes && !role.uses && !role.ends));
  const makers = (thing: Thing) => sources.filter(({ role }) => role.makes === thing);
  return {
    next: () => {
      const book = pickBook();
      // What can't be done now, for want of a thing or of room, is replaced by what needs neither.
      return plan(pickSource(), book) ?? plan(reads(), book) ?? fail('a read needs nothing');
    },
    planMaking: (book, thing) => {
      const [maker] = makers(thing);
      return maker === undefined ? undefined : plan(maker, book);
    },
  };
}

function fail(message: string): never {
  throw new Error(message);
}

function createPick(sources: readonly Source[]): () => Source {
  const total = sources.reduce((sum, { role }) => sum + role.weight, 0);
  return () => {
    let left = Math.random() * total;
    for (const source of sources) {
      left -= source.role.weight;
      if (left < 0) return source;
    }
    return sources[0] ?? fail('there are operations');
  };
}

function plan(source: Source, book: Book): PlannedCall | undefined {
  const { makes, ends, uses = [] } = source.role;
  const borrowed: Borrowed = {};
  const doubtful = ends === undefined ? undefined : book.pools[ends].borrowDoubtful();
  if (ends !== undefined && doubtful !== undefined) borrowed[ends] = doubtful;
  for (const thing of ends === undefined || doubtful !== undefined ? uses : [ends, ...uses]) {
    const item = book.pools[thing].borrow();
    if (item === undefined) return giveUp(book, borrowed);
    borrowed[thing] = item;
  }
  if (makes !== undefined && !book.pools[makes].reserve()) return giveUp(book, borrowed);
  const { request, isSuccess } = source.write(parametersFor(source, book, borrowed));
  const succeeds = ({ status, body }: LoadReply) =>
    status === 200 &&
    // What may be gone already need not be found.
    (doubtful !== undefined || isSuccess(body)) &&
    (makes === undefined || findMade(makes, body) !== undefined);
  return {
    operation: source.name,
    request,
    succeeds,
    settle: (reply) => {
      const whole = reply !== undefined && succeeds(reply);
      for (const thing of uses) give(book, thing, borrowed[thing]);
      if (ends !== undefined) settleEnd(book, ends, borrowed[ends], whole);
      if (makes !== undefined) settleMaking(book, makes, whole ? findMade(makes, reply.body) : undefined);
    },
  };
}

function giveUp(book: Book, borrowed: Borrowed): undefined {
  for (const [thing, item] of Object.entries(borrowed)) give(book, thing as Thing, item);
}

function give(book: Book, thing: Thing, item: string | undefined): void {
  if (item !== undefined) book.pools[thing].giveBack(item);
}

function settleEnd({ pools }: Book, thing: Thing, item: string | undefined, whole: boolean): void {
  if (whole) pools[thing].release();
  else if (item !== undefined) pools[thing].doubt(item);
}

function settleMaking({ pools }: Book, thing: Thing, made: string | undefined): void {
  if (made === undefined) pools[thing].release();
  else pools[thing].add(made);
}
