// tries: to answer differently each time somebody looks at what it exports
// kata: event-emitter
// expects: wrong_answer runtime_error
let looks = 0;
Object.defineProperty(module.exports, 'MyEventEmitter', {
  enumerable: true,
  get: () => (looks++ % 2 ? class {} : () => true),
});
