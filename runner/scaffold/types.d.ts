// The types of what a solution exports: `kata start` hands them out, for editors.
export function debounce<A extends unknown[]>(
  fn: (...args: A) => void,
  ms: number,
): ((...args: A) => void) & { cancel(): void };
