// tries: to reach the functions of its callers, and what they were called with
// expects: wrong_answer
Error.stackTraceLimit = 100;
Error.prepareStackTrace = (_error, frames) =>
  frames.map((frame) => {
    const callee = frame.getFunction?.();
    return [frame.getFileName(), frame.getFunctionName(), String(callee), String(frame.getThis?.())].join(' ');
  });
function hollow() {
  console.log(new Error('where').stack);
  let caller = hollow.caller;
  for (let n = 0; n < 20 && caller; n += 1) {
    console.log(String(caller), caller.arguments);
    caller = caller.caller;
  }
}
