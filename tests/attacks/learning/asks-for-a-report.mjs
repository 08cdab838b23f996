// tries: to read environment, libraries and stacks from Node's diagnostic report
// expects: wrong_answer runtime_error
console.log(JSON.stringify(process.report?.getReport()));
