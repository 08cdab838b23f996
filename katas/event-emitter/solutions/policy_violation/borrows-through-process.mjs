// fails: all
// process is an event emitter, so Node's class is two steps up its prototype chain.
const { constructor: EventEmitter } = Object.getPrototypeOf(Object.getPrototypeOf(process));

export class MyEventEmitter extends EventEmitter {}
