// What the tests draw, and the steps that they are made of.
import fc from 'fast-check';

export const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGUSR2'];
export const GRACE = 1000;

const word = fc.stringMatching(/^[a-z]{5,9}$/);
export const words = (count) => fc.uniqueArray(word, { minLength: count, maxLength: count });
export const between = (min, max) => fc.integer({ min, max });
/** Seconds that do not pass unless a test lets them. */
export const timeouts = between(15_000, 25_000);
export const codes = between(2, 120);

// Steps: see the scenario.
export const signal = ['signal', 'SIGTERM'];
export const release = (name) => ['call', 'release', name];
export const look = ['call', 'look'];
/** Waits for the end of the process, or for a hook to begin, also where somebody looks every second what is left. */
export const ended = ['ended', 5000];
export const begins = (hook) => ['event', 5000, 'hook begins', hook];
/** The same where it is to be prompt. */
export const endedSoon = ['ended', 200];
export const hasBegun = (hook) => ['event', 0, 'hook begins', hook];
export const CLOSE = { Connection: 'close' };

/** A connection with a request of which the answer waits until it is released under `id`. */
export const inFlight = (client, id, { kind = 'held', times = 1, headers = CLOSE } = {}) => [
  ['open', client],
  ['ask', client, `/${kind}/${id}/${times}`, headers],
];

/** A connection that stays open after a request was answered. */
export const idle = (client, id) => [
  ['open', client],
  ['ask', client, `/now/${id}/1`],
];

// What was seen.
/** The hooks as they began and ended. */
export const hooksOf = ({ events }) =>
  events.filter(([kind]) => kind.startsWith('hook ')).map(([kind, name]) => `${name} ${kind.slice('hook '.length)}`);
/** The same whatever the order, for tests that leave the order to C4. */
export const ranIn = (seen) => hooksOf(seen).toSorted();
export const ran = (names) => inTurn(names).toSorted();
export const inTurn = (names) => names.flatMap((name) => [`${name} begins`, `${name} ends`]);
export const exitWith = (code) => ({ missed: null, exit: { code, signal: null } });
export const exitOf = ({ missed, exit }) => ({ missed, exit });
