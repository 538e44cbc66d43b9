import { listDialcodes } from '../../domain/phone.ts';
import type { EncodedCall } from './encode.ts';
import { filemailError, filemailFormat } from './filemail-answers.ts';
import { filemailOutcomes } from './filemail-oracle.ts';
import type { Wanted } from './judge.ts';
import type { Account, Outcome } from './oracle.ts';
import { txtyError } from './txty-answers.ts';
import { txtyOutcomes } from './txty-oracle.ts';

interface ExpectedAnswers {
  readonly wanted: Wanted;
  readonly outcomes: readonly Outcome[];
}

/** Every answer to a call that the contract allows, and how it must be written. */
export function expectedAnswers(call: EncodedCall, account: Account): ExpectedAnswers {
  const { target, received, beforeBody, refusal, path } = call;
  const isTxty = target.dialect.name === 'txty';
  if (refusal !== undefined) {
    const wanted = isTxty ? txtyFormat(path) : filemailFormat(beforeBody);
    return { wanted, outcomes: [{ ...(isTxty ? TXTY : FILEMAIL)[refusal], status: STATUS[refusal] }] };
  }
  const { id } = target.endpoint;
  if (!isTxty) return { wanted: filemailFormat(received), outcomes: filemailOutcomes(id, received, account) };
  const wanted = txtyFormat(path);
  const outcomes = id === 'get.dialcodes' ? [dialcodes(wanted)] : txtyOutcomes(id, received, account);
  return { wanted, outcomes };
}

const STATUS = { 'not-found': 404, 'method-not-allowed': 405, unreadable: 400 } as const;

const TXTY = {
  'not-found': txtyError('PAGE_NOT_FOUND'),
  'method-not-allowed': txtyError('METHOD_NOT_ALLOWED'),
  unreadable: txtyError('REQUEST_INVALID'),
} as const;

const FILEMAIL = {
  'not-found': filemailError('NotFound'),
  'method-not-allowed': filemailError('NotFound'),
  unreadable: filemailError('InvalidParameter'),
} as const;

function txtyFormat(path: string): Wanted {
  return { format: path.endsWith('.xml') ? 'xml' : 'json' };
}

const DIALCODES = listDialcodes().map(({ dialcode, region, country }) => ({
  dialcode,
  cciso: region,
  country,
}));

/** In JSON the list stands bare. */
function dialcodes({ format }: Wanted): Outcome {
  return { status: 200, body: format === 'xml' ? { dialcodes: DIALCODES } : DIALCODES };
}
