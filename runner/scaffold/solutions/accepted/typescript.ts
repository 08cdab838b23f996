type Debounced<A extends unknown[]> = ((...args: A) => void) & { cancel(): void };

// One interval that looks at the time, for as long as a call is waiting.
export function debounce<A extends unknown[]>(fn: (...args: A) => void, ms: number): Debounced<A> {
  let waiting: { args: A; due: number } | undefined;
  let watch: NodeJS.Timeout | undefined;

  const stop = (): void => {
    clearInterval(watch);
    watch = undefined;
  };
  const look = (): void => {
    if (waiting && Date.now() < waiting.due) return;
    stop();
    if (waiting) fn(...waiting.args);
  };
  const debounced = (...args: A): void => {
    waiting = { args, due: Date.now() + ms };
    watch ??= setInterval(look, 1);
  };
  return Object.assign(debounced, {
    cancel: () => {
      waiting = undefined;
      stop();
    },
  });
}
