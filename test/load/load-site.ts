import { join } from 'node:path';
import { cleanUp, makeFolder } from '../support/embedded-site.ts';
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts';
import { addLoadBooks, type LoadBooks } from './load-books.ts';

/** A gateway of a program's own, with accounts to load it by. */
export interface LoadSite extends Pick<LoadBooks, 'mix'> {
  readonly gateway: GatewayProcess;
  /** Stops the gateway and removes what was made; resolves to the gateway's exit code. */
  close(): Promise<number | null>;
}

/** On the Postgres at `DATABASE_URL`, else on an embedded one in a temporary directory. */
export async function openLoadSite(settings: Readonly<Record<string, string>> = {}): Promise<LoadSite> {
  const { DATABASE_URL } = process.env;
  const store =
    DATABASE_URL === undefined ? { DATA_DIR: join(await makeFolder(), 'data') } : { DATABASE_URL };
  const env = { ...store, OPS_PORT: '0', ...settings };
  const gateway = await startGatewayProcess(env);
  try {
    const { mix, remove } = await addLoadBooks(env, gateway.port);
    return {
      gateway,
      mix,
      close: async () => {
        await remove();
        // Not SIGTERM, which lets a load balancer finish first.
        gateway.kill('SIGINT');
        const exitCode = await gateway.exited;
        await cleanUp();
        return exitCode;
      },
    };
  } catch (error) {
    gateway.kill('SIGKILL');
    await cleanUp();
    throw error;
  }
}
