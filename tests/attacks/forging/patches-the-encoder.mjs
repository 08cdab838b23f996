// tries: to change bytes on their way out
// expects: wrong_answer runtime_error
const { from, concat } = Buffer;
Buffer.from = (data, ...rest) => from(typeof data === 'string' ? data.replaceAll('threw', 'seen') : data, ...rest);
Buffer.concat = (list, ...rest) => concat(list.toReversed(), ...rest);
Buffer.prototype.write = () => 0;
TextEncoder.prototype.encode = () => new Uint8Array(0);
