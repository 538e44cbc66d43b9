import type { Command } from 'commander';
import type { OpenStore } from '../../db/connect.ts';
import type { Account } from '../../domain/account.ts';
import { DomainError } from '../../domain/errors.ts';
import { readConfig } from '../config.ts';
import type { Explanation } from '../migration/explain/explanation.ts';
import type { RefusedCall, SentCall } from '../migration/explain/read-call.ts';
import { readSent } from '../migration/explain/sent-text.ts';
import { CommandError, EXIT } from './exit.ts';
import { printExplanation } from './explain-output.ts';
import { type JsonOption, teach, withJson } from './help.ts';
import { type Host, note } from './host.ts';
import { getOpenAccount, withStore } from './store.ts';
import { readText } from './text-input.ts';

interface ExplainOptions extends JsonOption {
  readonly account?: string;
}

/** Adds `explain`. */
export function addExplainCommand(program: Command, host: Host): void {
  const command = program
    .command('explain')
    .description('Read a URL or a curl line from standard input, and say what it is in the other dialect.')
    .option('--account <name>', 'explain it for this account, whatever its credential')
    .action(async (options: ExplainOptions) => {
      const explanation = await explain(host, options);
      printExplanation(host, options.json === true, explanation);
    });
  teach(withJson(command), {
    examples: [
      'diglot explain < request.txt',
      "echo 'https://example.com/view/contact/api.json?contact=100' | diglot explain --account jane",
    ],
    notes: [
      'The answers of both dialects come from the address book as it is: what the request would change is\ntried and undone. Logins are not carried out: the documented answer is shown.',
      'Tokens, keys and passwords are never printed: LOGINTOKEN, KEY or PASSWORD stands in their place. Files\nthat a curl line names are not read.',
    ],
  });
}

async function explain(host: Host, options: ExplainOptions): Promise<Explanation> {
  // Loaded late, so that help comes without the dialects.
  const { dialects } = await import('../../dialects/index.ts');
  const { readCall } = await import('../migration/explain/read-call.ts');
  const { explainCall } = await import('../migration/explain/explain.ts');
  const config = readConfig(host.env);
  if (host.stdin.isTTY) note(host, 'Paste a URL or a curl line, then press Ctrl-D on a line of its own.');
  const call = await readCall(dialects, readSent(await readText(host)), config);
  if (!('operation' in call)) throw refusal(call);
  if (!call.operation.endpoint.needsCaller) return explainCall(call, dialects, undefined);
  return withStore(host, async (open) => {
    const account = await findAccount(open, call, options.account);
    const { rehearse } = open;
    return explainCall(call, dialects, { account, rehearse, answers: config.answers });
  });
}

const REASONS: Readonly<Record<number, string>> = {
  404: 'it has no operation at this path',
  405: 'it takes GET and POST alone',
};

function refusal({ dialect, status, code }: RefusedCall): CommandError {
  const reason = REASONS[status] ?? 'the request cannot be read';
  return new CommandError(
    EXIT.refused,
    `${dialect.name} answers this with HTTP ${status} (${code}): ${reason}.`,
  );
}

const INSTEAD = 'Give --account NAME to explain it for an account all the same.';

async function findAccount(open: OpenStore, call: SentCall, name: string | undefined): Promise<Account> {
  if (name !== undefined) return getOpenAccount(open, name);
  const credential = call.operation.dialect.credential.read(call.values);
  if (credential === undefined || credential.secret === '')
    throw new CommandError(EXIT.refused, `The request has no credential. ${INSTEAD}`);
  try {
    const { account } = await open.store.identify(credential);
    return await open.rehearse(
      account.id,
      async (store, caller) => (await store.findOwnAccount(caller)).value,
    );
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'account-disabled')
      throw new CommandError(EXIT.refused, 'The account of this credential is disabled.');
    if (error.code !== 'credential-invalid') throw error;
    throw new CommandError(EXIT.refused, `Nobody here has the credential of this request. ${INSTEAD}`);
  }
}
