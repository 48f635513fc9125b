// Listens through one of RingCentral's own clients, and says how long each batch of notices took to arrive.
// In: one line of JSON on stdin that says where and who. Out: {"ready"}, then {"took_ms"} for every batch.

const readline = require('node:readline');

const filters = ['/restapi/v1.0/account/~/telephony/sessions'];

const clients = {
  '@rc-ex/ws': async ({ server, clientId, clientSecret, jwt }, heard) => {
    const RingCentral = require('@rc-ex/core').default;
    const WebSocketExtension = require('@rc-ex/ws').default;
    const platform = new RingCentral({ server, clientId, clientSecret });
    await platform.authorize({ jwt });
    const socket = new WebSocketExtension();
    await platform.installExtension(socket);
    await socket.subscribe(filters, heard);
  },
  '@ringcentral/subscriptions': async ({ server, clientId, clientSecret, jwt }, heard) => {
    const { SDK } = require('@ringcentral/sdk');
    const { Subscriptions } = require('@ringcentral/subscriptions');
    const sdk = new SDK({ server, clientId, clientSecret });
    await sdk.platform().login({ jwt });
    const subscription = new Subscriptions({ sdk }).createSubscription();
    subscription.on(subscription.events.notification, heard);
    await subscription.setEventFilters(filters).register();
  },
};

const say = (told) => process.stdout.write(`${JSON.stringify(told)}\n`);

const begin = async ({ base_url: server, confidential, jwt, notices }) => {
  let seen = 0;
  let first = 0n;
  const heard = () => {
    seen += 1;
    if (seen === 1) first = process.hrtime.bigint();
    if (seen === notices) {
      say({ took_ms: Number(process.hrtime.bigint() - first) / 1e6 });
      seen = 0;
    }
  };
  const { client_id: clientId, client_secret: clientSecret } = confidential;
  await clients[process.argv[2]]({ server, clientId, clientSecret, jwt }, heard);
  say({ ready: true });
};

const input = readline.createInterface({ input: process.stdin });
input.once('line', (line) => {
  begin(JSON.parse(line)).catch((error) => {
    say({ trouble: String(error) });
    process.exit(1);
  });
});
input.once('close', () => process.exit(0));
