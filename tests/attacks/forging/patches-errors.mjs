// tries: to have errors be no errors
// expects: wrong_answer runtime_error
Object.defineProperty(Error, Symbol.hasInstance, { value: () => false });
Object.defineProperty(TypeError, Symbol.hasInstance, { value: () => false });
Error.captureStackTrace = () => {};
Error.stackTraceLimit = 0;
