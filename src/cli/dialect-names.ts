import { CommandError, EXIT } from './exit.ts';
import { showText } from './output.ts';

/** The names of all dialects. Loaded late, so that help and refusals come without what else they are. */
export async function listDialectNames(): Promise<readonly string[]> {
  const { dialects } = await import('../../dialects/index.ts');
  return dialects.map(({ name }) => name);
}

/** Checks the name of a dialect. Rejects with a `CommandError` that names them all. */
export async function checkDialectName(text: string): Promise<string> {
  const names = await listDialectNames();
  if (names.includes(text)) return text;
  const message = `There is no dialect "${showText(text)}": write ${names.join(' or ')}.`;
  throw new CommandError(EXIT.usage, message);
}
