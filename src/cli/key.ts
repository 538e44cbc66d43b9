import type { Command } from 'commander';
import { createSecret } from '../../domain/credential.ts';
import { KEY_HEADS, presentCredential } from './account-rows.ts';
import { listCredentials, revokeCredential } from './credentials.ts';
import { type JsonOption, NAME_HELP, teach, withJson } from './help.ts';
import { type Host, note } from './host.ts';
import { printJson } from './output.ts';
import { readKey } from './secret-input.ts';
import { getAccount, withStore } from './store.ts';
import { checkDescription, parseId } from './values.ts';

/** Adds `key add`, `list` and `revoke`. */
export function addKeyCommands(key: Command, host: Host): void {
  addAdd(key, host);
  const list = key
    .command('list')
    .description('Print the API keys of an account: what is known of them, never the keys themselves.')
    .argument('<name>', NAME_HELP)
    .action((name: string, options: JsonOption) => listCredentials(host, name, 'key', KEY_HEADS, options));
  teach(withJson(list), { examples: ['diglot key list jane', 'diglot key list jane --json'] });
  const revoke = key
    .command('revoke')
    .description('End an API key at once.')
    .argument('<name>', NAME_HELP)
    .argument('<id>', 'number of the key, as the list shows it', parseId)
    .action((name: string, id: number) => revokeCredential(host, name, 'key', id));
  teach(revoke, { examples: ['diglot key revoke jane 12'] });
}

interface AddOptions extends JsonOption {
  readonly description?: string;
  readonly keyStdin?: true;
}

function addAdd(key: Command, host: Host): void {
  const command = key
    .command('add')
    .description('Give an account a new API key and print it, this once.')
    .argument('<name>', NAME_HELP)
    .option('--description <text>', 'what the key is for')
    .option('--key-stdin', 'take over an existing key, read from standard input, and print none')
    .action((name: string, options: AddOptions) => addKey(host, name, options));
  teach(withJson(command), {
    examples: [
      'diglot key add jane --description "web shop"',
      'KEY=$(diglot key add jane)',
      'diglot key add jane --key-stdin < key.txt',
    ],
    notes: [
      'A key that is taken over is 8 to 255 printable ASCII characters without blanks, and belongs to no\nother account. Only a hash is stored: a key that is lost can be replaced, not read.',
    ],
  });
}

async function addKey(host: Host, name: string, options: AddOptions): Promise<void> {
  const description = checkDescription(options.description);
  const taken = options.keyStdin ? await readKey(host) : undefined;
  const secret = taken ?? createSecret();
  const record = await withStore(host, async (open) => {
    const { id } = await getAccount(open, name);
    return open.store.addCredential(id, 'key', secret, description);
  });
  // A key that was read is no news to whoever gave it: only a new one is told.
  const issued = taken === undefined ? { key: secret } : {};
  if (options.json) printJson(host, { ...presentCredential(record), ...issued });
  else if (taken === undefined) host.stdout.write(`${secret}\n`);
  const hint = taken === undefined ? 'It is shown this once: keep it now.' : 'It was taken over.';
  note(host, `The key has the number ${record.id}. ${hint}`);
}
