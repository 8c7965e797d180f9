// Package slack answers questions in Slack: a slash command, mentions, direct messages, replies in the
// bot's threads, "Check the coverage" on a message, a form, the app's Home and the assistant. It is the
// only package that imports slack-go. Events come by Socket Mode or over HTTP; both hand the same
// envelopes to the same code.
//
// Nothing of a question, and no id of a person, channel or workspace, is stored or logged; ids live in
// memory while a question is answered, and as salted hashes for a few minutes to tell duplicates.
package slack
