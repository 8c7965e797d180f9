package discordfake

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Discord's error codes that the fake answers with.
const (
	codeUnknownChannel      = 10003
	codeUnknownGuild        = 10004
	codeUnknownInteraction  = 10062
	codeUnknownMessage      = 10008
	codeUnknownWebhook      = 10015
	codeTooManyCommands     = 30032
	codeTooManyCreates      = 30034
	codeTooLarge            = 40005
	codeAcknowledged        = 40060
	codeTooManyFollowups    = 40094
	codeMissingAccess       = 50001
	codeOthersMessage       = 50005
	codeEmptyMessage        = 50006
	codeCannotSendToUser    = 50007
	codeMissingPermissions  = 50013
	codeInvalidToken        = 50027
	codeInvalidRecipient    = 50033
	codeInvalidForm         = 50035
	codeInvalidAPIVersion   = 50041
	codeInvalidJSON         = 50109
	codeReplyWithoutHistory = 160002
)

// reply is the answer to a REST request.
type reply struct {
	status      int
	body        []byte
	contentType string // application/json when empty
	header      map[string]string
	code        int // Discord's code in the body, for the record
}

func answer(status int, body any) reply {
	if body == nil {
		return reply{status: status}
	}
	data, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("discordfake: an answer that does not encode: %v", err))
	}
	return reply{status: status, body: data}
}

func refusal(status, code int, message string) reply {
	r := answer(status, map[string]any{"message": message, "code": code})
	r.code = code
	return r
}

// unknown is the 404 for something that does not exist, as in "Unknown Message".
func unknown(code int, what string) reply { return refusal(404, code, "Unknown "+what) }

// formErrors gathers what is wrong with a request's fields, each under its path. The shape is Discord's;
// of the codes within, those that were seen in reports are Discord's words, the rarer ones are made up
// after their pattern, so that clients should decide by the outer code alone.
type formErrors struct {
	fields map[string]any
}

// add notes an error of the field at path, in which a dot separates names and indices. An empty path
// is the request itself.
func (e *formErrors) add(path, code, message string) {
	if e.fields == nil {
		e.fields = make(map[string]any)
	}
	at := e.fields
	if path != "" {
		for name := range strings.SplitSeq(path, ".") {
			next, ok := at[name].(map[string]any)
			if !ok {
				next = make(map[string]any)
				at[name] = next
			}
			at = next
		}
	}
	list, _ := at["_errors"].([]any)
	at["_errors"] = append(list, map[string]string{"code": code, "message": message})
}

func (e *formErrors) any() bool { return len(e.fields) > 0 }

func (e *formErrors) reply() reply {
	r := answer(400, map[string]any{"code": codeInvalidForm, "message": "Invalid Form Body", "errors": e.fields})
	r.code = codeInvalidForm
	return r
}

func (e *formErrors) required(path string) {
	e.add(path, "BASE_TYPE_REQUIRED", "This field is required")
}

// length notes an error when s has fewer than least or more than most characters.
func (e *formErrors) length(path, s string, least, most int) {
	n := utf8.RuneCountInString(s)
	switch {
	case n >= least && n <= most:
	case n == 0:
		e.required(path)
	case least == 0:
		e.add(path, "BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", most))
	default:
		e.add(path, "BASE_TYPE_BAD_LENGTH", fmt.Sprintf("Must be between %d and %d in length.", least, most))
	}
}

// count notes an error when a list has fewer than least or more than most entries.
func (e *formErrors) count(path string, n, least, most int) {
	switch {
	case n >= least && n <= most:
	case least == 0:
		e.add(path, "BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", most))
	default:
		e.add(path, "BASE_TYPE_BAD_LENGTH", fmt.Sprintf("Must be between %d and %d in length.", least, most))
	}
}

// within notes an error when n is set and out of bounds.
func (e *formErrors) within(path string, n *int, least, most int) {
	if n == nil {
		return
	}
	if *n < least {
		e.add(path, "NUMBER_TYPE_MIN", fmt.Sprintf("int value should be greater than or equal to %d.", least))
	}
	if *n > most {
		e.add(path, "NUMBER_TYPE_MAX", fmt.Sprintf("int value should be less than or equal to %d.", most))
	}
}

// decode reads JSON into v. A field of a wrong type is a form error under prefix; anything else that
// does not parse is refused outright.
func decode(data []byte, v any, prefix string, e *formErrors) (reply, bool) {
	err := json.Unmarshal(data, v)
	if err == nil {
		return reply{}, true
	}
	if wrong, ok := err.(*json.UnmarshalTypeError); ok {
		e.add(under(prefix, wrong.Field), "BASE_TYPE_BAD_TYPE", fmt.Sprintf("Could not interpret %q as %s.", wrong.Value, wrong.Type))
		return e.reply(), false
	}
	return refusal(400, codeInvalidJSON, "The request body contains invalid JSON."), false
}

// under joins two paths, of which either may be empty.
func under(prefix, path string) string {
	if prefix == "" || path == "" {
		return prefix + path
	}
	return prefix + "." + path
}
