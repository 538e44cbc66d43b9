import { SourceError } from '../records.ts';
import { createAnswerReader, type Envelope, type ListListener } from './answer.ts';
import { callPath, type VendorCredential, type VendorDialect } from './calls.ts';
import { callUrl, createExchange, VendorTrouble } from './http.ts';
import { retried, type VendorPatience } from './retry.ts';

type Values = Readonly<Record<string, string>>;

/** A list that is wanted, and what is to be done after each piece of it. */
export interface ListTaker extends ListListener {
  /** Before an answer, which may be one more try of the last. */
  begin(): Promise<void>;
  afterPiece(): Promise<void>;
}

/** Calls of a vendor in the name of one credential. */
export interface Session {
  /** Has the vendor list; rejects with a `SourceError` where all of it can't be had. */
  fetchList(endpointId: string, taker: ListTaker): Promise<void>;
  /** Ends what a login of ours began. Never rejects. */
  close(): Promise<void>;
}

/** The vendor has understood the call and refuses it. */
class VendorRefusal extends SourceError {
  readonly code: string;

  constructor(path: string, code: string) {
    super(`The vendor refuses ${path}: ${code}.`);
    this.name = 'VendorRefusal';
    this.code = code;
  }
}

/** Makes the session; nothing is called yet. Throws a `SourceError` where the vendor takes no such credential. */
export function createSession(
  vendor: VendorDialect,
  base: URL,
  credential: VendorCredential,
  patience: VendorPatience,
  onNote: (message: string) => void,
): Session {
  const { reader, login } = vendor;
  const own = vendor.findValues(credential);
  if (own === undefined && (login === undefined || credential.kind !== 'password')) {
    throw new SourceError(`The ${vendor.dialect.title} is read with ${vendor.takes}.`);
  }
  const exchange = createExchange(base, patience.silenceMs);
  let token: string | undefined;

  const askOnce = async (endpointId: string, values: Values, taker?: ListTaker): Promise<Envelope> => {
    const path = callPath(vendor, endpointId);
    await taker?.begin();
    const answer = createAnswerReader(taker);
    const { envelope, hasList } = await exchange(
      { path, values },
      {
        take: async (bytes) => {
          answer.write(bytes);
          await taker?.afterPiece();
        },
        end: answer.end,
      },
    );
    const verdict = reader.readVerdict(envelope);
    if (typeof verdict === 'object') {
      if (!reader.passing.includes(verdict.refused)) throw new VendorRefusal(path, verdict.refused);
      throw new VendorTrouble(`was refused with ${verdict.refused}`, { passes: true });
    }
    if (verdict === undefined || (taker !== undefined && !hasList)) {
      throw new VendorTrouble('was answered with something else than was asked for', { passes: true });
    }
    return envelope;
  };

  const ask = (endpointId: string, values: () => Promise<Values>, taker?: ListTaker) =>
    retried(`The call to ${callUrl(base, callPath(vendor, endpointId)).href}`, patience, onNote, async () =>
      askOnce(endpointId, await values(), taker),
    );

  const logIn = async (): Promise<Values> => {
    if (own !== undefined) return own;
    // Both are there, or the session would not be.
    if (login === undefined || credential.kind !== 'password') return {};
    if (token === undefined) {
      const values = login.loginValues(credential.user, credential.password);
      token = login.findToken(await ask(login.login, async () => values));
    }
    if (token === undefined) throw new SourceError('The vendor answers the login without a login token.');
    return login.tokenValues(token);
  };

  return {
    fetchList: async (endpointId, taker) => {
      try {
        await ask(endpointId, logIn, taker);
      } catch (error) {
        const hasExpired = error instanceof VendorRefusal && error.code === login?.expired;
        if (!hasExpired || token === undefined) throw error;
        token = undefined;
        onNote('The login token of the vendor has expired: logging in once more.');
        await ask(endpointId, logIn, taker);
      }
    },
    close: async () => {
      if (token === undefined || login === undefined) return;
      await askOnce(login.logout, login.tokenValues(token)).catch(() => undefined);
    },
  };
}
