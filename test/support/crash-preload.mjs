// Loaded before the program by `node --import`: makes it crash as a fault of its own or of a library would.
// SIGUSR2 throws what CRASH_AS names, with the texts of CRASH_SECRET wherever an error can hold a text.
const secret = process.env.CRASH_SECRET ?? '';

/** As a driver's error shows the statement that failed. */
function driverError() {
  const error = new Error(`duplicate key value: ${secret}\nDETAIL: Key (hash)=(${secret}) already exists.`);
  return Object.assign(error, {
    query: `insert into credential values ('${secret}')`,
    parameters: [secret, { hash: Buffer.from(secret) }],
    args: [secret],
    detail: `Key (hash)=(${secret})`,
    hint: secret,
  });
}

const FAULTS = {
  driver: driverError,
  wrapped: () => new Error(`Failed query: ${secret}\nparams: ${secret}`, { cause: driverError() }),
  aggregate: () => new AggregateError([driverError()], secret),
  input: () => {
    try {
      return JSON.parse(`{"key":"${secret}",}`);
    } catch (error) {
      return error;
    }
  },
  url: () => {
    try {
      return new URL(`postgres://user:${secret}@host:99999/book`);
    } catch (error) {
      return error;
    }
  },
  argument: () => {
    try {
      return Buffer.from('text', secret);
    } catch (error) {
      return error;
    }
  },
  frames: () => new Error(`unreadable:\n    at ${secret} (${secret}:1:1)\n    at ${secret}:1:1`),
  text: () => `not even an error: ${secret}`,
  object: () => ({
    message: secret,
    toString: () => secret,
    [Symbol.for('nodejs.util.inspect.custom')]: () => secret,
  }),
  circular: () => {
    const error = driverError();
    error.cause = error;
    return error;
  },
};

process.on('SIGUSR2', () => {
  const [fault, way] = (process.env.CRASH_AS ?? '').split(' ');
  const thrown = FAULTS[fault]();
  if (way === 'rejection') Promise.reject(thrown);
  else throw thrown;
});
