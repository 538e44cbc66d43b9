import type { Dialect } from '../../../dialects/kernel/dialect.ts';
import { mapOperation } from '../mapping/mapping.ts';
import { tellCounterpart } from './explain-other.ts';
import {
  type Asked,
  answerByExample,
  answerLive,
  answerRefusal,
  type Counterpart,
  type Explanation,
  type ToldAnswer,
} from './explanation.ts';
import { createMask, maskValue, secretsOf } from './masks.ts';
import type { SentCall } from './read-call.ts';

/**
 * Explains a call and what it becomes in every other dialect. What it would change is tried, once for each dialect,
 * and undone. `asked` is undefined for an operation that needs no account. Rejects where the store does not answer.
 */
export async function explainCall(
  call: SentCall,
  dialects: readonly Dialect[],
  asked: Asked | undefined,
): Promise<Explanation> {
  const { dialect, endpoint } = call.operation;
  const counterparts: Counterpart[] = [];
  for (const other of dialects) {
    if (other === dialect) continue;
    const mapping = mapOperation(call.operation, other);
    counterparts.push(
      mapping === undefined ? noCounterpart(other) : await tellCounterpart(mapping, call, asked),
    );
  }
  const explanation: Explanation = {
    ...{ dialect: dialect.name, operation: endpoint.id, summary: endpoint.summary },
    ...{ account: asked?.account.userName ?? null, method: call.method, format: call.format },
    parameters: Object.entries(call.values).flatMap(([name, value = []]) =>
      [value].flat().map((text) => [name, text] as const),
    ),
    undeclared: call.undeclared,
    off: dialects.map(({ name }) => name).filter((name) => asked?.account.dialects[name]?.state === 'off'),
    answer: await answerOwn(call, asked),
    counterparts,
  };
  return maskValue(explanation, createMask(secretsOf(call.operation, call.values)));
}

function noCounterpart({ name }: Dialect): Counterpart {
  const nothing = { lost: [], demanded: [], elsewhere: [], differences: [] };
  return { dialect: name, operation: null, how: '', requests: [], ...nothing };
}

function answerOwn({ operation, values, failure }: SentCall, asked: Asked | undefined): Promise<ToldAnswer> {
  if (failure !== undefined) return answerRefusal(operation.dialect.presentFailure(failure, values).body);
  if (asked === undefined) return answerByExample(operation);
  const { account, answers, rehearse } = asked;
  return rehearse(account.id, (...stage) => answerLive(operation, values, answers, stage));
}
