import { WebSocketServer } from 'ws';

// The other half of a bare connection: takes messages and does nothing with them, answers once it got `count` (from the
// URL), and says on stdout where it listens. Ends with its parent.

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('listening', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.stdout.write(`ws://127.0.0.1:${address.port}/\n`);
});
server.on('connection', (socket, request) => {
  const count = Number(new URL(request.url ?? '/', 'ws://sink').searchParams.get('count'));
  let taken = 0;
  socket.on('message', () => {
    taken += 1;
    if (taken === count) socket.send('done');
  });
});
process.stdin.on('end', () => process.exit(0)).resume();
