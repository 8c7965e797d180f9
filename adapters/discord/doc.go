// Package discord answers questions in Discord: slash commands, "Check the coverage" on a message,
// mentions, direct messages and replies to the bot. It is the only package that imports discordgo, whose
// gateway client it supervises; requests to Discord's HTTP interface are its own.
//
// Nothing of a question, and no id of a person, channel or server, is stored or logged; ids live in
// memory while a question is answered, and as salted hashes for a few minutes to tell duplicates.
package discord
