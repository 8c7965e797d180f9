// Package discordfake is a Discord for tests: its REST API and its gateway on a loopback port, with
// the limits, error bodies, close codes and habits that a bot meets in the real one, people who talk
// to the bot, and faults on demand.
//
// New starts one and stops it with the test. A client is pointed at it with Transport, which sends
// every request to the fake whatever host it names; the gateway's address comes from GET /gateway, as
// it does from Discord.
//
//	fake := discordfake.New(t, discordfake.Options{})
//	session, _ := discordgo.New("Bot " + fake.Token())
//	session.Client = &http.Client{Transport: fake.Transport()}
//	…
//	ana := fake.Actor(fake.User(0), fake.Place(0, 0))
//	asked := fake.Slash(ana, "ask", discordfake.String("question", "who reads the plates?"))
//	response, err := asked.Wait(3 * time.Second)
//
// Everything the bot does is recorded (Requests, Messages, Interaction.Responses, Identifies, Resumes,
// Closes) and checked twice: against the limits that Discord documents, which are answered with
// Discord's own errors, and against Discord's OpenAPI schema where that file is found, of which
// every violation fails the test at its end.
//
// What the fake cannot vouch for: Discord counts the length of a text in a unit it does not document,
// and the fake counts code points; rate limits are enforced only where Options asks for them; the
// gateway never compresses; threads, reactions, voice and moderation are absent.
//
// A Fake is safe for concurrent use, and so are the handles it returns. There is no global state but
// the compiled schema, which is read-only.
package discordfake
