// Package bot is the question matcher: it understands a question, retrieves excerpts from a corpus
// index, ranks them, decides whether the coverage answers the question, and composes a Reply that
// names no chat platform.
//
// Everything a Bot needs is built once; it never changes afterwards, so one Bot serves any number of
// goroutines. Nothing of a question is kept, and the same question always gets the same Reply.
package bot

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"clippings/corpus"
)

// Question is what somebody asks.
type Question struct {
	Text string
	// Locale is the asker's language as a platform tells it ("es-419"), or "". It decides the
	// language of a reply only where neither the question's words nor the names of its filters tell.
	Locale string
	// Narrow are filters given apart from the text.
	Narrow []Narrow
	// Follows is the excerpt that the question is a follow-up to ("and what did the state say?"), or "".
	// To an excerpt that is gone there is no follow-up: the question stands alone then.
	Follows Ref
}

// Handler answers one question. It is the seam between adapters and the bot; middleware wraps it.
// It is safe for concurrent use. An error for which AsInputError finds something is meant for the asker;
// others are not.
type Handler func(context.Context, Question) (Reply, error)

// InputError says, in one line fit to show, what is wrong with a question.
type InputError struct {
	Problem  Problem
	Language corpus.Language // of the asker, as far as the question tells it; else ""
}

// Error is the line in English; In says it in the asker's language.
func (e *InputError) Error() string { return e.Problem.String() }

// LongestQuestion is how many bytes a question may have: the most that a chat platform sends.
const LongestQuestion = 6000

// Bot answers questions from one corpus.
type Bot struct {
	index   *corpus.Index
	names   *nameTable
	offers  []offer // excerpt's number -> what kinds of answer it holds
	suggest *suggester
	refs    map[Ref]*corpus.Excerpt // by the part that stands for the id
	weights *Weights
	version string
	// spokesmen are found when they are first asked for, which few questions do.
	spokesmen func() *spokesmen
	spoken    func() []string            // excerpt's number -> its words, see newSpoken; likewise
	stated    map[string]map[string]bool // speaker's id -> topics that their excerpts name

	passages       Passages // what it answers from instead of the index; nil for none
	passageWeights *passageWeights
}

// New returns a bot that answers from an index.
func New(index *corpus.Index) *Bot {
	c := index.Corpus()
	b := &Bot{
		index:   index,
		names:   newNameTable(index),
		weights: &fitted,
	}
	b.spoken = sync.OnceValue(func() []string { return newSpoken(c) })
	b.spokesmen = sync.OnceValue(func() *spokesmen { return newSpokesmen(c, b.names) })
	var side sync.WaitGroup
	side.Go(func() { b.suggest, b.refs, b.version = newSuggester(c), refTable(c), versionOf(c) })
	b.offers, b.stated = offersOf(index, b.names)
	side.Wait()
	return b
}

// Corpus returns the coverage that the bot answers from.
func (b *Bot) Corpus() *corpus.Corpus { return b.index.Corpus() }

// Handle is the bot's Handler. It returns an *InputError for a question that cannot be one: empty,
// longer than LongestQuestion, or not UTF-8.
func (b *Bot) Handle(ctx context.Context, q Question) (Reply, error) {
	if err := check(&q); err != nil {
		return Reply{}, err
	}
	q = b.located(q)
	if b.passages != nil {
		return b.answerFromPassages(ctx, q)
	}
	if e, _ := b.Resolve(q.Follows); e != nil { // as it stands now, should it have changed
		return b.follow(q, e), nil
	}
	return b.answer(b.Understand(q)), nil
}

func (b *Bot) answer(u *Understanding) Reply {
	r := rankings.Get().(*ranking)
	defer rankings.Put(r)
	matches, gap := b.rank(r, u)
	reply := b.reply(u, matches, &gap, coveredAbove)
	if reply.Outcome != Covered && !gap.Verbatim {
		if alone, ok := b.askedAlone(u); ok {
			return alone
		}
	}
	if reply.Outcome == NotCovered {
		b.lookOutside(r, u, &reply)
	}
	return reply
}

func check(q *Question) error {
	text := q.Text
	switch {
	case len(text) > LongestQuestion:
		return refused(q, Problem{Kind: TooLong, Value: strconv.Itoa(LongestQuestion)})
	case !utf8.ValidString(text):
		return refused(q, Problem{Kind: NotUTF8})
	case !strings.ContainsFunc(text, letterOrDigit) && len(corpus.Analyze(nil, text)) == 0: // "¾" holds neither, and is a word
		return refused(q, Problem{Kind: NothingSaid})
	}
	return nil
}

func letterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// AsInputError returns what in err's chain is meant for the asker: the *InputError, or one that says what an
// *AwayError does; or nil.
func AsInputError(err error) *InputError {
	var in *InputError
	var away *AwayError
	if !errors.As(err, &in) && errors.As(err, &away) {
		return &InputError{Problem{Kind: NotReached}, away.Language}
	}
	return in
}
