// tries: to tell something by how its own process ends
// kata: graceful-shutdown
// expects: runtime_error wrong_answer
process.exit(process.argv.join().length % 256);
