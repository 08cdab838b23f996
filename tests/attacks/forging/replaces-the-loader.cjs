// tries: to put functions of its own in the place of those that load modules
// expects: wrong_answer runtime_error
const Module = module.constructor;
Module._load = () => ({ default: true });
Module._resolveFilename = () => '/sandbox/host/serve.mjs';
Module._extensions['.js'] = () => {};
Module.prototype._compile = () => {};
