// tries: to reach the network, the engine and its neighbours through any socket
// kata: graceful-shutdown
// expects: runtime_error wrong_answer time_limit
import { connect } from 'node:net';
const places = [
  { host: '192.0.2.1', port: 80 },
  { host: '169.254.169.254', port: 80 },
  { host: 'example.com', port: 80 },
  { path: '/var/run/docker.sock' },
  { path: '/run/systemd/private' },
  { path: '\0/tmp/.X11-unix/X0' },
];
const reach = (place) =>
  new Promise((resolve) => {
    connect(place)
      .on('connect', () => resolve('connected'))
      .on('error', ({ code }) => resolve(code));
  });
const answers = await Promise.all(places.map(reach));
class Hollow {
  constructor() {
    throw new Error(answers.join());
  }
}
const hollow = Hollow;
