// fails: all
import { EventEmitter } from 'node:events';

export class MyEventEmitter extends EventEmitter {}
