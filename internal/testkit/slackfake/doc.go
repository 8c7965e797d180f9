// Package slackfake is a Slack for tests: its Web API, Socket Mode, the Events API over signed HTTP,
// response URLs and file uploads on a loopback port, with the limits and error names that an app meets
// in the real one, people who talk to the bot, and faults on demand.
//
// New starts one and stops it with the test. A client is pointed at it by APIURL, or by Transport,
// which sends every request to the fake whatever host it names; the address of the websocket comes
// from apps.connections.open, as it does from Slack.
//
//	fake := slackfake.New(t, slackfake.Options{})
//	api := slack.New(fake.BotToken(), slack.OptionAppLevelToken(fake.AppToken()), slack.OptionAPIURL(fake.APIURL()))
//	…
//	ana := fake.Actor(fake.Person(0), fake.Public(0))
//	asked := fake.Slash(ana, "/clippings", "who reads the plates?")
//	ack, err := asked.Wait(3 * time.Second)
//	reply, err := asked.WaitReply(3 * time.Second)
//
// What people do travels over the open websockets, or over HTTP once DeliverOverHTTP was called.
// Everything the app does is recorded: Calls, Messages, Ephemerals, Views, Home, Files, Prompts,
// Envelopes, Acks, HTTPDeliveries.
//
// What the fake cannot vouch for:
//   - Slack counts the length of a text in a unit that it does not document; the fake counts code points.
//   - The sum of all text in a message's blocks is refused above 13,200 characters, a limit that Slack
//     does not document. What counts towards it is a guess: every text that is shown.
//   - Block kinds beyond section, context, actions, header, divider, rich_text, input, markdown, image
//     and table are refused as unsupported, although Slack knows more.
//   - An answer in a thread that does not exist is refused with thread_not_found, one to an answer with
//     cannot_reply_to_message; Slack is more lenient and less clear.
//   - The text of a slash command is escaped as that of a message is, and response URLs refuse with
//     status 400; neither is documented. An edit that leaves a mention of the bot in place brings a
//     further app_mention with the same ts.
//   - The methods that read (conversations.history, conversations.replies, conversations.info,
//     users.info, bots.info) and files.getUploadURLExternal do not read arguments in JSON.
//   - chat.update keeps the blocks that it is not given, and takes no text above 4,000 characters.
//   - Slack redelivers events. Whether it redelivers commands and interactions over Socket Mode is not
//     documented; the fake does, unless Options.EventsOnly says otherwise, for it is the harder case.
//   - Rate limits are enforced only where Options asks for them. There is one workspace, no Enterprise
//     Grid, no shared channel, no streaming, no reaction.
//
// TestBolt holds Slack's own framework for Node against the fake; it runs where CLIPPINGS_BOLT is 1.
//
// A Fake is safe for concurrent use, and so are the handles it returns. There is no global state.
package slackfake
