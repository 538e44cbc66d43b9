import { SingleBar } from 'cli-progress';
import type { CopyStage, OnCopyProgress } from '../../db/copy/copy.ts';
import { type Host, note } from './host.ts';

const UNITS: Readonly<Record<CopyStage, string>> = {
  comparing: 'rows',
  copying: 'rows',
  building: 'indexes and foreign keys',
  verifying: 'tables',
};

/** How far a copy is, for who waits for it. */
export interface CopyProgress {
  readonly show: OnCopyProgress;
  /** Leaves the line to what comes next. */
  stop(): void;
}

/** Shows how far a copy is: a bar for each stage on a terminal, elsewhere a line for each tenth of one. */
export function showCopyProgress(host: Host): CopyProgress {
  return host.stderr.isTTY ? showBars(host) : { show: showLines(host), stop: () => undefined };
}

function showBars(host: Host): CopyProgress {
  let stage: CopyStage | undefined;
  let bar: SingleBar | undefined;
  return {
    show: (now, done, of) => {
      if (now !== stage) {
        bar?.stop();
        bar = new SingleBar({
          stream: host.stderr,
          format: `${now.padEnd(9)} {bar} {percentage}% | {value}/{total} ${UNITS[now]} | {eta_formatted} left`,
          hideCursor: null,
        });
        bar.start(of, 0);
        stage = now;
      }
      bar?.update(done);
    },
    stop: () => bar?.stop(),
  };
}

function showLines(host: Host): OnCopyProgress {
  let told = '';
  return (stage, done, of) => {
    const tenth = of === 0 ? 10 : Math.floor((done * 10) / of);
    if (`${stage} ${tenth}` === told) return;
    told = `${stage} ${tenth}`;
    note(host, `${stage}: ${done.toLocaleString('en')} of ${of.toLocaleString('en')} ${UNITS[stage]}`);
  };
}
