import { setTimeout as sleep } from 'node:timers/promises';
import { type Credentials, createCaller } from './callers.ts';
import {
  addContact,
  createContact,
  type Desk,
  deleteContact,
  editContact,
  type Operation,
  updateContact,
} from './contact-operations.ts';
import {
  addGroup,
  createGroup,
  deleteGroup,
  joinGroup,
  joinGroups,
  leaveGroups,
  renameGroup,
} from './group-operations.ts';
import { type Ledger, pickOne } from './ledger.ts';
import { logInForKey, logInForToken, logOut } from './login-operations.ts';

/** Programs that write through both dialects at the same time, each to things of its own. */
export interface Writers {
  readonly accounts: readonly Credentials[];
  /** What the writers of an account have made. */
  ledgersOf(account: Credentials): readonly Ledger[];
  /** What was answered otherwise than it may be. */
  readonly faults: string[];
  acknowledged(): number;
  unknown(): number;
  /** The longest that any answer took, in ms. */
  slowestMs(): number;
  /** Lets them write until they are stopped, or, where the gateway may die, until it does not answer them. */
  begin(options: { readonly gatewayMayDie: boolean }): WritersAtWork;
}

export interface WritersAtWork {
  /** Resolves once this many more calls were acknowledged. */
  achieve(count: number): Promise<void>;
  /** Resolves when each has had the answer of its last call. */
  stop(): Promise<void>;
}

const WRITERS_OF_ACCOUNT = 4;
// A client that is told to wait does, if not for long.
const PAUSE_MS = 25;

/** The more often an operation is named, the more often it is done. */
const OPERATIONS: readonly Operation[] = [
  ...[createContact, createContact, addContact, addContact, deleteContact, deleteContact],
  ...[editContact, editContact, updateContact, updateContact],
  ...[createGroup, createGroup, addGroup, renameGroup, deleteGroup],
  ...[joinGroups, joinGroups, joinGroups, joinGroup, joinGroup, leaveGroups],
  ...[logInForToken, logInForKey, logOut],
];

/** Makes several writers for each account. */
export function createWriters(accounts: readonly Credentials[], origin: () => string): Writers {
  const faults: string[] = [];
  const counts = { done: 0, unknown: 0 };
  let slowestMs = 0;
  const noteTime = (tookMs: number) => {
    slowestMs = Math.max(slowestMs, tookMs);
  };
  const desks = accounts.flatMap((account, index) =>
    Array.from({ length: WRITERS_OF_ACCOUNT }, (_, place) =>
      createDesk(`w${index}${place}`, createCaller(account, origin, noteTime)),
    ),
  );
  return {
    accounts,
    ledgersOf: ({ id }) => desks.flatMap(({ caller, ledger }) => (caller.account.id === id ? [ledger] : [])),
    faults,
    acknowledged: () => counts.done,
    unknown: () => counts.unknown,
    slowestMs: () => slowestMs,
    begin: ({ gatewayMayDie }) => {
      let isStopped = false;
      let onDone: () => void = () => undefined;
      const work = async (desk: Desk): Promise<void> => {
        while (!isStopped) {
          const answer = await carryOutAny(desk);
          counts[answer.outcome] += 1;
          if (answer.outcome === 'done') onDone();
          else if (answer.answered) await sleep(PAUSE_MS);
          else if (gatewayMayDie) return;
          else throw new Error('the gateway broke a connection off');
        }
      };
      const note = (error: unknown) => {
        faults.push(String(error));
      };
      const working = Promise.all(desks.map((desk) => work(desk).catch(note)));
      return {
        achieve: (count) => {
          const goal = counts.done + count;
          const achieved = new Promise<void>((resolve) => {
            onDone = () => {
              if (counts.done >= goal) resolve();
            };
          });
          return Promise.race([achieved, working.then(() => undefined)]);
        },
        stop: async () => {
          isStopped = true;
          await working;
        },
      };
    },
  };
}

function createDesk(name: string, caller: Desk['caller']): Desk {
  let used = 0;
  return {
    name,
    caller,
    ledger: { contacts: [], groups: [], credentials: [] },
    next: () => {
      used += 1;
      return used;
    },
  };
}

/** A contact can always be made, whatever else has nothing to work on. */
async function carryOutAny(desk: Desk) {
  for (;;) {
    const answer = await (pickOne(OPERATIONS) ?? createContact)(desk);
    if (answer !== undefined) return answer;
  }
}
