// tries: to start a process with Node's internal bindings
// expects: policy_violation wrong_answer
for (const bind of [process.binding, process._linkedBinding]) {
  for (const name of ['spawn_sync', 'process_wrap', 'fs', 'worker']) {
    try {
      new (bind.call(process, name).Process)().spawn({ file: '/bin/sh', args: ['sh'] });
    } catch (error) {
      console.log(error.message);
    }
  }
}
