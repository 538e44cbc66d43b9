import { createHash } from 'node:crypto';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { type BenchRequest, partsOf } from './http-request.ts';

const CHECKED = 50;

/** What a server answers to a suite's requests. */
export interface Answers {
  /** Bodies and content types, so that two servers can be compared. */
  readonly digest: string;
  /** The first body, to show where they differ. */
  readonly sample: string;
  /** The mean length of an answer with its head, on a connection that is kept. */
  readonly meanBytes: number;
}

/**
 * Sends some of the requests, taken from all over, one by one. `mask` takes out of a body what differs by nature, such as a new
 * id. Rejects where an answer is no 2xx.
 */
export async function collectAnswers(
  port: number,
  requests: readonly BenchRequest[],
  mask: (body: string) => string = (body) => body,
): Promise<Answers> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const hash = createHash('sha256');
  const step = Math.ceil(requests.length / CHECKED);
  const checked = requests.filter((_, place) => place % step === 0);
  let sample: string | undefined;
  let bytes = 0;
  try {
    for (const request of checked) {
      const answer = await send(port, request, agent);
      const shown = `${answer.contentType}\n${mask(answer.body)}\n`;
      hash.update(shown);
      sample ??= shown;
      bytes += answer.bytes;
    }
  } finally {
    agent.destroy();
  }
  return { digest: hash.digest('hex'), sample: sample ?? '', meanBytes: bytes / checked.length };
}

interface Answer {
  readonly contentType: string | undefined;
  readonly body: string;
  readonly bytes: number;
}

function send(port: number, request: BenchRequest, agent: Agent): Promise<Answer> {
  const { method, path, headers, body } = partsOf(request);
  return new Promise((resolve, reject) => {
    let before = 0;
    const sent = httpRequest({ port, host: '127.0.0.1', method, path, headers, agent }, (response) => {
      const { socket } = response;
      readText(response)
        .then((text) => {
          if (response.statusCode !== 200)
            throw new Error(`${path} was answered ${response.statusCode}: ${text}`);
          const contentType = response.headers['content-type'];
          resolve({ contentType, body: text, bytes: socket.bytesRead - before });
        })
        .catch(reject);
    });
    sent.once('socket', (socket) => {
      before = socket.bytesRead;
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

async function readText(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const piece of response) text += piece;
  return text;
}
