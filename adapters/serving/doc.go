// Package serving holds what the chat adapters share: it keeps one question from being answered twice,
// limits how often a person or a place may ask, bounds the work that waits, guards a bot.Handler, spaces
// out reconnects, tells whether the program is ready, counts what happens, and replaces the coverage
// while the bot runs. It knows no chat platform, and no adapter knows another by it.
//
// The bot serves people at risk. Nothing in this package stores or logs the text of a question or the id
// of a person, channel, guild or workspace. Where an id must be recognized again, only its hash is kept,
// salted with a random value that is made when the program starts and never leaves it: the hashes of two
// runs cannot be compared, and none is written anywhere. Where several processes serve one bot, a State
// keeps for a while what they must agree on, under hashes that cannot be told without a secret of the
// operator's. Counts carry no label that derives from who asked, where, or what.
//
// The guards belong in this order around a handler, so that each failure is counted once and a panic
// never reaches a goroutine that cannot catch it:
//
//	h := serving.WithMetrics(serving.WithTimeLimit(serving.WithRecover(library.Handle, onPanic), limit), metrics)
package serving
