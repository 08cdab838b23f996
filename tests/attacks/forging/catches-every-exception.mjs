// tries: to swallow whatever goes wrong, and every event that would tell
// expects: wrong_answer
process.on('uncaughtException', () => {});
process.on('unhandledRejection', () => {});
process.emit = () => true;
