// Acts through the supervisor.
import { receive, send } from '../lines.mjs';

/** The answer to a request: `{ seen }` or `{ failed: { verdict, message } }`. Blocks: the supervisor keeps the time. */
export function exchange(request) {
  send({ act: request });
  const answer = receive();
  if (answer === null) process.exit(1); // the supervisor is gone
  return answer;
}
