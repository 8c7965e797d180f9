// A small app on @slack/bolt that TestBolt connects to the fake.
import bolt from '@slack/bolt';

const app = new bolt.App({
  token: process.env.BOT_TOKEN,
  appToken: process.env.APP_TOKEN,
  socketMode: true,
  logLevel: 'error',
  clientOptions: { slackApiUrl: process.env.API_URL },
});

app.event('app_mention', async ({ event, client }) => {
  await client.chat.postMessage({
    channel: event.channel,
    thread_ts: event.ts,
    text: 'bolt heard: ' + event.text,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: 'bolt heard you' } },
      { type: 'actions', elements: [{ type: 'button', action_id: 'more', value: '7', text: { type: 'plain_text', text: 'More' } }] },
    ],
  });
});

app.command('/clippings', async ({ command, ack, respond }) => {
  await ack({ text: 'acknowledged: ' + command.text });
  await respond({ text: 'responded', response_type: 'ephemeral' });
});

app.action('more', async ({ ack, action, respond, body, client }) => {
  await ack();
  await respond({ text: 'more of ' + action.value, replace_original: false });
  await client.views.open({
    trigger_id: body.trigger_id,
    view: {
      type: 'modal',
      callback_id: 'form',
      title: { type: 'plain_text', text: 'Form' },
      submit: { type: 'plain_text', text: 'Go' },
      blocks: [
        { type: 'input', block_id: 'b', label: { type: 'plain_text', text: 'Speaker' }, element: { type: 'external_select', action_id: 'speaker', min_query_length: 1 } },
      ],
    },
  });
});

app.options('speaker', async ({ options, ack }) => {
  await ack({ options: [{ text: { type: 'plain_text', text: 'found ' + options.value }, value: 'found' }] });
});

app.view('form', async ({ ack, view }) => {
  const chosen = view.state.values.b.speaker.selected_option.value;
  await ack(chosen === 'found' ? { response_action: 'clear' } : { response_action: 'errors', errors: { b: 'no' } });
});

await app.start();
