package pictures

// gallery is every picture, in the order of docs/README.md. The alternative text says what is to be read in
// it to who cannot see it; it must hold no double quotation mark.
var gallery = []picture{
	{"discord-covered", "Discord: an answer with the other side", "An answer to “can the deal be renegotiated?”: a quotation of Michael Wishnie with his role, a line of context, outlet, author, date and link; below it, headed as the other side, Mike Lawlor's quotation with the same; then the age of the coverage and buttons: Other side, More, En español, Cite, Share here, Not what I asked. Only the asker sees it.", 640},
	{"discord-spanish", "Discord: a question in Spanish, on a phone", "A question in Spanish. The answer has David McGuire's quotation in the original English and, marked “Traducción”, in Spanish; context, date and age of the coverage are in Spanish, and so are the buttons.", 420},
	{"discord-close", "Discord: near, but not sure", "“Did you mean one of these?” over three numbered excerpts, each with its source, then the dates that the coverage spans and the buttons Show 1, Show 2 and Show 3.", 640},
	{"discord-not-covered", "Discord: not covered", "An answer to how many people were deported because of COLLECT: in bold, that the coverage gives no such number; then two numbered excerpts that are near, each with its source, the dates that the coverage spans and a button for each.", 640},
	{"discord-emergency", "Discord: an emergency", "An answer to “ICE is at my door”: in bold, that this is a bot that quotes old news, cannot help in an emergency and is no legal advice, to get a lawyer or a rapid-response line now, and the operator's contact line. One button: More.", 640},
	{"discord-citations", "Discord: citations to copy", "Three citations of one quotation, each in a block to copy: as plain text, as Markdown, and as one line as news agencies write it.", 640},
	{"slack-thread", "Slack: an answer in a thread", "A mention of the bot in a channel, answered in its thread: a fact in our own words by Mike Lawlor with its source, the other side by Dan Barrett with its, the age of the coverage, buttons, and two boxes to tick excerpts for a packet.", 640},
	{"slack-compare", "Slack: who says what, beside each other", "Who says what about the Trust Act: four pairs of numbered excerpts in two columns, with who said them, outlet and date; below, a button for each, and boxes to tick excerpts for a packet.", 760},
	{"slack-home", "Slack: the app's Home", "The app's Home: what the bot is and how to ask; the five articles with how many quotations and facts each has; a button for each who is quoted; a menu of topics; the measured accuracy; what becomes of a question; the version of the coverage.", 760},
	{"slack-form", "Slack: the form", "The form “Ask the coverage”: a question, and optional fields for who said it, outlet, topic and the first and last date, here filled in for Mike Lawlor and Connecticut Public from April 2017.", 520},
	{"slack-packet", "Slack: a packet of ticked excerpts", "The note that a packet of two excerpts is in the direct messages, and the beginnings of its two files: Markdown with the quotation, speaker, source, date and context, and CSV with a column for each, both with the version of the coverage.", 760},
}
