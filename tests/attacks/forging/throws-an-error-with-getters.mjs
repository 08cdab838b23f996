// tries: to run code while its error is described
// expects: wrong_answer runtime_error
function hollow() {
  const error = new Error('x');
  for (const name of ['name', 'message', 'stack', 'code']) {
    Object.defineProperty(error, name, {
      get() {
        process.exit(0);
      },
    });
  }
  throw error;
}
