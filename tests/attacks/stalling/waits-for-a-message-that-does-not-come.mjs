// tries: to poll for a message and keep the thread busy with that
// kata: worker-pool
// expects: time_limit
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
const { port1 } = new MessageChannel();
while (!receiveMessageOnPort(port1));
