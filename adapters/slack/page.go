package slack

import (
	"strings"

	"github.com/slack-go/slack"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
)

// Limits of a message, below Slack's own. An answer in an acknowledgement has 20 kB as a whole, so
// everything that is answered fits into that.
const (
	mostBlocks   = 45   // Slack takes 50
	mostText     = 5200 // units in all blocks; Slack gives up at about 13,200
	mostFallback = 3900 // units of the plain text; Slack wants less than 4000
	longestPart  = 1100 // units of one text: an original and its translation fit beside each other
	longestField = 1900 // of a column; Slack takes 2000
	mostButtons  = 10   // in a row; Slack takes 25
	mostBoxes    = 10   // to tick in a group; Slack takes no more
	longestLabel = 74
)

// page is a message or a view being written. What does not fit is left out as a whole, and the writer is
// told. All text is plain or rich text, in which Slack reads no marks: nothing in it can become a mention,
// a link or an emoji.
type page struct {
	lang   corpus.Language // of the title, in a window; "" is English
	blocks []slack.Block
	units  int
	plain  strings.Builder // the fallback: everything again, for notifications and screen readers
	said   int             // units of the fallback
	full   bool            // the fallback has ended early
	room   int             // units of all blocks; 0 is mostText
	most   int             // blocks; 0 is mostBlocks
}

// line is a message of one line.
func line(text string) *page {
	p := new(page)
	p.say(text)
	return p
}

func (p *page) fits(texts ...string) bool {
	room, most := p.room, p.most
	if room == 0 {
		room = mostText
	}
	if most == 0 {
		most = mostBlocks
	}
	return p.units+unitsOf(texts...) <= room && len(p.blocks)+1 <= most
}

func unitsOf(texts ...string) int {
	n := 0
	for _, s := range texts {
		n += serving.Units(s)
	}
	return n
}

// add adds a block that shows texts.
func (p *page) add(b slack.Block, texts ...string) bool {
	if !p.fits(texts...) {
		return false
	}
	p.blocks = append(p.blocks, b)
	for _, s := range texts {
		p.units += serving.Units(s)
		p.fallback(s)
	}
	return true
}

// fallback adds a text to the plain form. A text that has no room ends it: none is cut, and none follows
// without what stood before it.
func (p *page) fallback(s string) {
	s = escape.Replace(s)
	n := serving.Units(s) + 1
	if p.full = p.full || p.said+n > mostFallback; p.full {
		return
	}
	p.said += n
	p.plain.WriteString(s + "\n")
}

var bold = &slack.RichTextSectionTextStyle{Bold: true}
var italic = &slack.RichTextSectionTextStyle{Italic: true}

func text(s string, style *slack.RichTextSectionTextStyle) slack.RichTextSectionElement {
	return slack.NewRichTextSectionTextElement(s, style)
}

// say adds a paragraph.
func (p *page) say(s string) bool { return p.paragraph(s, nil) }

// head adds a paragraph that stands out.
func (p *page) head(s string) bool { return p.paragraph(s, bold) }

func (p *page) paragraph(s string, style *slack.RichTextSectionTextStyle) bool {
	if s == "" {
		return true
	}
	return p.add(slack.NewRichTextBlock("", slack.NewRichTextSection(text(s, style))), s)
}

// small adds a line of small print.
func (p *page) small(s string) bool {
	return p.add(slack.NewContextBlock("", plainText(s)), s)
}

func plainText(s string) *slack.TextBlockObject {
	off := false
	return &slack.TextBlockObject{Type: slack.PlainTextType, Text: s, Emoji: &off}
}

// columns adds two texts of at most longestField units beside each other.
func (p *page) columns(left, right string) bool {
	return p.add(slack.NewSectionBlock(nil, []*slack.TextBlockObject{plainText(left), plainText(right)}, nil), left, right)
}

// buttons adds rows of buttons.
func (p *page) buttons(all ...slack.BlockElement) {
	for len(all) > 0 && p.fits() {
		n := min(len(all), mostButtons)
		p.blocks = append(p.blocks, slack.NewActionBlock("", all[:n]...))
		all = all[n:]
	}
}

// button is a button with a label. What it does is its id too, which makes it its own in a message.
func button(label string, c serving.Control) slack.BlockElement {
	return slack.NewButtonBlockElement(c.String(), c.String(), plainText(short(label, longestLabel)))
}

// ticks adds boxes to tick excerpts with, and the button that makes a packet of them.
func (p *page) ticks(v *shown, excerpts []*corpus.Excerpt) {
	if len(excerpts) < 2 || !p.fits(v.forms.Tick) || len(p.blocks)+2 > mostBlocks {
		return
	}
	var options []*slack.OptionBlockObject
	for i, e := range excerpts {
		begins := plainText(short(v.words.Card(e).Text, longestLabel)) // one person may have said several things on one day
		if e.Kind.Verbatim() {                                         // it is a beginning, not a quotation
			begins.Text = strings.Trim(begins.Text, "“”")
		}
		options = append(options, slack.NewOptionBlockObject(string(bot.RefOf(e)), plainText(v.tickLabel(i+1, e)), begins))
	}
	p.blocks = append(p.blocks, slack.NewContextBlock("", plainText(v.forms.Tick))) // not in the plain text, which has no boxes
	p.units += serving.Units(v.forms.Tick)
	var elements []slack.BlockElement
	for i := 0; i < len(options); i += mostBoxes {
		elements = append(elements, slack.NewCheckboxGroupsBlockElement("ticks"+string(rune('a'+i/mostBoxes)), options[i:min(i+mostBoxes, len(options))]...))
	}
	elements = append(elements, button(v.forms.Packet, serving.Control{Action: serving.Collect, Language: v.lang}))
	p.blocks = append(p.blocks, slack.NewActionBlock("", elements...))
}

// short returns at most so many units of a text, with a sign where it was cut. It is for what is said about
// an excerpt, never for a quotation.
func short(s string, most int) string {
	if serving.Units(s) <= most {
		return s
	}
	n := 1
	for i, r := range s {
		if n += serving.Units(string(r)); n > most {
			return strings.TrimSpace(s[:i]) + "…"
		}
	}
	return s
}

// options are what is sent with a posted message.
func (p *page) options() []slack.MsgOption {
	return []slack.MsgOption{
		slack.MsgOptionText(p.plain.String(), false), slack.MsgOptionBlocks(p.blocks...),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(), slack.MsgOptionParse(false), slack.MsgOptionLinkNames(false),
	}
}

// answer is a message in an acknowledgement, or for a response URL.
type answer struct {
	Type    string        `json:"response_type"`
	Replace bool          `json:"replace_original"`
	Thread  string        `json:"thread_ts,omitempty"`
	Text    string        `json:"text"`
	Blocks  []slack.Block `json:"blocks"`
	Links   bool          `json:"unfurl_links"`
	Media   bool          `json:"unfurl_media"`
}

// ephemeral is a message for the asker alone.
func ephemeral(p *page) answer {
	return answer{Type: "ephemeral", Text: p.plain.String(), Blocks: p.blocks}
}
