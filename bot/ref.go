package bot

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"

	"clippings/corpus"
)

// Ref names an excerpt at one version of its words in twelve characters (A–Z, a–z, 0–9, - and _), so
// that a button can carry it. It is made from the excerpt alone: it holds after a restart, in another
// process, and after a reload that leaves the excerpt as it was. Six bytes are a hash of the id, three
// of everything that is shown.
type Ref string

// RefLength is how many characters a Ref has.
const RefLength = 12

// What Resolve cannot find.
var (
	ErrGone    = errors.New("bot: the coverage has no such excerpt any more")
	ErrChanged = errors.New("bot: the excerpt has changed since")
)

// idBytes are the bytes of a Ref that stand for the id.
const idBytes = 6

// RefOf returns an excerpt's reference.
func RefOf(e *corpus.Excerpt) Ref {
	speaker := ""
	if e.Speaker != nil {
		speaker = e.Speaker.Name
	}
	s := e.Source
	parts := []string{
		string(e.Kind), e.Text, e.ES, speaker, e.Role, e.Via, e.Context, e.ContextES,
		s.Outlet, s.Title, s.Author, s.Date.String(), s.URL,
	}
	if e.RoleES != "" { // where there is none, buttons that were posted before roles had one still hold
		parts = append(parts, e.RoleES)
	}
	shown := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return idRef(e) + Ref(base64.RawURLEncoding.EncodeToString(shown[:RefLength*3/4-idBytes]))
}

// idRef returns the part of an excerpt's reference that stands for the id.
func idRef(e *corpus.Excerpt) Ref {
	id := sha256.Sum256([]byte(e.ID))
	return Ref(base64.RawURLEncoding.EncodeToString(id[:idBytes]))
}

// idPart is the part of a Ref that stands for the id: six bytes are eight characters exactly.
func (r Ref) idPart() Ref { return r[:idBytes*4/3] }

// idHash are the bytes that stand for the id, and whether r is a reference at all.
func (r Ref) idHash() ([]byte, bool) {
	if len(r) != RefLength {
		return nil, false
	}
	id, err := base64.RawURLEncoding.DecodeString(string(r.idPart()))
	return id, err == nil
}

// Resolve returns the excerpt that a reference names. When the excerpt's words have changed since, it
// returns it with ErrChanged; when there is none, nil and ErrGone, for anything that is no reference too.
func (b *Bot) Resolve(r Ref) (*corpus.Excerpt, error) {
	if len(r) != RefLength {
		return nil, ErrGone
	}
	if b.passages != nil {
		return b.resolveInPassages(r)
	}
	e := b.refs[r.idPart()]
	switch {
	case e == nil:
		return nil, ErrGone
	case RefOf(e) != r:
		return e, ErrChanged
	}
	return e, nil
}

func refTable(c *corpus.Corpus) map[Ref]*corpus.Excerpt {
	refs := make(map[Ref]*corpus.Excerpt, len(c.Excerpts))
	for _, e := range c.Excerpts {
		refs[idRef(e)] = e
	}
	return refs
}

// TopicRef returns a reference to a person or a term by its id.
func TopicRef(id string) Ref {
	sum := sha256.Sum256([]byte("topic\x00" + id))
	return Ref(base64.RawURLEncoding.EncodeToString(sum[:RefLength*3/4]))
}

// Topic returns the name of the person or term that a TopicRef names, or "".
func (b *Bot) Topic(r Ref) string {
	for id, name := range b.names.name {
		if TopicRef(id) == r {
			return name
		}
	}
	return ""
}

// TopicID returns the id of the person or term with exactly this name, or "".
func (b *Bot) TopicID(name string) string { return b.names.topic(name) }
