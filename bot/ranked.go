package bot

import (
	"context"

	"clippings/corpus"
)

// Ranked returns the excerpts that may answer a question, the best first and at most limit of them, whether Handle
// would answer or not: its Answer, if it has one, and its Others are how the list begins. A bot of New has no more
// than those. It is for measuring; the errors are Handle's. A limit below 1 gets nothing.
func (b *Bot) Ranked(ctx context.Context, q Question, limit int) ([]*corpus.Excerpt, error) {
	var all []*corpus.Excerpt
	if b.passages == nil {
		r, err := b.Handle(ctx, q)
		if r.Answer != nil {
			all = append(all, r.Answer)
		}
		all = append(all, r.Others...)
		return all[:max(0, min(len(all), limit))], err
	}
	if err := check(&q); err != nil {
		return nil, err
	}
	q = b.located(q)
	_, matches, err := b.rankPassages(ctx, q, b.Understand(q))
	for i := range matches[:max(0, min(len(matches), limit))] {
		all = append(all, matches[i].Excerpt())
	}
	return all, err
}
