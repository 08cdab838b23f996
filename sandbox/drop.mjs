// Imported before anything else: a sandbox that root started gives up root here, for good, before it has
// read a byte of what it is to run. KATA_UID is a user id that nobody else has.
const { KATA_UID } = process.env;
if (KATA_UID && process.getuid() === 0) {
  process.setgroups([]);
  process.setgid(Number(KATA_UID));
  process.setuid(Number(KATA_UID));
}
delete process.env.KATA_UID;
