import type { Answer } from './callers.ts';

/** What a caller knows of one thing that it made: the states that it may be in. */
export interface Thing<State, Id> {
  /** A text of its own that never changes, by which it is found whether or not its making was answered. */
  readonly mark: string;
  id(): Id | undefined;
  /** Its state, where it is there and that is sure. */
  certain(): State | undefined;
  /** Every state that it may be in; undefined where it may be gone. */
  possible(): readonly (State | undefined)[];
  /** A call was made that changes it so: after an unknown outcome it may have been changed or not. */
  note(outcome: Answer['outcome'], change: (state: State | undefined) => State | undefined): void;
  /** It has been looked at: this is how it is. */
  settle(state: State | undefined, id: Id | undefined): void;
}

export interface ContactState {
  readonly name: string;
  readonly street: string | null;
  readonly msisdn: number | null;
  /** The marks of its groups, sorted; some may have been deleted since. */
  readonly groups: readonly string[];
}

export interface GroupState {
  readonly name: string;
}

/** A token or key that a login gave; nothing of it ever changes. */
export interface CredentialState {
  readonly kind: 'token' | 'key';
}

/** A group's two ids; which of them is known depends on who made it. */
export interface GroupIds {
  readonly number?: number;
  readonly text?: string;
}

/** Everything that one writer has made so far. */
export interface Ledger {
  readonly contacts: Thing<ContactState, number>[];
  readonly groups: Thing<GroupState, GroupIds>[];
  readonly credentials: Thing<CredentialState, string>[];
}

/** A thing that is about to be made. */
export function createThing<State, Id>(mark: string): Thing<State, Id> {
  let states: readonly (State | undefined)[] = [undefined];
  let known: Id | undefined;
  return {
    mark,
    id: () => known,
    certain: () => (states.length === 1 ? states[0] : undefined),
    possible: () => states,
    note: (outcome, change) => {
      const changed = states.map(change);
      states = outcome === 'done' ? changed : [...states, ...changed];
    },
    settle: (state, id) => {
      states = [state];
      known = id ?? known;
    },
  };
}

/** Things that are there for sure and can be named, to do something with. */
export function listUsable<State, Id>(things: readonly Thing<State, Id>[]): readonly Thing<State, Id>[] {
  return things.filter((thing) => thing.certain() !== undefined && thing.id() !== undefined);
}

/** Any of them. */
export function pickOne<T>(items: readonly T[]): T | undefined {
  return items[Math.floor(Math.random() * items.length)];
}
