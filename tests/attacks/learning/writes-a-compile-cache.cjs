// tries: to have Node write what it compiled to files
// expects: wrong_answer
try {
  console.log(module.constructor.enableCompileCache('/tmp/cache'));
  module.constructor.flushCompileCache?.();
  console.log(module.constructor.findPackageJSON?.('..', __filename));
} catch (error) {
  console.log(error.message);
}
