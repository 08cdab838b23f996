// tries: to write Node's diagnostic report into a file
// expects: wrong_answer runtime_error
process.report.directory = '/tmp';
process.report.writeReport('report.json');
process.report.filename = 'stdout';
process.report.writeReport();
