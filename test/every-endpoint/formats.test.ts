import { XMLValidator } from 'fast-xml-parser';
import { beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { addScene, sampleParameters } from '../support/sample-call.ts';
import { toXml } from '../support/to-xml.ts';
import { type Answered, call, type EndpointCase, everyEndpoint, mask } from './endpoints.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

type Format = 'json' | 'xml' | 'jsonp';

/** A path, and what is sent to get one format there. */
interface Way {
  readonly path: string;
  readonly format: Format;
  readonly chosenBy: Readonly<Record<string, string>>;
}

const CONTENT_TYPES = {
  json: 'application/json; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  jsonp: 'application/javascript; charset=utf-8',
} as const;

/** Every format of an endpoint at every path: by the path's suffix, or by the dialect's own parameters. */
function waysTo({ dialect, allPaths: paths }: EndpointCase): readonly Way[] {
  return paths.flatMap((path) => {
    const ways: Way[] = [{ path, format: path.endsWith('.xml') ? 'xml' : 'json', chosenBy: {} }];
    if ('format' in dialect.common)
      ways.push(
        { path, format: 'xml', chosenBy: { format: 'xml' } },
        { path, format: 'xml', chosenBy: { format: ' XML' } },
        { path, format: 'json', chosenBy: { format: 'json' } },
        { path, format: 'json', chosenBy: { format: 'yaml' } },
      );
    if ('callback' in dialect.common)
      ways.push(
        { path, format: 'jsonp', chosenBy: { callback: 'app.on$Answer' } },
        { path, format: 'jsonp', chosenBy: { callback: 'f', format: 'json' } },
      );
    return ways;
  });
}

async function callBy(endpointCase: EndpointCase, way: Way): Promise<Answered> {
  const { dialect, endpoint } = endpointCase;
  const parameters = sampleParameters(dialect, endpoint, await addScene(gateway));
  return call(gateway, way.path, { ...parameters, ...way.chosenBy });
}

/** What the answer must be in another format, but for ids, secrets and times. */
function inFormat(json: Answered, { format, chosenBy }: Way, bareKey: string | undefined): string {
  if (format === 'json') return mask(json.text);
  if (format === 'jsonp') return mask(`/**/${chosenBy.callback}(${json.text});`);
  return mask(toXml(bareKey === undefined ? json.json : { [bareKey]: json.json }));
}

describe.each(everyEndpoint)('$title', (endpointCase) => {
  test('says the same in every format that its dialect has', async () => {
    const ways = waysTo(endpointCase);
    const plain = ways.find(({ format }) => format === 'json');
    if (plain === undefined) expect.fail('there is no JSON');
    const json = await callBy(endpointCase, plain);
    expect(json.line).toMatchObject({ outcome: 'ok', operation: endpointCase.endpoint.id });
    for (const way of ways) {
      const answer = await callBy(endpointCase, way);
      const about = JSON.stringify(way);
      expect(mask(answer.text), about).toBe(inFormat(json, way, endpointCase.endpoint.bareKey));
      expect(answer.headers.get('content-type'), about).toBe(CONTENT_TYPES[way.format]);
      if (way.format === 'xml') expect(XMLValidator.validate(answer.text), about).toBe(true);
      expect(answer.line).toMatchObject({
        outcome: 'ok',
        status: 200,
        bytes: Buffer.byteLength(answer.text),
      });
    }
  });

  test('is answered at each of its paths and at none beside them', async () => {
    const { dialect, endpoint, allPaths } = endpointCase;
    expect(allPaths.length).toBe(dialect.mounts.length * dialect.suffixes.length);
    const parameters = sampleParameters(dialect, endpoint, await addScene(gateway));
    for (const path of allPaths) {
      for (const wrong of [`${path}x`, `${path}/x`, `/x${path}`]) {
        const { status, line } = await call(gateway, wrong, parameters);
        expect({ status, operation: line.operation }, wrong).toEqual({ status: 404, operation: undefined });
      }
    }
  });
});
