import { type ServerProcess, startServer } from './server-process.ts';

/** The servers that run by now: each is started when it is first asked for. */
export interface Fleet {
  get(name: string): Promise<ServerProcess>;
  stop(): Promise<void>;
}

/** Servers on one database. */
export function createFleet(databaseUrl: string): Fleet {
  const servers = new Map<string, Promise<ServerProcess>>();
  return {
    get: (name) => {
      const known = servers.get(name) ?? startServer(name, databaseUrl);
      servers.set(name, known);
      return known;
    },
    stop: async () => {
      const started = await Promise.allSettled(servers.values());
      servers.clear();
      await Promise.all(started.map((one) => (one.status === 'fulfilled' ? one.value.stop() : undefined)));
    },
  };
}
