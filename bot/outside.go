package bot

import "slices"

// outsideBelow is how likely the best within what a question is narrowed to answers it at most, for what is outside to be
// shown in its place.
const outsideBelow = 0.1

// lookOutside looks, for a question that is not answered within the outlet, the dates or the kind that it is narrowed to,
// outside them: that Lawlor said it, though not to the Verge, is what the asker can use, and not to say so would be taken
// for the coverage's silence. Who speaks and what it is about stay as they were asked for. The reply stays one that does
// not answer; only what is near, and a line on where that is from, come into it.
func (b *Bot) lookOutside(r *ranking, u *Understanding, reply *Reply) {
	f := &u.Filters
	narrowed := len(f.Outlets) > 0 || !f.From.IsZero() || !f.To.IsZero() || f.Kind != ""
	if !narrowed || reply.Confidence > outsideBelow || reply.Notice == Emergency || u.Chat {
		return
	}
	wide, query := *u, *u.Query
	wide.Query, wide.Filters = &query, Filters{Speakers: f.Speakers, About: f.About}
	query.Filter = nil
	if !wide.Filters.IsZero() {
		query.Filter = wide.Filters.pass
	}
	matches, gap := b.rank(r, &wide)
	outside := b.reply(&wide, matches, &gap, coveredAbove)
	if outside.Outcome != Covered && len(reply.Others) > 0 {
		return
	}
	near := outside.Others
	if outside.Answer != nil {
		near = slices.Insert(near, 0, outside.Answer)
	}
	near = slices.DeleteFunc(near, f.pass) // what is within was looked at
	if len(near) == 0 || outside.Answer != nil && near[0] != outside.Answer {
		return
	}
	if outside.Answer != nil {
		reply.Gap = nil // it may be of what nobody asked
	}
	reply.Others = near[:min(len(near), mostOthers)]
	reply.Problems = append(slices.Clip(reply.Problems), Problem{Kind: NothingWithin})
}
