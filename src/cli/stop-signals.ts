import { EXIT } from './exit.ts';
import type { Host } from './host.ts';

/** By these an operator or the system asks a program to end. */
export const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** The wish of the operator or the system that the program ends. */
export interface StopSignals {
  /** Resolves to the first signal. */
  readonly asked: Promise<NodeJS.Signals>;
  isAsked(): boolean;
  /** Gives the signals back to the system. */
  release(): void;
}

/** Watches for SIGTERM and SIGINT, from the start on so that none is lost; a second one exits at once. */
export function watchStopSignals(host: Host): StopSignals {
  let asked = false;
  let tell: (signal: NodeJS.Signals) => void;
  const promise = new Promise<NodeJS.Signals>((resolve) => {
    tell = resolve;
  });
  const listen = (signal: NodeJS.Signals) => {
    if (asked) host.exit(EXIT.fault);
    asked = true;
    tell(signal);
  };
  for (const signal of STOP_SIGNALS) host.on(signal, listen);
  return {
    asked: promise,
    isAsked: () => asked,
    release: () => {
      for (const signal of STOP_SIGNALS) host.off(signal, listen);
    },
  };
}
