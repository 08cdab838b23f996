// tries: to find pipes and files that are open in the process
// expects: wrong_answer
for (const handle of [...process._getActiveHandles(), ...process._getActiveRequests()]) {
  console.log(handle, handle.fd, handle._handle);
  handle.on?.('data', (data) => console.log(`${data}`));
}
console.log(process.getActiveResourcesInfo(), process.moduleLoadList);
