import { cleanUp } from '../../support/embedded-site.ts';
import { type ServingProgram, startServing } from '../../support/run-program.ts';
import { thawServers } from './server-processes.ts';
import type { FaultyStore } from './stores.ts';

/** A gateway that a test may kill and start again. */
export interface FaultyGateway {
  /** Where it is reached now: another port after each start. */
  origin(): string;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
  /** Starts it; resolves to how long it took until it was ready, in ms. */
  start(): Promise<number>;
  /** Ends it in good order; resolves to its exit code. */
  stop(): Promise<number | null>;
}

const running = new Set<ServingProgram>();

/** Starts a gateway on a store, with every other setting at its default. */
export async function startGateway(store: FaultyStore): Promise<FaultyGateway> {
  let { program, origin } = await launch(store);
  return {
    origin: () => origin,
    kill: async () => {
      await program.stop('SIGKILL');
      running.delete(program);
    },
    start: async () => {
      const began = performance.now();
      ({ program, origin } = await launch(store));
      return performance.now() - began;
    },
    stop: async () => {
      const exitCode = await program.stop('SIGINT');
      running.delete(program);
      return exitCode;
    },
  };
}

/** Starts the program on a store and keeps it for `tidyUp`, whether or not it comes to listen. */
export function launchProgram(store: Pick<FaultyStore, 'env'>): ServingProgram {
  const program = startServing({ PORT: '0', ...store.env });
  running.add(program);
  return program;
}

/** Ends what a test has left: gateways first, since they would start their server again. */
export async function tidyUp(): Promise<void> {
  await thawServers();
  for (const program of running) await program.stop('SIGKILL');
  running.clear();
  await cleanUp();
}

/** Tells whether a gateway says that it is ready. */
export async function isReady(origin: string): Promise<boolean> {
  return (await fetch(`${origin}/readyz`)).status === 200;
}

async function launch(store: FaultyStore): Promise<{ program: ServingProgram; origin: string }> {
  const program = launchProgram(store);
  const origin = await program.origin();
  while (!(await isReady(origin)));
  return { program, origin };
}
