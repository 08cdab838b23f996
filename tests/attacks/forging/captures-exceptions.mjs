// tries: to swallow exceptions before Node tells anybody
// expects: wrong_answer
try {
  process.setUncaughtExceptionCaptureCallback(() => {});
} catch {
  // somebody was faster
}
process.removeAllListeners('uncaughtException');
process.removeAllListeners('exit');
process.removeAllListeners('beforeExit');
