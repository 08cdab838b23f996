// tries: to change a package that the scenarios use, too
// kata: streaming-upload
// expects: wrong_answer runtime_error time_limit
import express from 'express';
express.response.json = function () {
  return this.end('{}');
};
express.application.listen = () => ({ close() {}, address: () => ({ port: 1 }) });
Object.freeze(express);
