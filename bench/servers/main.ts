import { connectBare, createBareBook } from './bare-book.ts';
import { serveCursor } from './bare-cursor.ts';
import { serveBare } from './bare-server.ts';
import { serveExpress } from './express-server.ts';
import { serveFastify } from './fastify-server.ts';
import { createOperations } from './operations.ts';
import { createPlainBook } from './plain-book.ts';
import { READ_CONNECTIONS } from './statements.ts';
import { createTunedBook } from './tuned-book.ts';

const { DATABASE_URL = '', PORT = '0' } = process.env;
const port = Number(PORT);
const plain = () => createOperations(createPlainBook(DATABASE_URL));
const tuned = () => createOperations(createTunedBook(DATABASE_URL));

const SERVERS: Readonly<Record<string, () => unknown>> = {
  bare: () => serveBare(createOperations(createBareBook(DATABASE_URL)), port),
  'bare-cursor': () => serveCursor(connectBare(DATABASE_URL, READ_CONNECTIONS), port),
  express: () => serveExpress(plain(), port, { tuned: false }),
  'express-tuned': () => serveExpress(tuned(), port, { tuned: true }),
  fastify: () => serveFastify(plain(), port),
  'fastify-tuned': () => serveFastify(tuned(), port),
};

const start = SERVERS[process.argv[2] ?? ''];
if (start === undefined) throw new Error(`there is no such server: ${process.argv[2]}`);
await start();
