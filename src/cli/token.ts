import type { Command } from 'commander';
import { TOKEN_HEADS } from './account-rows.ts';
import { listCredentials, revokeAllTokens, revokeCredential } from './credentials.ts';
import { CommandError, EXIT } from './exit.ts';
import { type JsonOption, NAME_HELP, teach, withJson } from './help.ts';
import type { Host } from './host.ts';
import { parseId } from './values.ts';

/** Adds `token list` and `revoke`. */
export function addTokenCommands(token: Command, host: Host): void {
  const list = token
    .command('list')
    .description('Print the login tokens of an account that are alive, never the tokens themselves.')
    .argument('<name>', NAME_HELP)
    .action((name: string, options: JsonOption) =>
      listCredentials(host, name, 'token', TOKEN_HEADS, options),
    );
  teach(withJson(list), { examples: ['diglot token list jane', 'diglot token list jane --json'] });
  const revoke = token
    .command('revoke')
    .description('End one login token of an account, or all of them, at once.')
    .argument('<name>', NAME_HELP)
    .argument('[id]', 'number of the token, as the list shows it', parseId)
    .option('--all', 'end all login tokens of the account')
    .action(async (name: string, id: number | undefined, options: { readonly all?: true }) => {
      if (options.all ? id !== undefined : id === undefined) {
        throw new CommandError(EXIT.usage, 'Give either the number of a token or --all.');
      }
      if (id === undefined) await revokeAllTokens(host, name);
      else await revokeCredential(host, name, 'token', id);
    });
  teach(revoke, {
    examples: ['diglot token revoke jane 57', 'diglot token revoke jane --all'],
    notes: ['A person whose token has ended logs in again; API keys stay as they are.'],
  });
}
