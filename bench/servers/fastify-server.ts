import { parse } from 'node:querystring';
import fastify from 'fastify';
import type { Operation, Parameters } from './operations.ts';

/** Serves the operations by Fastify 5, its log off. */
export async function serveFastify(operations: ReadonlyMap<string, Operation>, port: number): Promise<void> {
  const app = fastify();
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
    done(null, parse(String(body))),
  );
  for (const [path, operation] of operations) {
    app.all(path, async ({ query, body }) =>
      operation({ ...(query as Parameters), ...(body as Parameters | undefined) }),
    );
  }
  await app.listen({ port, host: '127.0.0.1' });
}
