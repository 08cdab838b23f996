// Where a candidate begins: it loads, it has the exports, and it solves nothing.

/**
 * @template {unknown[]} A
 * @param {(...args: A) => void} fn
 * @param {number} ms
 * @returns {((...args: A) => void) & { cancel(): void }}
 */
export function debounce(fn, ms) {
  throw new Error(`not written yet: debounce(${fn}, ${ms})`);
}
