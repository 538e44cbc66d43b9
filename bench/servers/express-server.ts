import express from 'express';
import type { Operation } from './operations.ts';

/** Serves the operations by Express 5: as it comes, or without the headers that it adds. */
export function serveExpress(
  operations: ReadonlyMap<string, Operation>,
  port: number,
  { tuned }: { readonly tuned: boolean },
): void {
  const app = express();
  if (tuned) app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.use(express.urlencoded({ extended: false }));
  for (const [path, operation] of operations) {
    app.all(path, async (request, response) => {
      response.json(await operation({ ...request.query, ...request.body }));
    });
  }
  app.listen(port, '127.0.0.1');
}
