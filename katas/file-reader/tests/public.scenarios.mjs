// What the public tests do with your function. The files are in a folder of their own, and a disk tells which of them
// are being read (see disk.scenarios.mjs and reads.scenarios.mjs): it can hold reads until it lets them go.
import { onDisk, quiet } from './disk.scenarios.mjs';

/** What a call gives. `folder` is where the files are. */
export function results({ readFilesWithLimit }, { input }) {
  const { files, names, limit } = input;
  return onDisk({ files }, async (disk) => {
    const paths = names.map((name) => disk.path(name));
    return { folder: disk.folder, results: await readFilesWithLimit(paths, limit) };
  });
}

/** How many files are being read at first, and after each that has been read while the first one has not. */
export function reads_in_flight({ readFilesWithLimit }, { input }) {
  const { files, limit } = input;
  return onDisk({ files, holds: true }, async (disk) => {
    const promise = readFilesWithLimit(
      files.map(([name]) => disk.path(name)),
      limit,
    );
    await quiet();
    const counts = [disk.held().length];
    while (disk.held().length > 1) {
      disk.letGo(disk.held()[1]);
      await quiet();
      counts.push(disk.held().length);
    }
    disk.letAllGo();
    await promise;
    return { counts, most: disk.most };
  });
}

export async function odd_limit({ readFilesWithLimit }, { input }) {
  try {
    await readFilesWithLimit([], input);
  } catch ({ name, message }) {
    return { name, message };
  }
  return 'no error';
}
