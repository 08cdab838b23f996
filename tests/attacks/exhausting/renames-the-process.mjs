// tries: to write over the memory beside the process's arguments
// expects: wrong_answer
process.title = 'x'.repeat(1 << 20);
