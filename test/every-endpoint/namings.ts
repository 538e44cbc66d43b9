import type { Endpoint } from '../../dialects/kernel/endpoint.ts';
import { type SampleParameters, type Scene, sampleParameters } from '../support/sample-call.ts';
import type { EndpointCase } from './endpoints.ts';

/** A parameter that names a thing of an account, and the name under which it is sent. */
export interface Naming {
  readonly parameter: string;
  readonly sentAs: string;
}

/** An endpoint's own parameters whose values differ between two accounts, stand-ins included. */
export function namingsOf(
  { dialect, endpoint }: EndpointCase,
  scene: Scene,
  other: Scene,
): readonly Naming[] {
  const [own, foreign] = [
    sampleParameters(dialect, endpoint, scene),
    sampleParameters(dialect, endpoint, other),
  ];
  return Object.keys(endpoint.params)
    .filter((name) => own[name] !== foreign[name])
    .flatMap((parameter) =>
      [parameter, ...standInsFor(endpoint, parameter)].map((sentAs) => ({ parameter, sentAs })),
    );
}

function standInsFor({ standIns = {} }: Endpoint, parameter: string): readonly string[] {
  const sentAs = standIns[parameter];
  return sentAs === undefined ? [] : [sentAs];
}

/** The parameters with another value for the thing that is named. */
export function renamed(
  parameters: SampleParameters,
  { parameter, sentAs }: Naming,
  value: string,
): SampleParameters {
  const rest = Object.entries(parameters).filter(([name]) => name !== parameter);
  return { ...Object.fromEntries(rest), [sentAs]: value };
}

/** An answer with the echo of values put aside. */
export function withoutEcho(text: string, ...values: readonly string[]): string {
  return values.reduce(
    (rest, value) => rest.replaceAll(`"${value}"`, '"ID"').replaceAll(`>${value}<`, '>ID<'),
    text,
  );
}
