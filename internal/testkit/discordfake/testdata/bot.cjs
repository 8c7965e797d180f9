// A small bot on discord.js that talks to the fake: it answers a message, a slash command and a button.
// It prints one line of JSON for each thing it sees, and leaves when its input ends.
const { Client, GatewayIntentBits, MessageFlags, Partials } = require('discord.js');

const say = (what) => process.stdout.write(JSON.stringify(what) + '\n');
const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
  partials: [Partials.Channel], // without it direct messages are ignored
  rest: { api: process.env.FAKE_API },
  allowedMentions: { parse: [] },
});

client.once('clientReady', () => say({ event: 'ready', user: client.user.id, guilds: client.guilds.cache.size }));
client.on('messageCreate', async (message) => {
  if (message.author.id === client.user.id) return;
  say({ event: 'message', content: message.content, channel: message.channel.name });
  await message.reply('js heard: ' + message.content.replace(/<@\d+> /, ''));
});
client.on('interactionCreate', async (interaction) => {
  if (interaction.isChatInputCommand()) {
    say({ event: 'slash', name: interaction.commandName, question: interaction.options.getString('question'), locale: interaction.locale });
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await interaction.editReply({
      flags: MessageFlags.IsComponentsV2,
      components: [
        { type: 17, components: [{ type: 10, content: 'js answers' }] },
        { type: 1, components: [{ type: 2, style: 1, label: 'Share', custom_id: 'share' }] },
      ],
    });
  } else if (interaction.isButton()) {
    say({ event: 'button', id: interaction.customId });
    const response = await interaction.reply({ content: 'js shares', withResponse: true });
    say({ event: 'shared', id: response.resource.message.id });
  } else if (interaction.isMessageContextMenuCommand()) {
    say({ event: 'menu', content: interaction.targetMessage.content });
    await interaction.reply({ content: 'js looks', flags: MessageFlags.Ephemeral });
  } else if (interaction.isAutocomplete()) {
    say({ event: 'autocomplete', focused: interaction.options.getFocused() });
    await interaction.respond([{ name: 'one', value: '1' }]);
  }
});
client.on('error', (error) => say({ event: 'error', error: String(error) }));
process.on('unhandledRejection', (error) => say({ event: 'error', error: String(error) }));
process.stdin.resume().on('end', async () => {
  await client.destroy();
  process.exit(0);
});
client.login(process.env.FAKE_TOKEN);
