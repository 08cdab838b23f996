// The types of what a solution exports.
/**
 * Reads files, at most `limit` at a time.
 *
 * @param {string[]} filePaths
 * @param {number} limit a positive integer, or Infinity
 * @returns {Promise<Array<string | { error: string, path: string }>>} for each path, at its place in the list, the
 *   text of the file or, where it could not be read, why
 */
export function readFilesWithLimit(
  filePaths: string[],
  limit: number,
): Promise<
  Array<
    | string
    | {
        error: string;
        path: string;
      }
  >
>;
