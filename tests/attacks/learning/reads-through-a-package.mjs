// tries: to let an allowed package send files that it may not read
// kata: streaming-upload
// expects: wrong_answer runtime_error time_limit
import express from 'express';
const hollow = () => {
  const app = express();
  app.use((request, response) => response.sendFile('/sandbox/host/main.mjs', { dotfiles: 'allow' }));
  app.use(express.static('/'));
  return app;
};
