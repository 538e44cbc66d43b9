import type { ParameterValues } from '../../../dialects/kernel/parameters.ts';
import type { Ref } from '../../../domain/contact.ts';
import { lostOfEveryCall, type Mapping } from '../mapping/mapping.ts';
import {
  describeDemanded,
  describeElsewhere,
  describeEveryCall,
  describeHidden,
  describeLost,
  describeLostOfEveryCall,
} from '../mapping/words.ts';
import {
  type Asked,
  answerByExample,
  answerLive,
  type Counterpart,
  type Stage,
  type Told,
} from './explanation.ts';
import { placeholder } from './masks.ts';
import type { SentCall } from './read-call.ts';
import { toCurlLine, writeRequest } from './request-line.ts';
import { type Lookup, translateValues } from './translate.ts';

const START = { groupId: 0, memberId: 0 };

/** The same call in another dialect, carried out for the account where there is one. */
export async function tellCounterpart(
  mapping: Mapping,
  call: SentCall,
  asked: Asked | undefined,
): Promise<Counterpart> {
  const { from, to } = mapping;
  // A secret of another kind can't be made of the one that was sent.
  const needsSecret = mapping.demanded.some(({ secret }) => secret);
  const requests =
    asked === undefined || needsSecret || !to.endpoint.needsCaller
      ? await tellExample(mapping, call, asked)
      : await tellLive(mapping, call, asked);
  const isSent = (name: string) => call.values[name] !== undefined;
  const given = requests[0]?.parameters.map(([name]) => name) ?? [];
  const narrowed = {
    ...mapping,
    lost: mapping.lost.filter(({ name }) => isSent(name)),
    demanded: mapping.demanded.filter(({ name }) => !given.includes(name)),
  };
  const quirks = mapping.quirks.filter(({ parameter }) => parameter === undefined || isSent(parameter));
  return {
    ...{ dialect: to.dialect.name, operation: to.endpoint.id, how: mapping.how, requests },
    lost: [
      ...describeLost(narrowed),
      ...describeLostOfEveryCall(lostOfEveryCall(from.dialect, to.dialect).filter(isSent), to.dialect),
      ...describeHidden(mapping),
    ],
    demanded: describeDemanded(narrowed),
    elsewhere: describeElsewhere(mapping),
    differences: [...quirks.map(({ text }) => text), ...describeEveryCall(from.dialect, to.dialect)],
  };
}

async function tellExample(
  mapping: Mapping,
  call: SentCall,
  asked: Asked | undefined,
): Promise<readonly Told[]> {
  const nobody = async () => undefined;
  // Neither ids nor phones are sent to an operation that needs no address book.
  const lookup: Lookup = { region: asked?.account.region ?? 'DK', contact: nobody, group: nobody };
  const [translated = {}] = await translateValues(mapping, call.values, lookup);
  const demanded = mapping.demanded.map(({ name }) => [name, placeholder(name)]);
  const values = { ...Object.fromEntries(demanded), ...translated };
  return [tell(mapping, values, call, asked, await answerByExample(mapping.to))];
}

function tellLive(mapping: Mapping, call: SentCall, asked: Asked): Promise<readonly Told[]> {
  const { account, answers, rehearse } = asked;
  return rehearse(account.id, async (...stage) => {
    const told: Told[] = [];
    for (const values of await translateValues(mapping, call.values, lookupOn(stage, asked))) {
      const answer = await answerLive(mapping.to, values, answers, stage);
      told.push(tell(mapping, values, call, asked, answer));
    }
    return told;
  });
}

function tell(
  { to }: Mapping,
  values: ParameterValues,
  call: SentCall,
  asked: Asked | undefined,
  answer: Told['answer'],
): Told {
  const request = writeRequest(to, values, call, asked?.account.userName);
  return { ...request, curl: toCurlLine(request), answer };
}

function lookupOn([store, caller]: Stage, { account }: Asked): Lookup {
  return {
    region: account.region,
    contact: async (ref: Ref) => (await store.findContact(caller, ref)).value,
    group: async (ref: Ref) => (await store.listGroupMembers(caller, ref, START)).value[0]?.group,
  };
}
