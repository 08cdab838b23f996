// tries: to reach the network, and itself, with fetch
// expects: wrong_answer policy_violation
const urls = ['http://1.1.1.1/', 'http://127.0.0.1:22/', 'http://169.254.169.254/latest/meta-data/', 'http://[::1]/'];
for (const url of urls) {
  try {
    const answer = await Promise.race([fetch(url), new Promise((resolve) => setImmediate(resolve))]);
    console.log(url, answer?.status);
  } catch (error) {
    console.log(url, `${error.cause ?? error}`);
  }
}
